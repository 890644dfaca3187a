// Makes keys with createKey and leaves every form of each in files, for other programs to read.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKey } from 'pocket-kms'
import { inLanes } from './lanes.mjs'

const PAIR = {
  'spki.pem': (material) => material.publicKey('spki-pem'),
  'spki.der': (material) => material.publicKey('spki-der'),
  'pkcs8.pem': (material) => material.privateKey('pkcs8-pem'),
  'pkcs8.der': (material) => material.privateKey('pkcs8-der'),
}
const PAIR_WITH_JWK = {
  ...PAIR,
  'public.jwk': (material) => JSON.stringify(material.publicKey('jwk')),
  'private.jwk': (material) => JSON.stringify(material.privateKey('jwk')),
}
const RAW = { raw: (material) => material.secretKey('raw') }
const RAW_WITH_JWK = { ...RAW, jwk: (material) => JSON.stringify(material.secretKey('jwk')) }

const FORMS = {
  RSA_4096: PAIR_WITH_JWK, RSA_3072: PAIR_WITH_JWK, RSA_2048: PAIR_WITH_JWK,
  EC_P256: PAIR_WITH_JWK, EC_P384: PAIR_WITH_JWK, SM2: PAIR, AES_256: RAW_WITH_JWK, SM4: RAW,
}

/**
 * Makes so many keys of each spec as `counts` says. A key is named by the path that its files begin with:
 * `${key}.spki.pem`.
 *
 * @returns The names of the keys by spec, and the key_id of every key.
 */
export async function makeKeys(folder, counts) {
  const keys = {}
  for (const [spec, count] of Object.entries(counts)) {
    mkdirSync(join(folder, spec))
    keys[spec] = Array.from({ length: count }, (_, index) => join(folder, spec, String(index)))
  }
  const jobs = Object.entries(keys).flatMap(([spec, names]) => names.map((key) => ({ spec, key })))
  return { keys, keyIds: await inLanes(jobs, makeKey) }
}

async function makeKey({ spec, key }) {
  const { key_info, material } = await createKey({ key_alias: 'interop', key_spec: spec })
  for (const [form, exported] of Object.entries(FORMS[spec])) {
    writeFileSync(`${key}.${form}`, exported(material))
  }
  material.dispose()
  return key_info.key_id
}
