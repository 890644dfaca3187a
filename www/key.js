// The key that was made last: what is shown of it, what may be taken from it, and its end.
import { say } from './form.js'
import { copy, save } from './take.js'

const element = (id) => document.getElementById(id)

/** What each button saves: the end of the file's name, and its content. */
const DOWNLOADS = {
  'save-public': ['public.pem', (material) => material.publicKey('spki-pem')],
  'save-private': ['private.pem', (material) => material.privateKey('pkcs8-pem')],
  'save-secret': ['secret.bin', (material) => material.secretKey()],
}
const KINDS = {
  external: { about: 'It has no material until that is imported.', buttons: [] },
  pair: { about: 'A key pair. Its public half:', buttons: ['copy-public', 'save-public', 'save-private', 'wipe'] },
  secret: { about: 'One secret key. It stays unseen unless you download it.', buttons: ['save-secret', 'wipe'] },
}
const LIFETIME = 'The key exists in this page alone. It is gone once you wipe it, create another or leave.'

let shown

/** Shows a key in place of the one before, which is wiped. */
export function showKey(material, id) {
  shown?.material?.dispose()
  shown = { material, id }
  const publicKey = material ? publicKeyOf(material) : ''
  const { about, buttons } = KINDS[material ? (publicKey ? 'pair' : 'secret') : 'external']
  element('key').hidden = false
  element('key-name').textContent = material ? `${material.spec} ${id}` : id
  element('about').textContent = about
  element('public-key').textContent = publicKey
  for (const button of element('key').querySelectorAll('button')) button.hidden = !buttons.includes(button.id)
  element('key-note').textContent = material ? LIFETIME : ''
  element('answer').scrollIntoView({ block: 'nearest' })
}

function wipe() {
  shown?.material?.dispose()
  shown = undefined
  element('key').hidden = true
  element('public-key').textContent = ''
}

for (const [id, [name, content]] of Object.entries(DOWNLOADS)) {
  element(id).addEventListener('click', () => save(content(shown.material), `${shown.id}-${name}`))
}
element('copy-public').addEventListener('click', async () => {
  element('key-note').textContent = `${await copy(element('public-key'))} ${LIFETIME}`
})
element('wipe').addEventListener('click', () => {
  wipe()
  say('Wiped.')
  // Where the focus was is gone.
  element('create').focus()
})
// A page that is left may be kept by the browser, to be returned to.
addEventListener('pagehide', wipe)

/** The public key as PEM; empty if the key is symmetric, which the package knows. */
function publicKeyOf(material) {
  try {
    return material.publicKey('spki-pem')
  } catch (error) {
    if (error.code === 'KMS.0331') return ''
    throw error
  }
}
