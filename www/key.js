// The key that was made last: what it shows, what it saves, and how it is wiped.
const element = (id) => document.getElementById(id)
const SYMMETRIC = ['AES_256', 'SM4']

/** The key, its id, and what it is called where it is saved. */
let shown

export function showKey(material, { key_id }) {
  shown = { material, key_id }
  const symmetric = material && SYMMETRIC.includes(material.spec)
  element('key').hidden = false
  element('about').textContent = about(material, symmetric)
  element('public-key').textContent = material && !symmetric ? material.publicKey('spki-pem') : ''
  element('copy-public').hidden = element('save-public').hidden = !material || symmetric
  element('save-private').hidden = element('wipe').hidden = !material
  element('save-private').textContent = symmetric ? 'Save secret key' : 'Save private key'
}

/** Wipes the key and takes it off the page. */
export function hideKey() {
  shown?.material?.dispose()
  shown = undefined
  element('key').hidden = true
  element('public-key').textContent = ''
}

function about(material, symmetric) {
  if (!material) return 'Its origin is external: it has no material until that is imported.'
  if (symmetric) return `${material.spec}: one secret key. It is shown to nobody until you save it.`
  return `${material.spec}: a key pair. This is its public half.`
}

element('copy-public').addEventListener('click', async ({ target }) => {
  await navigator.clipboard.writeText(shown.material.publicKey('spki-pem'))
  const label = target.textContent
  target.textContent = 'Copied'
  target.addEventListener('blur', () => { target.textContent = label }, { once: true })
})
element('save-public').addEventListener('click', () => save(shown.material.publicKey('spki-pem'), 'public.pem'))
element('save-private').addEventListener('click', () => {
  if (SYMMETRIC.includes(shown.material.spec)) {
    const bytes = shown.material.secretKey()
    save(bytes, 'secret.bin')
    bytes.fill(0)
  } else {
    save(shown.material.privateKey('pkcs8-pem'), 'private.pem')
  }
})
element('wipe').addEventListener('click', () => {
  hideKey()
  element('outcome').textContent = 'Wiped.'
})
addEventListener('pagehide', hideKey)

function save(content, name) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content]))
  link.download = `${shown.key_id}-${name}`
  link.click()
  URL.revokeObjectURL(link.href)
}
