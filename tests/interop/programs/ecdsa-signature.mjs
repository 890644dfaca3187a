// The two forms of an ECDSA signature: r and s side by side (WebCrypto), or in DER (everybody else).

/** As a SEQUENCE of two INTEGERs. For the curves here every length fits in one byte. */
export function derSignature(plain) {
  const half = plain.length / 2
  const content = Buffer.concat([integer(plain.subarray(0, half)), integer(plain.subarray(half))])
  return Buffer.concat([Buffer.of(0x30, content.length), content])
}

/** The reverse. */
export function plainSignature(der, half) {
  const rEnd = 4 + der[3]
  return Buffer.concat([der.subarray(4, rEnd), der.subarray(rEnd + 2)].map((digits) =>
    Buffer.concat([Buffer.alloc(half), digits]).subarray(-half)))
}

function integer(bytes) {
  const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0))
  const sign = digits[0] < 0x80 ? [] : [0]
  return Buffer.of(0x02, sign.length + digits.length, ...sign, ...digits)
}
