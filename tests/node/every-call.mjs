// Every public call once, with as few options as it can do with, and what comes of it.
import { createHash } from 'node:crypto'
import * as pocketKms from 'pocket-kms'
import * as testing from 'pocket-kms/testing'

const { checkCreateKey, convertCiphertext, convertKey, convertSignature, createKey, isKmsError, KmsError, wrapKeyMaterial } = pocketKms
const ID = '0d0466b0-e727-4d9c-b35d-f84bb474a37f'
const MESSAGE = 'AAAA'
const SCALAR = '128B2FA8BD433C6C068C8D803DFF79792A519A55171B1B650C23661D15897263'

/** The names of all that can be called: functions, and methods of a `Kms`. */
export const CALLS = [
  ...Object.keys(pocketKms).filter((name) => /^[a-z]/.test(name)),
  ...Object.getOwnPropertyNames(pocketKms.Kms.prototype).filter((name) => name !== 'constructor'),
  ...Object.keys(testing).filter((name) => /^[a-z]/.test(name)),
]

/** What comes of every call, in the same order with the same names; what is random is left out. */
export const everyCall = () => outcomesOf(alone, keys, tests, requests)

/** The same without `fetch`, whose `Request` and `Response` are the platform's. */
export const everyCallButFetch = () => outcomesOf(alone, keys, tests)

async function outcomesOf(...parts) {
  const outcomes = []
  const note = async (name, work) => {
    const outcome = await work().catch((error) => {
      if (!isKmsError(error)) throw error
      return { ...error, message: error.message }
    })
    outcomes.push([name, outcome])
    return outcome
  }
  for (const part of parts) await part(note)
  return outcomes
}

/** The functions that need no `Kms`. */
async function alone(note) {
  const request = { key_alias: 'orders' }
  await note('init', async () => pocketKms.init())
  await note('checkCreateKey', () => checkCreateKey(request))
  await note('isKmsError', async () => isKmsError(new Error('no')))
  await note('isKmsError', async () => isKmsError(new KmsError({ code: 'KMS.0308', status: 400, message: 'no' })))
  await note('createKey', () => createKey({}))
  for (const origin of ['kms', 'external']) {
    await note('createKey', async () => {
      const { key_info, material } = await createKey({ ...request, origin }, {})
      const bytes = material?.secretKey()
      material?.dispose()
      return [Object.keys(key_info), key_info.domain_id, bytes?.length, new Set(bytes).size > 8]
    })
  }
  await note('convertKey', () => convertKey({ key: SCALAR, key_spec: 'SM2', to: 'pkcs8-der' }))
  await note('convertKey', () => convertKey({ key: SCALAR, key_spec: 'SM2', to: 'spki-pem' }, {}))
  await note('convertKey', () => convertKey({ to: 'jwk' }, {}))
  const signature = new Uint8Array(64).fill(1)
  await note('convertSignature', () => convertSignature({ signature, to: 'DER', from: 'RAW' }))
  const publicKey = (to, encoding) => note('convertKey', () => convertKey({ key: SCALAR, key_spec: 'SM2', to, encoding }))
  const { key: point } = await publicKey('public-raw')
  const { key: public_key } = await publicKey('spki-der', 'base64')
  const ciphertext = new Uint8Array([...point, ...new Uint8Array(40).fill(1)])
  await note('convertCiphertext', () => convertCiphertext({ ciphertext, from: 'C1C3C2', to: 'C1C2C3' }))
  await note('wrapKeyMaterial', async () =>
    Object.keys(await wrapKeyMaterial({ public_key, wrapping_algorithm: 'SM2_ENCRYPT', generate: 'SM4' })))
  const kms = await pocketKms.Kms.open()
  await note('open', async () => Object.keys((await kms.createKey(request)).key_info))
  await note('close', () => kms.close())
  await note('close', () => kms.listKeys())
}

