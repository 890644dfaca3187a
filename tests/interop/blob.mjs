// The ciphertext of a symmetric key, by the table of docs/formats.md: what the programs that are no Python need.
import { createHmac } from 'node:crypto'

const HEADER = 96
const IV = 12
const SALT = 32

/** Where each part of a blob begins. */
const OFFSETS = { magic: 0, version: 4, length: 5, material: 7, key_id: 11, salt: 47, zeros: 79, iv: 96, ciphertext: 108 }

/** What a key is derived for. */
const PURPOSE = Buffer.from('pocket-kms seal')

/** The header of a plaintext of `length` bytes; any part may be given otherwise. Version 1 has no salt. */
export function header(key_id, length, { magic = 'PKMS', version = 2, material = 1, salt = Buffer.alloc(SALT), zeros = 0 } = {}) {
  const bytes = Buffer.alloc(HEADER, 0)
  bytes.write(magic, OFFSETS.magic)
  bytes.writeUInt8(version, OFFSETS.version)
  bytes.writeUInt16BE(length, OFFSETS.length)
  bytes.writeUInt32BE(material, OFFSETS.material)
  bytes.write(key_id, OFFSETS.key_id)
  bytes.fill(zeros, OFFSETS.salt)
  if (version !== 1) bytes.set(salt, OFFSETS.salt)
  return bytes
}

/** A plaintext, filled up with zeros, or another byte. */
export const filled = (plaintext, fill = 0) =>
  Buffer.concat([plaintext, Buffer.alloc((16 - plaintext.length % 16) % 16, fill)])

/** The parts that another program needs to open a blob. */
export function partsOf(blob) {
  return {
    version: blob.readUInt8(OFFSETS.version),
    length: blob.readUInt16BE(OFFSETS.length),
    salt: blob.subarray(OFFSETS.salt, OFFSETS.salt + SALT),
    header: blob.subarray(0, HEADER),
    iv: blob.subarray(HEADER, HEADER + IV),
    ciphertext: blob.subarray(HEADER + IV, -16),
    tag: blob.subarray(-16),
  }
}

/** What is put into the HMAC that derives the key of an encryption. */
export const derivation = (salt) => Buffer.concat([PURPOSE, salt, Buffer.of(1)])

/** The key of an encryption by the secret of a spec; in version 1 that secret itself. */
export function keyOf(spec, secret, { version, salt }) {
  if (version === 1) return secret
  const [hash, length] = { AES_256: ['sha256', 32], SM4: ['sm3', 16] }[spec]
  return createHmac(hash, secret).update(derivation(salt)).digest().subarray(0, length)
}
