/** The same in another form: keys, SM2 ciphertexts, SM2 signatures. The service has no such calls. */

import type { Bytes, CallOptions, Jwk, KeySpec, RsaWorkers } from './index.js'

/**
 * The forms of a key.
 *
 * | form | what it holds |
 * | --- | --- |
 * | `pkcs8-pem` `pkcs8-der` | the private key, PKCS#8 version 1 (RFC 5208) |
 * | `spki-pem` `spki-der` | the public key, SubjectPublicKeyInfo (RFC 5280) |
 * | `jwk` | a JSON Web Key of what was given; SM2 and SM4 have none |
 * | `public-jwk` | the same of the public key |
 * | `raw` | of a curve the private scalar, of Ed25519 the seed, of a symmetric key its bytes; of a public key alone its point |
 * | `public-raw` | the point: `04 ‖ x ‖ y`, of Ed25519 its 32 bytes |
 * | `public-raw-compressed` | the point: `02` or `03 ‖ x` |
 */
export type KeyForm =
  | 'pkcs8-pem'
  | 'pkcs8-der'
  | 'spki-pem'
  | 'spki-der'
  | 'jwk'
  | 'public-jwk'
  | 'raw'
  | 'public-raw'
  | 'public-raw-compressed'

/** How bytes are written: as they are, as digits in lower case, or as Base64 with padding. */
export type ByteEncoding = 'binary' | 'hex' | 'base64'

/** The request of {@link convertKey}. */
export interface ConvertKeyRequest<To extends KeyForm = KeyForm, As extends ByteEncoding = ByteEncoding> {
  /**
   * The key. Its form is recognised: PEM, DER, a JSON Web Key or raw bytes, the latter three also as UTF-8,
   * DER and raw also in hexadecimal digits or Base64. Taken are PKCS#8, SEC 1 (`EC PRIVATE KEY`), PKCS#1
   * (`RSA PRIVATE KEY`, `RSA PUBLIC KEY`) and SubjectPublicKeyInfo, a point compressed or not.
   * It is copied; wipe yours.
   */
  key: Uint8Array | string | Jwk
  /** The form that it is to have. */
  to: To
  /** The spec of the key. Raw bytes need it; of another form it is checked. */
  key_spec?: KeySpec | null | undefined
  /** The half that the key is. Raw keys of Ed25519 need it, whose seed is as long as its point; else checked. */
  from?: 'private' | 'public' | null | undefined
  /** Of the forms `…-der` and `…raw…`. Default `binary`. */
  encoding?: As | null | undefined
}

/** What {@link convertKey} answers. */
export interface ConvertedKey<Key> {
  key_spec: KeySpec
  /** The part of the key that was written. */
  kind: 'private' | 'public' | 'secret'
  key: Key
}

/** Bytes or text, as the encoding has it. */
export type Encoded<As extends ByteEncoding> = As extends 'binary' ? Bytes : string

/**
 * Writes a key in another form. Before that it passes every check of an import: that the point is on its
 * curve and belongs to the scalar, that every number of an RSA key fits the others, e = 65537, and that
 * the primes are proved.
 *
 * @throws {KmsError} `KMS.0308` a key of no known form, with a sentence that says what it looks like, or a
 * form that it does not have; `KMS.2609` a private key that is not sound; `KMS.0204` a member that is absent,
 * also the `key_spec` of raw bytes; `KMS.1110` no such spec; `KMS.0331` a symmetric key, which has no halves;
 * `ERR_RANDOM`, `ERR_WASM_LOAD`.
 *
 * @example
 * const { key } = await convertKey({ key: '-----BEGIN EC PRIVATE KEY-----…', to: 'jwk' })
 * const sm2 = await convertKey({ key: '3f49…', key_spec: 'SM2', to: 'pkcs8-pem' }) // of a scalar in digits
 */
export declare function convertKey(
  request: ConvertKeyRequest<'jwk' | 'public-jwk', never>,
  options?: CallOptions & RsaWorkers,
): Promise<ConvertedKey<Jwk>>
export declare function convertKey(
  request: ConvertKeyRequest<'pkcs8-pem' | 'spki-pem', never>,
  options?: CallOptions & RsaWorkers,
): Promise<ConvertedKey<string>>
export declare function convertKey<As extends ByteEncoding = 'binary'>(
  request: ConvertKeyRequest<Exclude<KeyForm, 'jwk' | 'public-jwk' | 'pkcs8-pem' | 'spki-pem'>, As>,
  options?: CallOptions & RsaWorkers,
): Promise<ConvertedKey<Encoded<As>>>
export declare function convertKey(
  request: ConvertKeyRequest,
  options?: CallOptions & RsaWorkers,
): Promise<ConvertedKey<Bytes | string | Jwk>>

/**
 * The layouts of an SM2 ciphertext: SEQUENCE { x, y, hash, cipher } (GM/T 0009), that of GB/T 32918.4-2016,
 * and that of 2010, which many libraries have kept.
 */
export type Sm2CiphertextLayout = 'ASN1' | 'C1C3C2' | 'C1C2C3'

/** The layouts of an SM2 signature: SEQUENCE { r, s }, or r and s, 32 bytes each. */
export type Sm2SignatureLayout = 'DER' | 'RAW'

/**
 * Writes an SM2 ciphertext in another layout. Nothing is decrypted, but its point has to be on the curve.
 * The layouts without ASN.1 are written with the octet 04 before the point, and read without it, too;
 * nothing in them tells which of the two they are, so `from` has to.
 *
 * @throws {KmsError} `KMS.0204` a member that is absent, also `from` where it is needed; `KMS.0308` a
 * ciphertext that is none, or any other member; `ERR_WASM_LOAD`.
 *
 * @example
 * const asn1 = await convertCiphertext({ ciphertext, from: 'C1C2C3', to: 'ASN1', encoding: 'base64' })
 * await kms.decryptData({ key_id, cipher_text: asn1, encryption_algorithm: 'SM2_ENCRYPT' })
 */
export declare function convertCiphertext<As extends ByteEncoding = 'binary'>(request: {
  /** Bytes, or text of hexadecimal digits or Base64. */
  ciphertext: Uint8Array | string
  from?: Sm2CiphertextLayout | null | undefined
  to: Sm2CiphertextLayout
  /** Default `binary`. */
  encoding?: As | null | undefined
}): Promise<Encoded<As>>

/**
 * Writes an SM2 signature in another layout. r and s have to be from 1 to n − 1; whether they sign anything
 * is not asked.
 *
 * @throws {KmsError} `KMS.0204` a member that is absent; `KMS.0308` a signature that is none, or any other
 * member; `ERR_WASM_LOAD`.
 *
 * @example
 * const raw = await convertSignature({ signature, to: 'RAW', encoding: 'hex' }) // 128 digits
 */
export declare function convertSignature<As extends ByteEncoding = 'binary'>(request: {
  /** Bytes, or text of hexadecimal digits or Base64. */
  signature: Uint8Array | string
  from?: Sm2SignatureLayout | null | undefined
  to: Sm2SignatureLayout
  /** Default `binary`. */
  encoding?: As | null | undefined
}): Promise<Encoded<As>>
