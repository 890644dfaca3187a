// The forms of an SM2 ciphertext: the SEQUENCE { x, y, hash, cipher } of GM/T 0009, and its parts in a row.

/** The parts of a SEQUENCE: x and y of 32 bytes, hash, cipher. */
export function partsOf(der) {
  const [, body] = element(der)
  const parts = []
  for (let rest = body; rest.length > 0;) {
    const [tag, content, after] = element(rest)
    parts.push(tag === 2 ? Buffer.concat([Buffer.alloc(32), content]).subarray(-32) : content)
    rest = after
  }
  return parts
}

/** C1 ‖ C3 ‖ C2 (mode 1) or C1 ‖ C2 ‖ C3 (mode 0), without the octet 04 in front. */
export function inARow([x, y, hash, cipher], mode) {
  return Buffer.concat([x, y, ...(mode === 1 ? [hash, cipher] : [cipher, hash])])
}

/** The parts of a row of mode 1. */
export const partsOfRow = (row) =>
  [row.subarray(0, 32), row.subarray(32, 64), row.subarray(64, 96), row.subarray(96)]

/** The SEQUENCE of parts. */
export const asn1 = ([x, y, hash, cipher]) => tlv(0x30, integer(x), integer(y), tlv(4, hash), tlv(4, cipher))

/** An element in DER. */
export function tlv(tag, ...contents) {
  const content = Buffer.concat(contents)
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

function integer(bytes) {
  const start = bytes.findIndex((byte) => byte !== 0)
  const digits = start < 0 ? Buffer.of(0) : bytes.subarray(start)
  return tlv(2, Buffer.alloc(digits[0] < 0x80 ? 0 : 1), digits)
}

/** The tag and the content of the first element, and what comes after it. */
function element(der) {
  const long = der[1] & 0x80 ? der[1] & 0x7f : 0
  const length = long ? der.readUIntBE(2, long) : der[1]
  const end = 2 + long + length
  return [der[0], der.subarray(2 + long, end), der.subarray(end)]
}
