import { kmsPart } from '#parts/kms'
import type { CallOptions, RsaWorkers, WrappedKeyMaterial } from '../../types/index.d.ts'
import { isBytes } from '../base/bytes.ts'
import { isKmsError, KmsError } from '../base/errors.ts'
import { KeyMaterial } from '../base/material.ts'
import { requestText } from '../base/request-text.ts'
import { givenValue } from '../base/request-values.ts'
import { rsaOptions, throwIfAborted } from '../base/rsa-options.ts'

const MEMBERS = ['public_key', 'wrapping_algorithm', 'key_spec', 'generate']

/** More bytes than the material of any key. */
const TOO_LONG = 16_384

export async function wrapKeyMaterial(
  request: unknown,
  options?: (CallOptions & RsaWorkers) | null,
): Promise<WrappedKeyMaterial> {
  // Read before the first await: what the caller changes afterwards has no effect.
  const given = givenValue(request, 'material')
  const text = requestText(request, MEMBERS)
  const rsa = rsaOptions(options)
  throwIfAborted(rsa)
  const material = given === undefined || given === null ? undefined : bytesOf(given)
  try {
    const part = await kmsPart()
    const named = given instanceof KeyMaterial ? withSpec(text, given.spec) : text
    return await part.wrapKeyMaterial(named, material, rsa)
  } finally {
    material?.fill(0)
  }
}

/** A copy. */
function bytesOf(material: unknown): Uint8Array {
  if (material instanceof KeyMaterial) return exported(material) as Uint8Array
  if (isBytes(material)) return new Uint8Array(material.subarray(0, TOO_LONG))
  const message = 'Invalid parameter. material must be a Uint8Array, or a KeyMaterial.'
  throw new KmsError({ code: 'KMS.0308', status: 400, field: 'material', message })
}

function exported(material: KeyMaterial) {
  try {
    return material.secretKey()
  } catch (error) {
    // A pair has no secret key.
    if (!isKmsError(error) || error.code !== 'KMS.0325') throw error
    return material.privateKey('pkcs8-der')
  }
}

/** Material says itself what it is. */
function withSpec(text: string, key_spec: string): string {
  return requestText({ ...JSON.parse(text), key_spec }, MEMBERS)
}
