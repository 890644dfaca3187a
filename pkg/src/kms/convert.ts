import { kmsPart } from '#parts/kms'
import type { Bytes, CallOptions, ConvertedKey, Jwk, RsaWorkers } from '../../types/index.d.ts'
import { isBytes } from '../base/bytes.ts'
import { KmsError } from '../base/errors.ts'
import { ownMembers } from '../base/own.ts'
import { requestText } from '../base/request-text.ts'
import { givenValue } from '../base/request-values.ts'
import { rsaOptions, throwIfAborted } from '../base/rsa-options.ts'

const KEY_MEMBERS = ['key_spec', 'from', 'to', 'encoding']
const LAYOUT_MEMBERS = ['from', 'to', 'encoding']

/** The members of a JSON Web Key that are of the key itself. */
const JWK_MEMBERS = ['kty', 'crv', 'x', 'y', 'd', 'n', 'e', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** More bytes than a key of any form has, and a signature. */
const TOO_LONG = 32_768

/** More bytes than the longest ciphertext has in hexadecimal digits. */
const CIPHERTEXT_TOO_LONG = 4 << 20

export async function convertKey(
  request: unknown,
  options?: (CallOptions & RsaWorkers) | null,
): Promise<ConvertedKey<Bytes | string | Jwk>> {
  // Read before the first await: what the caller changes afterwards has no effect.
  const text = requestText(request, KEY_MEMBERS)
  const rsa = rsaOptions(options)
  throwIfAborted(rsa)
  const given = bytesOf(request, 'key', TOO_LONG)
  try {
    const part = await kmsPart()
    const { info, key } = await part.convertKey(text, given, rsa)
    return { ...info, key: written(key, text) }
  } finally {
    given.fill(0)
  }
}

export async function convertCiphertext(request: unknown): Promise<Bytes | string> {
  return relaid(request, 'ciphertext', CIPHERTEXT_TOO_LONG, 'convertCiphertext')
}

export async function convertSignature(request: unknown): Promise<Bytes | string> {
  return relaid(request, 'signature', TOO_LONG, 'convertSignature')
}

async function relaid(request: unknown, name: string, limit: number, by: 'convertCiphertext' | 'convertSignature') {
  const text = requestText(request, LAYOUT_MEMBERS)
  const given = bytesOf(request, name, limit)
  const part = await kmsPart()
  return written(await part[by](text, given), text) as Bytes | string
}

/** A copy of the bytes, the text or the JSON Web Key that is to be converted. */
function bytesOf(request: unknown, name: string, limit: number): Uint8Array {
  const value = givenValue(request, name)
  if (isBytes(value)) return new Uint8Array(value.subarray(0, limit))
  const text = typeof value === 'string' ? value.slice(0, limit) : name === 'key' ? requestText(value, JWK_MEMBERS) : 'null'
  if (text !== 'null') return new TextEncoder().encode(text)
  const [code, fault] =
    value === undefined || value === null
      ? (['KMS.0204', 'Parameters missing in the request message.'] as const)
      : (['KMS.0308', 'Invalid parameter.'] as const)
  const allowed = name === 'key' ? 'a Uint8Array, text or a JSON Web Key' : 'a Uint8Array or text'
  throw new KmsError({ code, status: 400, field: name, message: `${fault} ${name} must be ${allowed}.` })
}

/** The members of a request that say what is to be written. */
interface Layout {
  to: string
  encoding: string | null
}

/** What the core has written as the request asked for: an object, text, or bytes. */
function written(bytes: Uint8Array, request: string): Bytes | string | Jwk {
  const { to = '', encoding } = ownMembers<Layout, keyof Layout>(JSON.parse(request), 'to', 'encoding')
  const isJwk = to.endsWith('jwk')
  if (!isJwk && !to.endsWith('pem') && (encoding ?? 'binary') === 'binary') return bytes as Bytes
  const text = new TextDecoder().decode(bytes)
  bytes.fill(0)
  return isJwk ? (JSON.parse(text) as Jwk) : text
}
