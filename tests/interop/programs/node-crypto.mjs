// Node's own crypto module, for the symmetric keys. It reads the raw bytes.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

const CIPHERS = {
  AES_256_GCM: { name: 'aes-256-gcm', ivBytes: 12, tagBytes: 16 },
  SM4_CBC: { name: 'sm4-cbc', ivBytes: 16, tagBytes: 0 },
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
