// What package.test.mjs runs: loaded by the page itself, so that the page's policy holds for it. Each
// function returns plain values.
import { createKey, init, isKmsError, KmsError } from '/pocket-kms/index.js'

const SPECS = ['AES_256', 'SM4', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P384', 'SM2']
const TEXT = new TextEncoder().encode('The quick brown fox')
const CHANGED = new TextEncoder().encode('The quick brown fix')

async function everySpec() {
  const keys = []
  for (const key_spec of SPECS) {
    const { key_info, material } = await createKey({ key_alias: 'page', key_spec })
    keys.push({ spec: material.spec, key_info })
    material.dispose()
  }
  return keys
}

/** What AES-GCM opens of what it sealed, the key imported in one form and the other; then changed. */
async function aes() {
  const key = await materialOf('AES_256')
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const raw = await crypto.subtle.importKey('raw', key.secretKey(), 'AES-GCM', false, ['encrypt'])
  const jwk = await crypto.subtle.importKey('jwk', key.secretKey('jwk'), 'AES-GCM', false, ['decrypt'])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, raw, TEXT)
  return opened(sealed, (text) => crypto.subtle.decrypt({ name: 'AES-GCM', iv }, jwk, text))
}

/** The same of RSA-OAEP: sealed with the public key, opened with the private key. */
async function oaep(spec) {
  const key = await materialOf(spec)
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' }
  const load = (form, bytes, use) => crypto.subtle.importKey(form, bytes, algorithm, false, [use])
  const sealer = await load('spki', key.publicKey('spki-der'), 'encrypt')
  const opener = await load('pkcs8', key.privateKey('pkcs8-der'), 'decrypt')
  const sealed = await crypto.subtle.encrypt(algorithm, sealer, TEXT)
  return opened(sealed, (text) => crypto.subtle.decrypt(algorithm, opener, text))
}

async function opened(sealed, open) {
  const text = new TextDecoder().decode(await open(sealed))
  new Uint8Array(sealed)[0] ^= 1
  return [text, await open(sealed).then(() => 'opened', () => 'refused')]
}

/**
 * Signs with the private key in each form and verifies with the public key in each form: the text
 * that was signed, and another one.
 */
async function signatures(spec, algorithm) {
  const key = await materialOf(spec)
  const privates = [['pkcs8', key.privateKey('pkcs8-der')], ['jwk', key.privateKey('jwk')]]
  const publics = [['spki', key.publicKey('spki-der')], ['jwk', key.publicKey('jwk')]]
  const outcomes = []
  for (const [privateForm, privateKey] of privates) {
    const signer = await crypto.subtle.importKey(privateForm, privateKey, algorithm, false, ['sign'])
    const signature = await crypto.subtle.sign(algorithm, signer, TEXT)
    for (const [publicForm, publicKey] of publics) {
      const verifier = await crypto.subtle.importKey(publicForm, publicKey, algorithm, false, ['verify'])
      const verify = (text) => crypto.subtle.verify(algorithm, verifier, signature, text)
      outcomes.push([privateForm, publicForm, await verify(TEXT), await verify(CHANGED)])
    }
  }
  return outcomes
}

async function external() {
  return createKey({ key_alias: 'page', key_spec: 'RSA_4096', origin: 'external' })
}

async function polluted() {
  Object.prototype.key_spec = 'SM4'
  try {
    return (await createKey({ key_alias: 'page' })).material.spec
  } finally {
    delete Object.prototype.key_spec
  }
}

async function refusals() {
  const { material } = await createKey({ key_alias: 'page' })
  material.dispose()
  const calls = [
    () => createKey(null),
    () => createKey({}),
    () => createKey({ key_alias: 'a b' }),
    () => createKey({ key_alias: 'a', key_spec: 'DES' }),
    () => createKey({ key_alias: 'a', key_spec: 'EC_P256', key_usage: 'ENCRYPT_DECRYPT' }),
    () => createKey({ key_alias: 'a', key_usage: 'SIGN_VERIFY' }),
    () => createKey({ key_alias: 'a', key_description: '\ud800' }),
    () => createKey({ key_alias: 'a', vm_id: 5 }),
    async () => material.secretKey(),
  ]
  const told = (error) => {
    if (!(error instanceof KmsError) || !isKmsError(error)) return String(error)
    return [error.code, error.status, error.field ?? null]
  }
  return Promise.all(calls.map((call) => call().then(() => 'accepted', told)))
}

async function inModuleWorker() {
  const worker = new Worker('/tests/in-worker.js', { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
  })
}

/** Counts how often the page's own work gets its turn while a key is made, and what the policy forbids. */
async function rsaBesideOtherWork() {
  await init()
  const violations = []
  addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective))
  let turns = 0
  // Messages, since browsers slow down timers that set each other.
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => port2.postMessage(turns++)
  port2.postMessage(turns)
  const shares = []
  const onProgress = ({ share }) => shares.push(share)
  // The longest search there is: with luck a shorter one is over before anybody else has a turn.
  const { material } = await createKey({ key_alias: 'page', key_spec: 'RSA_4096' }, { onProgress })
  port1.close()
  return { spec: material.spec, turns, shares, violations }
}

/** Makes a key in a worker that the page starts from the package's file, and counts what that reports. */
async function rsaInOwnWorker() {
  let reports = 0
  const own = new Worker('/pocket-kms/worker.js', { type: 'module' })
  own.addEventListener('message', () => reports++)
  const { material } = await createKey({ key_alias: 'page', key_spec: 'RSA_2048' }, { worker: () => own })
  return { spec: material.spec, reports }
}

async function abortedRsa() {
  const controller = new AbortController()
  const options = { signal: controller.signal, onProgress: () => controller.abort('enough') }
  const made = createKey({ key_alias: 'page', key_spec: 'RSA_4096' }, options)
  return made.then(() => 'made', (reason) => reason)
}

async function loadError() {
  return init().then(() => ({}), ({ code, message }) => ({ code, message }))
}

/** Makes a key with modules that are given in this form, RSA with the kernel of that name, and opens the service. */
async function slim(form, kernel) {
  const { createKey, init, Kms } = await import('/pocket-kms/slim/index.js')
  const forms = {
    url: (url) => url,
    response: (url) => fetch(url),
    bytes: async (url) => (await fetch(url)).arrayBuffer(),
    module: async (url) => WebAssembly.compile(await (await fetch(url)).arrayBuffer()),
  }
  const source = (name) => forms[form](`/pocket-kms/${name}.wasm`)
  await init({ createKey: source('create-key'), kms: source('kms'), kernels: { [kernel]: source(`rsa-${kernel}`) } })
  const { material } = await createKey({ key_alias: 'page', key_spec: 'RSA_2048' })
  const kms = await Kms.open()
  const { total } = await kms.listKeys()
  await kms.close()
  return [material.spec, total]
}

async function slimLate() {
  const kms = await import('/pocket-kms/slim/index.js')
  const first = await kms.createKey({ key_alias: 'page' }).catch(({ code }) => code)
  await kms.init({ createKey: '/pocket-kms/create-key.wasm' })
  return [first, (await kms.createKey({ key_alias: 'page' })).material.spec]
}

async function materialOf(key_spec) {
  return (await createKey({ key_alias: 'page', key_spec })).material
}

globalThis.inPage = {
  abortedRsa, aes, everySpec, external, inModuleWorker, loadError, oaep, polluted, refusals,
  rsaBesideOtherWork, rsaInOwnWorker, signatures, slim, slimLate,
}
