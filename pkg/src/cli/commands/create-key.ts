import { createAnyKey } from '../../kms/create-key.ts'
import { requireWith } from '../arguments.ts'
import { command } from '../command.ts'
import { usageError } from '../fault.ts'
import { placeOf, refuseTaken } from '../files.ts'
import { publicOutput, secretOutput } from '../material.ts'
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
    const { out, format, 'public-out': publicOut, 'public-format': publicFormat, json } = given
    requireWith(given, 'format', 'out')
    requireWith(given, 'public-format', 'public-out')
    await refuseTaken([...placeOf('out', out), ...placeOf('public-out', publicOut)])

    const request: Record<string, string | undefined> = {}
    for (const [option, member] of Object.entries(MEMBERS)) request[member] = given[option as keyof typeof MEMBERS]
    const progress = progressOn(io)
    const options = { domainId: given['domain-id'], signal: io.signal, ...progress.options }
    const { key_info, material } = await createAnyKey(request, options).finally(progress.clear)
    try {
      const outputs: Output[] = []
      if (material && out !== undefined) outputs.push(secretOutput(material, out, format))
      if (material && publicOut !== undefined) outputs.push(publicOutput(material, publicOut, publicFormat))
      if (!material && (out ?? publicOut) !== undefined) throw usageError('A key of origin external has no material.', 'out')
      await deliver({ key_info }, outputs, json, io)
    } finally {
      material?.dispose()
    }
  },
})
