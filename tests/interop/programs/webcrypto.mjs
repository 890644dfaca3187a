// WebCrypto, here Node's. It reads the JSON Web Keys.
import { randomBytes, webcrypto as crypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { derSignature, plainSignature } from './ecdsa-signature.mjs'

const { subtle } = crypto

const P_256 = { name: 'ECDSA', namedCurve: 'P-256' }
const P_384 = { name: 'ECDSA', namedCurve: 'P-384' }

const pss = (hash, saltLength) => ({ algorithm: { name: 'RSA-PSS', hash }, parameters: { saltLength } })
const pkcs1 = (hash) => ({ algorithm: { name: 'RSASSA-PKCS1-v1_5', hash } })

/** By scheme: what a key is imported for, what is said when it is used, and how many bytes r or an IV has. */
const SCHEMES = {
  RSASSA_PSS_SHA_256: pss('SHA-256', 32),
  RSASSA_PSS_SHA_384: pss('SHA-384', 48),
  RSASSA_PSS_SHA_512: pss('SHA-512', 64),
  RSASSA_PKCS1_V1_5_SHA_256: pkcs1('SHA-256'),
  RSASSA_PKCS1_V1_5_SHA_384: pkcs1('SHA-384'),
  RSASSA_PKCS1_V1_5_SHA_512: pkcs1('SHA-512'),
  RSAES_OAEP_SHA_256: { algorithm: { name: 'RSA-OAEP', hash: 'SHA-256' } },
  ECDSA_SHA_256: { algorithm: P_256, parameters: { hash: 'SHA-256' }, half: 32 },
  ECDSA_SHA_384: { algorithm: P_384, parameters: { hash: 'SHA-384' }, half: 48 },
  ED25519_SHA_512: { algorithm: { name: 'Ed25519' } },
  AES_256_GCM: { algorithm: { name: 'AES-GCM' }, ivBytes: 12 },
}

export const webcrypto = {
  name: 'WebCrypto',
  async sign(scheme, key, message) {
    const { algorithm, parameters, half } = SCHEMES[scheme]
    const loaded = await load(`${key}.private.jwk`, algorithm, 'sign')
    const signature = Buffer.from(await subtle.sign({ ...algorithm, ...parameters }, loaded, message))
    return half ? derSignature(signature) : signature
  },
  async verify(scheme, key, message, signature) {
    const { algorithm, parameters, half } = SCHEMES[scheme]
    const loaded = await load(`${key}.public.jwk`, algorithm, 'verify')
    const bytes = half ? plainSignature(signature, half) : signature
    return subtle.verify({ ...algorithm, ...parameters }, loaded, bytes, message)
  },
  async encrypt(scheme, key, plaintext) {
    const { algorithm, ivBytes } = SCHEMES[scheme]
    const loaded = await load(ivBytes ? `${key}.jwk` : `${key}.public.jwk`, algorithm, 'encrypt')
    const iv = randomBytes(ivBytes ?? 0)
    return Buffer.concat([iv, Buffer.from(await subtle.encrypt({ ...algorithm, iv }, loaded, plaintext))])
  },
  async decrypt(scheme, key, ciphertext) {
    const { algorithm, ivBytes = 0 } = SCHEMES[scheme]
    const loaded = await load(ivBytes ? `${key}.jwk` : `${key}.private.jwk`, algorithm, 'decrypt')
    const [iv, sealed] = [ciphertext.subarray(0, ivBytes), ciphertext.subarray(ivBytes)]
    return subtle.decrypt({ ...algorithm, iv }, loaded, sealed).then(Buffer.from, () => null)
  },
}

/** A key imported in one format, and then exported in another. */
export async function converted(format, data, other, scheme, usage) {
  const { algorithm } = SCHEMES[scheme]
  return subtle.exportKey(other, await subtle.importKey(format, data, algorithm, true, [usage]))
}

const load = (file, algorithm, usage) =>
  subtle.importKey('jwk', JSON.parse(readFileSync(file)), algorithm, false, [usage])
