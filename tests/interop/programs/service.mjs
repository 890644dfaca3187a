// The service, as one program among the others: its keys are named by their files, too. What it is given is
// imported, and what it shows as public key is left in the files that the others read.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isKmsError, wrapKeyMaterial } from 'pocket-kms'
import { materialOf, writePublic } from '../material.mjs'

const HASHES = {
  RSASSA_PSS_SHA_256: 'sha256', RSASSA_PSS_SHA_384: 'sha384', RSASSA_PSS_SHA_512: 'sha512',
  RSASSA_PKCS1_V1_5_SHA_256: 'sha256', RSASSA_PKCS1_V1_5_SHA_384: 'sha384', RSASSA_PKCS1_V1_5_SHA_512: 'sha512',
  ECDSA_SHA_256: 'sha256', ECDSA_SHA_384: 'sha384', ECDSA_SHA_512: 'sha512', ED25519_PH_SHA_512: 'sha512',
}
/** a, b and the generator of the curve of SM2 (GB/T 32918.5), which are hashed in front of its public key. */
const SM2_CURVE = Buffer.from(`
  FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC
  28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
  32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
  BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0`.replace(/\s/g, ''), 'hex')

const SYMMETRIC = ['AES_256', 'SM4']

/** The sending side of an import, as the package has it. */
export const sendByPackage = (spec, key, wrapping_algorithm, public_key) =>
  wrapKeyMaterial({ public_key, wrapping_algorithm, key_spec: spec, material: materialOf(spec, key) })

/** The codes of what `kms` refuses; anything else that is thrown stays thrown. */
export async function codeOf(refused) {
  try {
    await refused
    return 'accepted'
  } catch (error) {
    if (isKmsError(error)) return error.code
    throw error
  }
}

export class Service {
  name = 'the service'
  #kms
  #ids = new Map()

  /** @param kms A `Kms`, which is closed by the caller. */
  constructor(kms) {
    this.#kms = kms
  }

  /**
   * Imports the material of a key; its id.
   *
   * @param send Wraps it as `{ encrypted_key_material, encrypted_privatekey }`: by default the package itself,
   * by SM2, which is quick.
   */
  async add(spec, key, usage, wrapping_algorithm = 'SM2_ENCRYPT', send = sendByPackage) {
    const request = { key_alias: randomUUID(), key_spec: spec, key_usage: usage, origin: 'external' }
    const { key_info: { key_id } } = await this.#kms.createKey(request)
    const { import_token, public_key } = await this.#kms.createParametersForImport({ key_id, wrapping_algorithm })
    const wrapped = await send(spec, key, wrapping_algorithm, public_key)
    await this.#kms.importKeyMaterial({ key_id, import_token, ...wrapped })
    this.#ids.set(key, key_id)
    if (!SYMMETRIC.includes(spec)) writePublic(spec, key, (await this.#kms.showPublicKey({ key_id })).public_key)
    return key_id
  }

  async sign(scheme, key, message) {
    const { signature } = await this.#kms.sign(this.#signed(scheme, key, message))
    return Buffer.from(signature, 'base64')
  }

  async verify(scheme, key, message, signature) {
    const request = { ...this.#signed(scheme, key, message), signature: signature.toString('base64') }
    const { signature_valid } = await this.#kms.validateSignature(request)
    assert.ok(['true', 'false'].includes(signature_valid))
    return signature_valid === 'true'
  }

  /** `plaintext` is text in UTF-8: the service takes no other. */
  async encrypt(scheme, key, plaintext) {
    const plain_text = plaintext.toString()
    const key_id = this.#ids.get(key)
    const { cipher_text } = await this.#kms.encryptData({ key_id, plain_text, encryption_algorithm: scheme })
    return Buffer.from(cipher_text, 'base64')
  }

  /** It rejects with what the service refuses with. */
  async decrypt(scheme, key, ciphertext) {
    const cipher_text = ciphertext.toString('base64')
    const request = { key_id: this.#ids.get(key), cipher_text, encryption_algorithm: scheme }
    const { plain_text, plain_text_base64 } = await this.#kms.decryptData(request)
    const plaintext = Buffer.from(plain_text_base64, 'base64')
    assert.equal(plain_text, plaintext.toString())
    return plaintext
  }

  /** A message of odd length goes as a digest that is made here, one of even length as it is. */
  #signed(signing_algorithm, key, message) {
    const isDigest = message.length % 2 === 1 && signing_algorithm !== 'ED25519_SHA_512'
    const sent = isDigest ? digestOf(signing_algorithm, key, message) : message
    return {
      key_id: this.#ids.get(key),
      signing_algorithm,
      message: sent.toString('base64'),
      message_type: isDigest ? 'DIGEST' : 'RAW',
    }
  }
}

function digestOf(scheme, key, message) {
  if (scheme !== 'SM2DSA_SM3') return createHash(HASHES[scheme]).update(message).digest()
  const identity = Buffer.from('1234567812345678')
  const length = Buffer.of(0, identity.length * 8)
  const point = readFileSync(`${key}.spki.der`).subarray(-64)
  const z = createHash('sm3').update(Buffer.concat([length, identity, SM2_CURVE, point])).digest()
  return createHash('sm3').update(z).update(message).digest()
}
