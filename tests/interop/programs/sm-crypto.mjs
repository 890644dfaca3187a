// The npm package sm-crypto: SM2 in JavaScript alone. It is given numbers in hexadecimal, which are read from
// the DER files here.
import { readFileSync } from 'node:fs'
import smCryptoPackage from 'sm-crypto'

const { sm2 } = smCryptoPackage

const point = (key) => readFileSync(`${key}.spki.der`).subarray(-65).toString('hex')
/** ECPrivateKey begins with version 1 and an octet string of 32 bytes. */
function scalar(key) {
  const der = readFileSync(`${key}.pkcs8.der`)
  const start = der.indexOf('0201010420', 'hex') + 5
  return der.subarray(start, start + 32).toString('hex')
}

/** SM2DSA_SM3, with the package's own Z and hash. */
export const smCrypto = {
  name: 'sm-crypto',
  sign: (_scheme, key, message) =>
    Buffer.from(sm2.doSignature([...message], scalar(key), { der: true, publicKey: point(key) }), 'hex'),
  verify: (_scheme, key, message, signature) =>
    sm2.doVerifySignature([...message], signature.toString('hex'), point(key), { der: true }),
}

/** C1 ‖ C3 ‖ C2 (mode 1) or C1 ‖ C2 ‖ C3 (mode 0), without the octet 04 in front. */
export const smCryptoCipher = {
  name: 'sm-crypto',
  encrypt: (mode, key, plaintext) => Buffer.from(sm2.doEncrypt([...plaintext], point(key), mode), 'hex'),
  decrypt(mode, key, ciphertext) {
    const bytes = sm2.doDecrypt(ciphertext.toString('hex'), scalar(key), mode, { output: 'array' })
    return bytes.length === 0 ? null : Buffer.from(bytes)
  },
}
