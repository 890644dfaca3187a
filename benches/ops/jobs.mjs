// What is timed, and what every subject is given to work on.

/** The curves, and the hash that each signs with. */
export const CURVES = { EC_P256: 'P-256', EC_P384: 'P-384', SECP256K1: 'secp256k1', ED25519: 'Ed25519', SM2: 'SM2' }
/** Those that createKey has: the others are in a Kms alone. */
export const CURVES_OF_CREATE_KEY = ['EC_P256', 'EC_P384', 'SM2']
const SIGNING = { ...CURVES, RSA_2048: 'RSA-2048 PSS' }
const ENCRYPTION = { AES_256: 'AES-256-GCM, 1 KiB', SM4: 'SM4-GCM, 1 KiB', RSA_2048: 'RSA-2048 OAEP, 190 bytes', SM2: 'SM2, 1 KiB' }

/** By name, which is a verb and the key's spec: how it is called. */
export const OPERATIONS = {
  ...called('create', CURVES),
  ...called('sign', SIGNING),
  ...called('verify', SIGNING),
  ...called('encrypt', ENCRYPTION),
  ...called('decrypt', ENCRYPTION),
  'mac HMAC_256': 'HMAC-SHA-256, 1 KiB',
  'describe EC_P256': 'describe a key',
}

/** What is signed, and hashed first. */
export const MESSAGE = 'An order of four apples, two pears and a lemon, to be delivered on Tuesday, before noon.'
/** What is encrypted, or authenticated. */
export const TEXT = '0123456789abcdef'.repeat(64)
/** The most that OAEP takes with a key of 2048 bits. */
export const SHORT_TEXT = TEXT.slice(0, 190)

/** Wrong work would be no comparison: what the first call of an operation has answered. */
export async function check(name, answer) {
  const [verb, spec] = name.split(' ')
  if (verb === 'verify' && answer !== true) throw new Error(`${name}: the signature is refused.`)
  if (verb !== 'decrypt') return
  const text = typeof answer === 'string' ? answer : new TextDecoder().decode(answer)
  if (text !== (spec === 'RSA_2048' ? SHORT_TEXT : TEXT)) throw new Error(`${name}: that is not what was encrypted.`)
}

function called(verb, specs) {
  return Object.fromEntries(Object.entries(specs).map(([spec, title]) => [`${verb} ${spec}`, `${verb}: ${title}`]))
}
