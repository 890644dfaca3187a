import type { KeyMaterial } from '../../types/index.d.ts'
import { isKmsError } from '../base/errors.ts'
import type { Output } from './output.ts'

// A format is checked by the core: here it is whatever was typed.

/** The private or secret key, to be written to `path`; as PKCS#8 in PEM, or raw, if no format is given. */
export function secretOutput(material: KeyMaterial, path: string, format: string | undefined): Output {
  const to = { option: 'out', path, isSecret: true }
  return isPair(material)
    ? { ...to, member: 'private_key', content: material.privateKey((format ?? 'pkcs8-pem') as 'pkcs8-pem') }
    : { ...to, member: 'secret_key', content: material.secretKey((format ?? 'raw') as 'raw') }
}

/** The public key, to be written to `path`; as SPKI in PEM if no format is given. */
export function publicOutput(material: KeyMaterial, path: string, format: string | undefined): Output {
  const content = material.publicKey((format ?? 'spki-pem') as 'spki-pem')
  return { option: 'public-out', path, member: 'public_key', content, isSecret: false }
}

function isPair(material: KeyMaterial): boolean {
  try {
    return material.publicKey('spki-der').length > 0
  } catch (error) {
    if (isKmsError(error) && error.code === 'KMS.0331') return false
    throw error
  }
}