/** The operations, on a clock and randomness that are the same each time. */
async function keys(note) {
  const clock = new testing.ManualClock()
  const random = testing.seededRandom('orders')
  const kms = await testing.openForTesting({ clock, random, store: new testing.MemoryStore() })
  const call = (name, request, options) => note(name, () => kms[name](request, options))
  const made = async (key_alias, key_spec) => (await call('createKey', { key_alias, key_spec }, {})).key_info.key_id

  const [key_id, sm2, mac, other] = [await made('orders'), await made('sm2', 'SM2'), await made('mac', 'HMAC_256'), await made('other')]
  await call('listKeyDetail', { key_id })
  await call('listKeys')
  await call('listKeys', { key_spec: 'ALL', limit: 2 })
  await call('disableKey', { key_id: other })
  await call('enableKey', { key_id: other })
  await call('deleteKey', { key_id: other, pending_days: 7 })
  await call('cancelKeyDeletion', { key_id: other })
  await call('updateKeyAlias', { key_id: other, key_alias: 'renamed' })
  await call('updateKeyDescription', { key_id: other, key_description: 'described' })
  await call('createRandom', { random_data_length: 64 })
  const datakey = await call('createDatakey', { key_id })
  await call('createDatakeyWithoutPlaintext', { key_id })
  await call('decryptDatakey', { key_id, cipher_text: datakey.cipher_text, datakey_cipher_length: 32 })
  const digest = createHash('sha256').update(datakey.plain_text, 'hex').digest('hex')
  await call('encryptDatakey', { key_id, plain_text: datakey.plain_text + digest, datakey_plain_length: 32 })
  await call('createEcDatakeyPair', { key_id, key_spec: 'SM2' })
  await call('createRsaDatakeyPair', { key_id, key_spec: 'RSA_1024' })
  const { cipher_text } = await call('encryptData', { key_id, plain_text: 'four apples' })
  await call('decryptData', { cipher_text })
  await call('reEncrypt', { cipher_text, destination_key_id: key_id })
  const signed = { key_id: sm2, message: MESSAGE, message_type: 'RAW', signing_algorithm: 'SM2DSA_SM3' }
  const { signature } = await call('sign', signed)
  await call('validateSignature', { ...signed, signature })
  await call('showPublicKey', { key_id: sm2 })
  const code = await call('generateMac', { key_id: mac, mac_algorithm: 'HMAC_SHA_256', message: MESSAGE })
  await call('verifyMac', { key_id: mac, mac_algorithm: 'HMAC_SHA_256', message: MESSAGE, mac: code.mac })
  const wrapping_algorithm = 'SM2_ENCRYPT'
  const external = (await call('createKey', { key_alias: 'external', origin: 'external' })).key_info.key_id
  const { import_token } = await call('createParametersForImport', { key_id: external, wrapping_algorithm })
  await call('importKeyMaterial', { key_id: external, import_token, encrypted_key_material: MESSAGE })
  await call('deleteImportedKeyMaterial', { key_id: external })
  await call('enableKeyRotation', { key_id })
  await call('updateKeyRotationInterval', { key_id, rotation_interval: 30 })
  await call('showKeyRotationStatus', { key_id })
  await call('disableKeyRotation', { key_id })
  await call('rotateOnDemand', { key_id })
  await call('createKmsTag', { key_id, tag: { key: 'team' } })
  await call('batchCreateKmsTags', { key_id, action: 'create', tags: [{ key: 'place' }, { key: 'time' }] })
  await call('deleteTag', { key_id, key: 'time' })
  await call('showKmsTags', { key_id })
  await call('listKmsTags')
  await call('listKmsByTags', { tags: [{ key: 'team' }] })
  await call('createAlias', { key_id, alias: 'alias/a' })
  await call('associateAlias', { alias: 'alias/a', target_key_id: other })
  await call('listAliases')
  await call('deleteAlias', { key_id: other, aliases: ['alias/a'] })
  await call('showUserInstances')
  await call('showUserQuotas')
  await call('createKey', {})
  await kms.close()
}

/** The REST API. */
async function requests(note) {
  const kms = await testing.openForTesting({ clock: new testing.ManualClock(), random: testing.seededRandom('rest') })
  const url = `http://kms/v1.0/${'0'.repeat(32)}/kms/create-key`
  const headers = { Origin: 'https://example.com' }
  const inits = [undefined, {}, { method: 'POST', body: '{"key_alias":"a"}' }, { method: 'POST', body: '{}' }, { method: 'POST', headers }]
  for (const init of inits) {
    await note('fetch', async () => {
      const { status, headers, body } = await kms.fetch(url, init)
      return [status, headers.get('content-type'), await new Response(body).text()]
    })
  }
  await note('fetch', async () => (await kms.fetch(new Request(url, inits[3]))).status)
  await kms.close()
}

/** What is there for tests. */
async function tests(note) {
  const kms = await testing.openForTesting()
  await note('openForTesting', async () => Object.keys((await kms.createKey({ key_alias: 'a' })).key_info))
  await note('seed', () => testing.seed(kms, { keys: [{ key_id: ID, key_alias: 'seeded' }] }))
  await note('seed', async () => (await kms.listKeyDetail({ key_id: ID })).key_info.key_spec)
  await kms.close()
  await note('seededRandom', async () => {
    const bytes = new Uint8Array(8)
    testing.seededRandom('a')(bytes)
    return bytes
  })
  await note('storeConformance', async () => {
    for (const { run } of testing.storeConformance(() => new testing.MemoryStore())) await run()
  })
}
