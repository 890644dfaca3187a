// What the tests of refused imports have in common: a key that waits, and what is sent to it.
import assert from 'node:assert/strict'
import { createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { wrapKeyMaterial } from 'pocket-kms'
import { nodeWrap } from './programs/import-senders.mjs'
import { oaep } from './programs/node-crypto.mjs'
import { codeOf } from './programs/service.mjs'

export const base64 = (bytes) => bytes.toString('base64')
export const underOaep = (wrapping, bytes) => base64(publicEncrypt(oaep(wrapping), bytes))

/** The members of a symmetric key, for {@link Waiting.imported}. */
export const secret = (bytes, encrypt = underOaep) => (wrapping) => ({ encrypted_key_material: encrypt(wrapping, bytes) })

/** Those of a pair; every step may be taken otherwise. */
export function pair(pkcs8, { temporary = randomBytes(32), wrap = nodeWrap, encrypt = underOaep } = {}) {
  return async (wrapping) => ({
    encrypted_key_material: encrypt(wrapping, temporary),
    encrypted_privatekey: base64(await wrap(temporary, pkcs8)),
  })
}

/** Keys of origin external. */
export class Waiting {
  #kms
  #count = 0

  /** @param kms A `Kms`, which is closed by the caller. */
  constructor(kms) {
    this.#kms = kms
  }

  /** A key that waits for material, and what it is to be wrapped by. */
  async key(key_spec, wrapping_algorithm = 'RSAES_OAEP_SHA_256') {
    const request = { key_alias: `waiting-${this.#count++}`, key_spec, origin: 'external' }
    const { key_info: { key_id } } = await this.#kms.createKey(request)
    const { import_token, public_key } = await this.#kms.createParametersForImport({ key_id, wrapping_algorithm })
    const wrapping = createPublicKey({ key: Buffer.from(public_key, 'base64'), format: 'der', type: 'spki' })
    return { key_id, import_token, public_key, wrapping }
  }

  /** The code of an import whose members `wrap` makes; the key still waits if it is refused. */
  async imported(spec, wrap) {
    const { key_id, import_token, wrapping } = await this.key(spec)
    const code = await codeOf(this.#kms.importKeyMaterial({ key_id, import_token, ...await wrap(wrapping) }))
    const { key_info } = await this.#kms.listKeyDetail({ key_id })
    assert.equal(key_info.key_state, code === 'accepted' ? '2' : '5')
    return code
  }

  /** What the sending side says to a private key, which it checks as the receiving side does. */
  async wrapped(key_spec, material) {
    const wrapping_algorithm = 'SM2_ENCRYPT'
    const { public_key } = await this.key('SM4', wrapping_algorithm)
    return codeOf(wrapKeyMaterial({ public_key, wrapping_algorithm, key_spec, material }))
  }

  /** Asserts that neither side takes a private key. The receiving side does not say why. */
  async refusedByBoth(spec, pkcs8) {
    assert.equal(await this.imported(spec, pair(pkcs8)), 'KMS.0311')
    assert.equal(await this.wrapped(spec, pkcs8), 'KMS.2609')
  }
}
