// What package.test.mjs runs: loaded by the page itself, so that the page's policy holds for it. Each
// function returns plain values.
import { createKey, init } from '/pocket-kms/index.js'

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

async function subtleUses() {
  return {
    AES_256: await aes(),
    RSA_2048: `${await signs('RSA_2048', { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 })}; ${await rsaEncrypts()}`,
    EC_P256: await signs('EC_P256', { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' }),
    EC_P384: await signs('EC_P384', { name: 'ECDSA', hash: 'SHA-384', namedCurve: 'P-384' }),
  }
}

async function aes() {
  const key = await materialOf('AES_256')
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const raw = await crypto.subtle.importKey('raw', key.secretKey(), 'AES-GCM', false, ['encrypt'])
  const jwk = await crypto.subtle.importKey('jwk', key.secretKey('jwk'), 'AES-GCM', false, ['decrypt'])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, raw, TEXT)
  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, jwk, sealed)
  if (String(new Uint8Array(opened)) !== String(TEXT)) throw new Error('another text')
  new Uint8Array(sealed)[0] ^= 1
  const refused = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, jwk, sealed).then(() => false, () => true)
  return `raw, jwk: encrypts, decrypts${refused ? '; refuses a changed text' : ''}`
}

/** Signs with the private key in each form and verifies with the public key in each form. */
async function signs(spec, algorithm) {
  const key = await materialOf(spec)
  const privates = [['pkcs8', key.privateKey('pkcs8-der')], ['jwk', key.privateKey('jwk')]]
  const publics = [['spki', key.publicKey('spki-der')], ['jwk', key.publicKey('jwk')]]
  let refused = true
  for (const [privateForm, privateKey] of privates) {
    const signer = await crypto.subtle.importKey(privateForm, privateKey, algorithm, false, ['sign'])
    const signature = await crypto.subtle.sign(algorithm, signer, TEXT)
    for (const [publicForm, publicKey] of publics) {
      const verifier = await crypto.subtle.importKey(publicForm, publicKey, algorithm, false, ['verify'])
      if (!(await crypto.subtle.verify(algorithm, verifier, signature, TEXT))) throw new Error('not verified')
      refused &&= !(await crypto.subtle.verify(algorithm, verifier, signature, CHANGED))
    }
  }
  return `pkcs8, spki, jwk: signs, verifies${refused ? '; refuses a changed text' : ''}`
}

async function rsaEncrypts() {
  const key = await materialOf('RSA_2048')
  const oaep = { name: 'RSA-OAEP', hash: 'SHA-256' }
  const publicKey = await crypto.subtle.importKey('spki', key.publicKey('spki-der'), oaep, false, ['encrypt'])
  const privateKey = await crypto.subtle.importKey('pkcs8', key.privateKey('pkcs8-der'), oaep, false, ['decrypt'])
  const opened = await crypto.subtle.decrypt(oaep, privateKey, await crypto.subtle.encrypt(oaep, publicKey, TEXT))
  return String(new Uint8Array(opened)) === String(TEXT) ? 'encrypts, decrypts' : 'another text'
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
  return Promise.all(calls.map((call) => call().then(() => 'accepted', ({ code, status, field = null }) => [code, status, field])))
}

async function inModuleWorker() {
  const worker = new Worker('/tests/in-worker.js', { type: 'module' })
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
  })
}

/** Counts how often the page's own work gets its turn while a key is made. */
async function rsaBesideOtherWork() {
  await init()
  let turns = 0
  const working = setInterval(() => turns++)
  const shares = []
  const onProgress = ({ share }) => shares.push(share)
  const { material } = await createKey({ key_alias: 'page', key_spec: 'RSA_2048' }, { onProgress })
  clearInterval(working)
  return { spec: material.spec, turns, shares }
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
  return createKey({ key_alias: 'page', key_spec: 'RSA_4096' }, options).then(() => 'made', (reason) => reason)
}

async function loadError() {
  return init().then(() => ({}), ({ code, message }) => ({ code, message }))
}

async function slim(form) {
  const kms = await import('/pocket-kms/slim.js')
  const response = () => fetch('/pocket-kms/kms.wasm')
  const bytes = async () => (await response()).arrayBuffer()
  const sources = {
    url: () => '/pocket-kms/kms.wasm',
    response,
    bytes,
    module: async () => WebAssembly.compile(await bytes()),
  }
  await kms.init(await sources[form]())
  return (await kms.createKey({ key_alias: 'page' })).material.spec
}

async function slimLate() {
  const kms = await import('/pocket-kms/slim.js')
  const first = await kms.createKey({ key_alias: 'page' }).catch(({ code }) => code)
  await kms.init('/pocket-kms/kms.wasm')
  return [first, (await kms.createKey({ key_alias: 'page' })).material.spec]
}

async function materialOf(key_spec) {
  return (await createKey({ key_alias: 'page', key_spec })).material
}

globalThis.inPage = {
  abortedRsa, everySpec, inModuleWorker, loadError, refusals, rsaBesideOtherWork, rsaInOwnWorker, slim,
  slimLate, subtleUses,
}
