// The package: its service, and createKey alone.
import { createKey, Kms } from 'pocket-kms'
import { CURVES, CURVES_OF_CREATE_KEY, MESSAGE, SHORT_TEXT, TEXT } from './jobs.mjs'

const ALGORITHMS = {
  EC_P256: 'ECDSA_SHA_256', EC_P384: 'ECDSA_SHA_384', SECP256K1: 'ECDSA_SHA_256', ED25519: 'ED25519_SHA_512',
  SM2: 'SM2DSA_SM3', RSA_2048: 'RSASSA_PSS_SHA_256',
}
const ENCRYPTION = { RSA_2048: 'RSAES_OAEP_SHA_256', SM2: 'SM2_ENCRYPT' }

/** Each is () => answer, by the operation's name. The keys lie in a store in memory. */
export async function service() {
  const kms = await Kms.open()
  let made = 0
  const create = async (key_spec, key_usage) =>
    (await kms.createKey({ key_alias: `bench-${(made += 1)}`, key_spec, key_usage })).key_info.key_id
  const subjects = {}

  for (const spec of Object.keys(CURVES)) subjects[`create ${spec}`] = () => create(spec)
  for (const [spec, signing_algorithm] of Object.entries(ALGORITHMS)) {
    const key_id = await create(spec)
    const request = { key_id, signing_algorithm, message_type: 'RAW', message: btoa(MESSAGE) }
    const { signature } = await kms.sign(request)
    subjects[`sign ${spec}`] = () => kms.sign(request)
    subjects[`verify ${spec}`] = async () =>
      (await kms.validateSignature({ ...request, signature })).signature_valid === 'true'
  }
  for (const spec of ['AES_256', 'SM4', 'RSA_2048', 'SM2']) {
    const key_id = await create(spec, 'ENCRYPT_DECRYPT')
    const encryption_algorithm = ENCRYPTION[spec]
    const plain = { key_id, encryption_algorithm, plain_text: spec === 'RSA_2048' ? SHORT_TEXT : TEXT }
    const { cipher_text } = await kms.encryptData(plain)
    subjects[`encrypt ${spec}`] = () => kms.encryptData(plain)
    subjects[`decrypt ${spec}`] = async () =>
      (await kms.decryptData({ key_id, encryption_algorithm, cipher_text })).plain_text
  }
  const mac = { key_id: await create('HMAC_256'), mac_algorithm: 'HMAC_SHA_256', message: btoa(TEXT) }
  subjects['mac HMAC_256'] = () => kms.generateMac(mac)
  const described = { key_id: await create('EC_P256') }
  subjects['describe EC_P256'] = () => kms.listKeyDetail(described)
  return subjects
}

/** Nothing but the pair, which is wiped again. */
export async function bare() {
  return creating((key_spec) => createKey({ key_alias: 'bench', key_spec }), () => undefined)
}

/** The pair, and both halves in their containers. */
export async function exported() {
  return creating(
    (key_spec) => createKey({ key_alias: 'bench', key_spec }),
    (material) => [material.privateKey('pkcs8-der'), material.publicKey('spki-der')],
  )
}

function creating(create, use) {
  return Object.fromEntries(CURVES_OF_CREATE_KEY.map((spec) => [`create ${spec}`, async () => {
    const { material } = await create(spec)
    const used = use(material)
    material.dispose()
    return used
  }]))
}
