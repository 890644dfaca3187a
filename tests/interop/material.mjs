// Material of other programs' making, for the service to import: openssl makes pairs, Node bytes. A key is
// named by the path that its files begin with, as those of make-keys.mjs are.
import { createPrivateKey, createPublicKey, randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inLanes } from './lanes.mjs'
import { opensslCommand } from './programs/openssl.mjs'

const rsa = (bits) => ['RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`]
const curve = (name) => ['EC', '-pkeyopt', `ec_paramgen_curve:${name}`]
const ALGORITHMS = {
  RSA_2048: rsa(2048), RSA_3072: rsa(3072), RSA_4096: rsa(4096),
  EC_P256: curve('P-256'), EC_P384: curve('P-384'), SECP256K1: curve('secp256k1'), SM2: curve('SM2'),
  ED25519: ['ED25519'],
}
const BYTES = { AES_256: 32, SM4: 16, HMAC_256: 32, HMAC_384: 48, HMAC_512: 64, HMAC_SM3: 32 }

/** Makes so many keys of each spec as `counts` says; their names by spec. */
export async function makeMaterial(folder, counts) {
  const keys = {}
  for (const [spec, count] of Object.entries(counts)) {
    mkdirSync(join(folder, spec))
    keys[spec] = Array.from({ length: count }, (_, index) => join(folder, spec, String(index)))
    await inLanes(keys[spec], (key) => makeOne(spec, key))
  }
  return keys
}

async function makeOne(spec, key) {
  if (BYTES[spec]) {
    writeFileSync(`${key}.raw`, randomBytes(BYTES[spec]))
    return
  }
  // PEM: its DER is the form that PKCS#8 has inside.
  await opensslCommand('genpkey', '-quiet', '-algorithm', ...ALGORITHMS[spec], '-out', `${key}.pkcs8.pem`)
  const pem = readFileSync(`${key}.pkcs8.pem`, 'utf8')
  writeFileSync(`${key}.pkcs8.der`, derOf(pem))
  if (spec !== 'SM2') writeJwk(`${key}.private.jwk`, createPrivateKey(pem))
}

const writeJwk = (file, key) => replace(file, JSON.stringify(key.export({ format: 'jwk' })))

/** The bytes in a PEM. */
export const derOf = (pem) => Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64')

/** Leaves a public key, in the PEM that the service shows, in the files that programs read. */
export function writePublic(spec, key, pem) {
  replace(`${key}.spki.pem`, pem)
  replace(`${key}.spki.der`, derOf(pem))
  if (spec !== 'SM2') writeJwk(`${key}.public.jwk`, createPublicKey(pem))
}

/** Writes a file that another program may be reading: it sees the old one or the new one. */
function replace(file, data) {
  writeFileSync(`${file}.new`, data)
  renameSync(`${file}.new`, file)
}

/** What is to be imported: the bytes of a symmetric key, PKCS#8 in DER of a pair. */
export const materialOf = (spec, key) => readFileSync(BYTES[spec] ? `${key}.raw` : `${key}.pkcs8.der`)

/**
 * `count` messages, of every length from `shortest` to `longest` bytes that matters to a hash or a block, then
 * others.
 */
export function messages(count, longest, shortest = 1) {
  const ofHashes = [31, 32, 33, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129]
  const lengths = [1, 2, 15, 16, 17, ...ofHashes, 190, longest - 1, longest]
  const fitting = lengths.filter((length) => length >= shortest && length <= longest)
  const lengthOf = (index) => fitting[index] ?? randomInt(shortest, longest + 1)
  return Array.from({ length: count }, (_, index) => randomBytes(lengthOf(index)))
}

/** `count` texts of up to `longest` bytes in UTF-8, of one to four bytes a character. */
export function texts(count, longest) {
  return messages(count, longest).map(({ length }) => {
    const alphabet = ['a', 'é', '密', '𠮷']
    let text = ''
    for (let left = length; left > 0;) {
      const character = alphabet[randomBytes(1)[0] % Math.min(left, 4)]
      text += character
      left -= Buffer.byteLength(character)
    }
    return Buffer.from(text)
  })
}

/** The same bytes with one bit changed: another byte for every index. */
export function flippedAt(bytes, index) {
  const copy = Buffer.from(bytes)
  copy[index % copy.length] ^= 1 << (index % 8)
  return copy
}
