// How far the search for the primes of an RSA key has come.
const search = document.getElementById('search')
const share = document.getElementById('share')
const candidates = document.getElementById('candidates')

export function showSearch(progress) {
  search.hidden = false
  share.value = progress.share
  candidates.textContent = `${progress.candidates} candidates tested; ${Math.round(progress.share * 100)} % of searches are over by now`
}

export function hideSearch() {
  search.hidden = true
}
