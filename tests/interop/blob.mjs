// The ciphertext of a symmetric key, by the table of docs/formats.md: what the programs that are no Python need.

const HEADER = 96
const IV = 12

/** Where each part of a blob begins. */
const OFFSETS = { magic: 0, version: 4, length: 5, material: 7, key_id: 11, reserved: 47, iv: 96, ciphertext: 108 }

/** The header of a plaintext of `length` bytes; any part may be given otherwise. */
export function header(key_id, length, { magic = 'PKMS', version = 1, material = 1, reserved = 0 } = {}) {
  const bytes = Buffer.alloc(HEADER, 0)
  bytes.write(magic, OFFSETS.magic)
  bytes.writeUInt8(version, OFFSETS.version)
  bytes.writeUInt16BE(length, OFFSETS.length)
  bytes.writeUInt32BE(material, OFFSETS.material)
  bytes.write(key_id, OFFSETS.key_id)
  bytes.fill(reserved, OFFSETS.reserved)
  return bytes
}

/** A plaintext, filled up with zeros, or another byte. */
export const filled = (plaintext, fill = 0) =>
  Buffer.concat([plaintext, Buffer.alloc((16 - plaintext.length % 16) % 16, fill)])

/** The parts that another program needs to open a blob. */
export function partsOf(blob) {
  return {
    length: blob.readUInt16BE(OFFSETS.length),
    header: blob.subarray(0, HEADER),
    iv: blob.subarray(HEADER, HEADER + IV),
    ciphertext: blob.subarray(HEADER + IV, -16),
    tag: blob.subarray(-16),
  }
}
