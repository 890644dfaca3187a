import type { KeySpec } from '../../../types/index.d.ts'
import { convertKey } from '../../kms/convert.ts'
import { createAnyKey } from '../../kms/create-key.ts'
import { isKmsError, KmsError } from '../../base/errors.ts'
import { wrapKeyMaterial } from '../../kms/wrap.ts'
import { oneOf, requireWith } from '../arguments.ts'
import { command } from '../command.ts'
import { fileError, usageError } from '../fault.ts'
import { placeOf, readInput, refuseTaken, STANDARD } from '../files.ts'
import type { Io } from '../io.ts'
import { secretOutput } from '../material.ts'
import { deliver } from '../output.ts'
import { progressOn } from '../progress.ts'

const TEXT = { type: 'string' } as const

export const wrap = command({
  name: 'wrap',
  summary: 'bring your own key: wrap material as import-key-material takes it',
  help: `
Usage: pocket-kms wrap (--parameters FILE | --public-key FILE) (--material FILE | --generate SPEC) [options]

Prints the body of import-key-material: encrypted_key_material, encrypted_privatekey of a key pair, and
key_id and import_token where --parameters has them.

      --parameters FILE   the answer of get-parameters-for-import, JSON; - for stdin
      --public-key FILE   the public_key of that answer alone: Base64, DER or PEM
      --algorithm NAME    the wrapping_algorithm that was asked for: RSAES_OAEP_SHA_256 or SM2_ENCRYPT;
                          default: the one that the public key is for

      --material FILE     PKCS#8, SEC 1 or PKCS#1 in PEM or DER, a JSON Web Key, or raw bytes, also in
                          hexadecimal digits or Base64; - for stdin
      --spec SPEC         the key_spec of the material; raw bytes need it
      --generate SPEC     makes the material
      --out FILE          keeps what was generated, readable by you alone; without it only who unwraps
                          it will know it
      --format FORMAT     of --out: pkcs8-pem (default), pkcs8-der or jwk; raw (default) or jwk

Examples:
  pocket-kms wrap --parameters parameters.json --material key.pem > body.json
  pocket-kms wrap --parameters parameters.json --material aes.bin --spec AES_256
  pocket-kms wrap --public-key wrapping.b64 --generate SM2 --out sm2.pem --json`,
  options: {
    parameters: TEXT,
    'public-key': TEXT,
    algorithm: TEXT,
    material: TEXT,
    spec: TEXT,
    generate: TEXT,
    out: TEXT,
    format: TEXT,
  },
  async run(given, io) {
    const source = oneOf(given, ['parameters', 'public-key'])
    const content = oneOf(given, ['material', 'generate'])
    requireWith(given, 'spec', 'material')
    requireWith(given, 'out', 'generate')
    requireWith(given, 'format', 'out')
    if (given.out === STANDARD) throw usageError('--out must be a file: the body is on stdout.', 'out')
    if (source.value === STANDARD && given.material === STANDARD) {
      throw usageError('Only one of two files can be stdin.', 'material')
    }
    await refuseTaken(placeOf('out', given.out))

    const { public_key, ...known } = await parametersFrom(source.name, source.value, io)
    const by = await wrappingKey(public_key, source.name)
    const request = { ...by, wrapping_algorithm: given.algorithm ?? by.wrapping_algorithm }
    if (content.name === 'material') {
      const { key_spec, key } = await materialFrom(content.value, given.spec, io)
      const wrapped = wrapKeyMaterial({ ...request, key_spec, material: key }).finally(() => key.fill(0))
      return deliver({ ...known, ...(await wrapped) }, [], given.json, io)
    }
    const material = await generated(content.value, io)
    try {
      const outputs = given.out === undefined ? [] : [secretOutput(material, given.out, given.format)]
      await deliver({ ...known, ...(await wrapKeyMaterial({ ...request, material })) }, outputs, given.json, io)
    } finally {
      material.dispose()
    }
  },
})

interface Parameters {
  readonly public_key: Uint8Array | string
  readonly key_id?: string
  readonly import_token?: string
}

/** What an answer of get-parameters-for-import says, or a public key alone. */
async function parametersFrom(option: 'parameters' | 'public-key', path: string, io: Io): Promise<Parameters> {
  const input = await readInput(path, option, io)
  if (option === 'public-key') return { public_key: input }
  try {
    const { key_id, import_token, public_key } = JSON.parse(new TextDecoder().decode(input))
    if (typeof public_key === 'string') return { key_id, import_token, public_key }
  } catch {
    // No JSON.
  }
  throw fileError('The file of --parameters is no answer of get-parameters-for-import.', option)
}

/** The public key as a request has it, and the algorithm that it is for. */
async function wrappingKey(key: Uint8Array | string, option: string) {
  const converted = await about(option, convertKey({ key, to: 'spki-der', encoding: 'base64' }))
  const wrapping_algorithm = converted.key_spec === 'SM2' ? 'SM2_ENCRYPT' : 'RSAES_OAEP_SHA_256'
  return { public_key: converted.key as string, wrapping_algorithm }
}

/** A key of any form, as `wrapKeyMaterial` takes it. */
async function materialFrom(path: string, key_spec: string | undefined, io: Io) {
  const key = await readInput(path, 'material', io)
  try {
    const to = async (form: string) => convertKey({ key, key_spec, to: form }, { signal: io.signal })
    const pkcs8OrRaw = to('pkcs8-der').catch((error) => {
      // A symmetric key has no private half.
      if (isKmsError(error) && error.code === 'KMS.0331') return to('raw')
      throw error
    })
    return (await about('material', pkcs8OrRaw)) as { key_spec: KeySpec; key: Uint8Array }
  } finally {
    key.fill(0)
  }
}

async function generated(key_spec: string, io: Io) {
  const progress = progressOn(io)
  const options = { signal: io.signal, ...progress.options }
  const made = about('generate', createAnyKey({ key_alias: 'generated', key_spec }, options).finally(progress.clear))
  const { material } = await made
  if (!material) throw usageError('--generate must be a spec.', 'generate')
  return material
}

/** Says of a refusal which option it is about: two keys are in play. */
async function about<T>(option: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!isKmsError(error)) throw error
    const { code, status, message } = error
    throw new KmsError({ code, status, field: option, message: `--${option}: ${message}` })
  }
}
