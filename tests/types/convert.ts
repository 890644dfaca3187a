// What callers may write of conversions, and what they may not.
import { convertCiphertext, convertKey, convertSignature } from 'pocket-kms'
import type { Bytes, ConvertedKey, Jwk, KeyForm, KeySpec, Signal } from 'pocket-kms'

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => {}

export async function keysOfEveryForm(key: Uint8Array, key_spec: KeySpec, signal: Signal): Promise<void> {
  const pem = await convertKey({ key, to: 'pkcs8-pem' })
  same<typeof pem, ConvertedKey<string>>(true)
  const der = await convertKey({ key: pem.key, to: 'spki-der', from: 'private' }, { signal, maxWorkers: 0 })
  same<typeof der.key, Bytes>(true)
  const jwk = await convertKey({ key: der.key, to: 'public-jwk', key_spec })
  same<typeof jwk.key, Jwk>(true)
  const hex = await convertKey({ key: jwk.key, to: 'public-raw', encoding: 'hex' })
  same<typeof hex.key, string>(true)
  const bytes = await convertKey({ key: hex.key, key_spec, to: 'raw', encoding: 'binary', from: null })
  same<typeof bytes.key, Bytes>(true)
}

export async function aFormThatIsChosenLater(key: string, to: KeyForm): Promise<Bytes | string | Jwk> {
  return (await convertKey({ key, to })).key
}

export async function layouts(ciphertext: Uint8Array, signature: string): Promise<void> {
  const asn1 = await convertCiphertext({ ciphertext, from: 'C1C2C3', to: 'ASN1' })
  same<typeof asn1, Bytes>(true)
  const base64 = await convertCiphertext({ ciphertext: asn1, to: 'C1C3C2', encoding: 'base64' })
  same<typeof base64, string>(true)
  const raw = await convertSignature({ signature, to: 'RAW' })
  same<typeof raw, Bytes>(true)
}

export async function wrongRequests(key: Uint8Array): Promise<void> {
  // @ts-expect-error: no key
  await convertKey({ to: 'jwk' })
  // @ts-expect-error: no form
  await convertKey({ key })
  // @ts-expect-error: a key of another type
  await convertKey({ key: 5, to: 'jwk' })
  // @ts-expect-error: an unknown form
  await convertKey({ key, to: 'pem' })
  // @ts-expect-error: an unknown half
  await convertKey({ key, to: 'jwk', from: 'PRIVATE' })
  // @ts-expect-error: an unknown encoding
  await convertKey({ key, to: 'raw', encoding: 'utf8' })
  // @ts-expect-error: a layout of signatures
  await convertCiphertext({ ciphertext: key, to: 'DER' })
  // @ts-expect-error: a layout of ciphertexts
  await convertSignature({ signature: key, to: 'ASN1' })
}
