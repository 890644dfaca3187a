// How far the search for the primes of an RSA key has come, and the button that ends it.
const search = document.getElementById('search')
const share = document.getElementById('share')
const candidates = document.getElementById('candidates')
const cancel = document.getElementById('cancel')
const number = new Intl.NumberFormat('en')

export function showSearch(progress, onCancel) {
  search.hidden = cancel.hidden = false
  share.value = progress.share
  candidates.textContent = `${number.format(progress.candidates)} candidates for two primes tested`
  cancel.onclick = onCancel
}

export function hideSearch() {
  const hadFocus = document.activeElement === cancel
  search.hidden = cancel.hidden = true
  // Where the focus was is gone.
  if (hadFocus) document.getElementById('create').focus()
}
