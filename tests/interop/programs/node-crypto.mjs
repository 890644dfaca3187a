// Node's own crypto module. It reads the raw bytes of symmetric keys, and the PEM files of pairs.
import {
  constants, createCipheriv, createDecipheriv, privateDecrypt, publicEncrypt, randomBytes, sign, verify,
} from 'node:crypto'
import { readFileSync } from 'node:fs'

const CIPHERS = {
  AES_256_GCM: { name: 'aes-256-gcm', ivBytes: 12, tagBytes: 16 },
  SM4_CBC: { name: 'sm4-cbc', ivBytes: 16, tagBytes: 0 },
}

const pss = (hash) =>
  ({ hash, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST })
const pkcs1 = (hash) => ({ hash, padding: constants.RSA_PKCS1_PADDING })
const SIGNATURES = {
  RSASSA_PSS_SHA_256: pss('sha256'),
  RSASSA_PSS_SHA_384: pss('sha384'),
  RSASSA_PSS_SHA_512: pss('sha512'),
  RSASSA_PKCS1_V1_5_SHA_256: pkcs1('sha256'),
  RSASSA_PKCS1_V1_5_SHA_384: pkcs1('sha384'),
  RSASSA_PKCS1_V1_5_SHA_512: pkcs1('sha512'),
  ECDSA_SHA_256: { hash: 'sha256' },
  ECDSA_SHA_384: { hash: 'sha384' },
  ED25519_SHA_512: { hash: null },
}

/** OAEP with one hash for both uses of it. */
export const oaep = (key, oaepHash = 'sha256') => ({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash })

export const nodeSigner = {
  name: 'node:crypto',
  sign(scheme, key, message) {
    const { hash, ...how } = SIGNATURES[scheme]
    return sign(hash, message, { key: readFileSync(`${key}.pkcs8.pem`), ...how })
  },
  verify(scheme, key, message, signature) {
    const { hash, ...how } = SIGNATURES[scheme]
    return verify(hash, message, { key: readFileSync(`${key}.spki.pem`), ...how }, signature)
  },
}

/** RSAES_OAEP_SHA_256. */
export const nodeOaep = {
  name: 'node:crypto',
  encrypt: (_scheme, key, plaintext) => publicEncrypt(oaep(readFileSync(`${key}.spki.pem`)), plaintext),
  decrypt(_scheme, key, ciphertext) {
    try {
      return privateDecrypt(oaep(readFileSync(`${key}.pkcs8.pem`)), ciphertext)
    } catch {
      return null
    }
  },
}

export const nodeCrypto = {
  name: 'node:crypto',
  encrypt(scheme, key, plaintext) {
    const { name, ivBytes, tagBytes } = CIPHERS[scheme]
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv(name, readFileSync(`${key}.raw`), iv)
    const ciphertext = [iv, cipher.update(plaintext), cipher.final()]
    return Buffer.concat(tagBytes ? [...ciphertext, cipher.getAuthTag()] : ciphertext)
  },
  decrypt(scheme, key, ciphertext) {
    const { name, ivBytes, tagBytes } = CIPHERS[scheme]
    const end = ciphertext.length - tagBytes
    const decipher = createDecipheriv(name, readFileSync(`${key}.raw`), ciphertext.subarray(0, ivBytes))
    if (tagBytes) decipher.setAuthTag(ciphertext.subarray(end))
    try {
      return Buffer.concat([decipher.update(ciphertext.subarray(ivBytes, end)), decipher.final()])
    } catch {
      return null
    }
  },
}
