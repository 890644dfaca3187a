import { createKey as makeKey } from '../../create-key.ts'
import { isKmsError } from '../../errors.ts'
import type { KeyMaterial } from '../../../types/index.d.ts'
import { command } from '../command.ts'
import { usageError } from '../fault.ts'
import { refuseTaken } from '../files.ts'
import { deliver, type Output } from '../output.ts'
import { progressOn } from '../progress.ts'

/** The option of each member of the request. What a member may be, the core knows. */
const MEMBERS = {
  alias: 'key_alias',
  spec: 'key_spec',
  usage: 'key_usage',
  description: 'key_description',
  origin: 'origin',
  'enterprise-project-id': 'enterprise_project_id',
  sequence: 'sequence',
  'keystore-id': 'keystore_id',
  'vm-id': 'vm_id',
} as const

const TEXT = { type: 'string' } as const

export const createKey = command({
  name: 'create-key',
  summary: 'create a key, as create-key of the service does, and write its material to files',
  help: `
Usage: pocket-kms create-key --alias NAME [options]

Prints { key_info }. Without --out the material is gone afterwards.

      --alias NAME              key_alias, mandatory
      --spec SPEC               key_spec: AES_256 (default), SM4, RSA_2048, RSA_3072, RSA_4096, EC_P256,
                                EC_P384, SM2, SECP256K1, ED25519, HMAC_256, HMAC_384, HMAC_512, HMAC_SM3
      --usage USAGE             key_usage: ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC
      --description TEXT        key_description
      --origin ORIGIN           kms (default) or external, which has no material
      --enterprise-project-id ID, --sequence TEXT, --keystore-id ID, --vm-id ID
      --domain-id ID            the account's id, 32 characters of 0-9 a-f

      --out FILE                the private or secret key, readable by you alone; - for stdout
      --format FORMAT           of a private key pkcs8-pem (default), pkcs8-der or jwk,
                                of a secret key raw (default) or jwk
      --public-out FILE         the public key; - for stdout
      --public-format FORMAT    spki-pem (default), spki-der or jwk

A file that is there already is never written over. With a key on stdout, { key_info } is on stderr;
with --json it is beside it, as private_key, secret_key or public_key (in Base64 where it is binary).

Examples:
  pocket-kms create-key --alias orders --spec SM2 --out orders.pem --public-out orders.pub.pem
  pocket-kms create-key --alias tls --spec RSA_4096 --out - | openssl pkey -noout -text
  pocket-kms create-key --alias vault --out vault.key --json`,
  options: {
    alias: TEXT,
    spec: TEXT,
    usage: TEXT,
    description: TEXT,
    origin: TEXT,
    'enterprise-project-id': TEXT,
    sequence: TEXT,
    'keystore-id': TEXT,
    'vm-id': TEXT,
    'domain-id': TEXT,
    out: TEXT,
    format: TEXT,
    'public-out': TEXT,
    'public-format': TEXT,
  },
  async run(given, io) {
    const outputs = outputsOf(given)
    await refuseTaken(outputs)

    const request: Record<string, string | undefined> = {}
    for (const [option, member] of Object.entries(MEMBERS)) request[member] = given[option as keyof typeof MEMBERS]
    const progress = progressOn(io)
    const options = { domainId: given['domain-id'], signal: io.signal, ...progress.options }
    const { key_info, material } = await makeKey(request, options).finally(progress.clear)
    try {
      if (!material && outputs.length > 0) throw usageError('A key of origin external has no material.', 'out')
      const made = material ? outputs.map((output) => withContent(output, material)) : []
      await deliver({ key_info }, made, given.json, io)
    } finally {
      material?.dispose()
    }
  },
})

/** Where material is to go, and how it is to be written. */
interface Wanted {
  readonly option: 'out' | 'public-out'
  readonly path: string
  readonly format: string | undefined
}

function outputsOf(given: { readonly [option: string]: string | boolean | undefined }): Wanted[] {
  const pairs = [
    ['out', 'format'],
    ['public-out', 'public-format'],
  ] as const
  return pairs.flatMap(([option, how]) => {
    const path = given[option] as string | undefined
    const format = given[how] as string | undefined
    if (path !== undefined) return { option, path, format }
    if (format !== undefined) throw usageError(`--${how} says how --${option} is written, which is not given.`, how)
    return []
  })
}

function withContent({ option, path, format }: Wanted, material: KeyMaterial): Output {
  if (option === 'public-out') {
    const content = material.publicKey((format ?? 'spki-pem') as 'spki-pem')
    return { option, path, member: 'public_key', content, isSecret: false }
  }
  return isPair(material)
    ? { option, path, member: 'private_key', content: material.privateKey((format ?? 'pkcs8-pem') as 'pkcs8-pem'), isSecret: true }
    : { option, path, member: 'secret_key', content: material.secretKey((format ?? 'raw') as 'raw'), isSecret: true }
}

function isPair(material: KeyMaterial): boolean {
  try {
    return material.publicKey('spki-der') !== undefined
  } catch (error) {
    if (isKmsError(error) && error.code === 'KMS.0331') return false
    throw error
  }
}
