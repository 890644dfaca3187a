// createKey has a module of its own, the service another: random requests are judged alike by both, but for the specs that
// are not on the page.
//   node --test tests/node/verdicts.test.mjs
// POCKET_KMS_SOAK=1, as `make soak` sets it, asks a hundred thousand. POCKET_KMS_SEED names other ones.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { checkCreateKey, createKey, Kms, KmsError } from 'pocket-kms'
import * as service from '../../target/pkg/kms.js'
import { drawsOf } from './rest-mutations.mjs'
import { source } from './source.mjs'

const COUNT = process.env.POCKET_KMS_SOAK === '1' ? 100_000 : 5_000
const seed = process.env.POCKET_KMS_SEED ?? 'verdicts'

/** The package hands a Kms' request over as this text, and the members of createKey as values. */
const { requestText } = source('base/request-text.ts')
const { MEMBERS } = source('create-key/members.ts')
service.initSync({ module: readFileSync(new URL(import.meta.resolve('pocket-kms/kms.wasm'))) })

const OF_KMS = ['SECP256K1', 'ED25519', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'HMAC_SM3']
const ON_PAGE = ['AES_256', 'SM4', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P384', 'SM2']
const BEYOND = `Invalid alg_type. key_spec must be one of ${ON_PAGE.join(', ')}. Kms has SECP256K1, ED25519, HMAC_256, HMAC_384, HMAC_512 and HMAC_SM3 too.`
const AS_THE_SERVICE_SAYS = `key_spec must be one of ${[...ON_PAGE, ...OF_KMS].join(', ')}.`

/** What each member may be, and what comes near to it. */
const GOOD = {
  key_alias: ['orders', 'A9:/_-', 'a'.repeat(255), '/defaults', '__proto__', 'x'],
  key_spec: [...ON_PAGE, ...ON_PAGE, ...OF_KMS],
  key_usage: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC'],
  key_description: ['', 'd', 'd'.repeat(255), '😀'.repeat(255), '"\\\n\u0000\u2028', 'é', '\ufffd', '\ufeff\u202e', '\u0000'.repeat(255)],
  origin: ['kms', 'external'],
  enterprise_project_id: ['', '0', '9d6bcb1a-4b5d-4d7e-8f6f-0123456789ab', 'zzzzzzzz-0000-0000-0000-zzzzzzzzzzzz'],
  sequence: ['919c82d4-8046-4722-9094-35c3c6524cff', 's'.repeat(36), 'é'.repeat(18), '"'.repeat(36)],
  keystore_id: ['', '0'],
  vm_id: ['', 'v', 'v'.repeat(255), '密'.repeat(255)],
}
const NEAR = {
  key_alias: ['', 'a b', 'a'.repeat(256), '/default', 'x/default', 'é', 'a\n', '\u212a'],
  key_spec: ['', 'aes_256', 'AES_256 ', 'RSA_1024', 'EC_P521', 'SECP256K1\0', 'HMAC_SM', 'toString'],
  key_usage: ['', 'SIGN', 'sign_verify', 'constructor'],
  key_description: ['d'.repeat(256), '😀'.repeat(256)],
  origin: ['', 'KMS', 'import'],
  enterprise_project_id: ['1', '9D6BCB1A-4B5D-4D7E-8F6F-0123456789AB', '9d6bcb1a-4b5d-4d7e-8f6f-0123456789a'],
  sequence: ['', 's'.repeat(35), 's'.repeat(37), 'é'.repeat(36)],
  keystore_id: ['1', '00', ' '],
  vm_id: ['v'.repeat(256), '密'.repeat(256)],
}
/** What no member is, or a text that none may be; made anew for every request. */
const ANYTHING = [
  () => null, () => undefined, () => 0, () => 1.5, () => -0, () => NaN, () => Infinity, () => 2 ** 53, () => 1n, () => true, () => false,
  () => [], () => ['orders'], () => {}, () => ({}), () => ({ key_alias: 'a' }), () => [[[[['a']]]]], () => Array(2_000).fill('a'),
  () => Symbol('a'), () => () => 'a', () => new String('a'), () => new Date(0), () => new Map(), () => new Uint8Array(4), () => /a/,
  () => ({ toJSON: () => 'a' }), () => ({ toString: () => 'a' }), () => Object.create({ a: 1 }), () => new Proxy({}, { get() { throw 1 }, ownKeys() { throw 2 } }),
  () => '\ud83d', () => 'x\ude00', () => 'a\ufffd\ud800', () => '\ude00\ud83d', () => 'a'.repeat(9_000), () => '"'.repeat(8_192), () => '\0'.repeat(8_193), () => '密'.repeat(70_000),
]
const NO_REQUEST = [null, 5, 'key_alias', true, [], [{ key_alias: 'a' }], () => {}, Symbol('a'), 1n]
const OF_NOBODY = ['key_aliaſ', 'KEY_SPEC', 'tags', 'toJSON', '', '0', 'constructor']

/** A request, mostly nearly good. */
function requestOf({ below, pick, chance }) {
  if (chance(0.005)) return pick(NO_REQUEST)
  const isWild = chance(0.1)
  const request = chance(0.1) ? Object.create(null) : {}
  for (const name of chance(0.1) ? [...MEMBERS].reverse() : MEMBERS) {
    if (!chance(name === 'key_alias' ? 0.99 : 0.45)) continue
    const value = chance(isWild ? 0.3 : 0.015) ? pick(ANYTHING)() : chance(isWild ? 0.3 : 0.03) ? pick(NEAR[name]) : pick(GOOD[name])
    if (chance(0.02)) Object.defineProperty(request, name, { configurable: true, enumerable: chance(0.5), get: chance(0.2) ? () => { throw value } : () => value })
    else request[name] = value
  }
  if (chance(0.05)) request[pick(OF_NOBODY)] = pick(ANYTHING)()
  if (chance(0.02)) return Object.create(request)
  // All of it long: the text as a whole is judged first.
  if (chance(0.005)) for (const name of MEMBERS.slice(below(9))) Object.defineProperty(request, name, { value: pick(['"', 'a', '\0', '😀']).repeat(9_000), enumerable: true })
  return request
}

test(`${COUNT.toLocaleString('en')} random requests are judged by createKey's module as by the service's`, async (t) => {
  const draws = drawsOf(seed)
  const counts = { accepted: 0, refused: 0, beyond: 0, 'spec refused': 0, 'too long': 0, 'asked of a Kms': 0 }
  const codes = new Map()
  let kms = await Kms.open()
  const start = performance.now()
  for (let i = 0; i < COUNT; i++) {
    const request = requestOf(draws)
    const ours = await checkCreateKey(request).then(accepted, refused)
    const theirs = verdictOfService(request)
    const where = `seed ${seed}, request ${i}: ${requestText(request, MEMBERS).slice(0, 1_000)}`
    const kind = kindOf(ours, theirs, where)
    counts[kind]++
    codes.set(theirs.code ?? 'accepted', (codes.get(theirs.code ?? 'accepted') ?? 0) + 1)

    // createKey and a Kms say the same as what checks for them. An RSA key would take its time.
    const makesPrimes = theirs.accepted?.origin === 'kms' && theirs.accepted.key_spec.startsWith('RSA')
    if (makesPrimes || i % 5 !== 0) continue
    const made = await createKey(request).then(({ material }) => ({ spec: material?.spec }), refused)
    assert.deepEqual(made, ours.accepted ? { spec: ours.accepted.origin === 'kms' ? ours.accepted.key_spec : undefined } : ours, where)
    const inKms = await kms.createKey(request).then((answer) => answer, refused)
    counts['asked of a Kms']++
    if (!theirs.accepted) {
      assert.deepEqual(inKms, theirs, where)
      continue
    }
    const { key_info } = await kms.listKeyDetail({ key_id: inKms.key_info?.key_id })
    for (const name of ['key_alias', 'key_spec', 'key_usage', 'key_description', 'origin', 'keystore_id']) assert.equal(key_info[name], theirs.accepted[name], where)
    assert.equal(key_info.sys_enterprise_project_id, theirs.accepted.enterprise_project_id, where)
    // Its alias is taken there.
    await kms.close()
    kms = await Kms.open()
  }
  await kms.close()
  t.diagnostic(`seed ${seed}: ${COUNT.toLocaleString('en')} requests in ${((performance.now() - start) / 1000).toFixed(1)} s: ${told(counts)}`)
  t.diagnostic(`verdicts of the service: ${told(Object.fromEntries([...codes].sort()))}`)
  for (const [kind, least] of Object.entries({ accepted: 0.2, refused: 0.2, beyond: 0.05, 'spec refused': 0.005, 'too long': 0.001, 'asked of a Kms': 0.1 })) {
    assert.ok(counts[kind] >= least * COUNT, `${kind}: ${counts[kind]}`)
  }
  for (const code of ['0202', '0203', '0204', '0206', '0308', '0339', '0340', '1101', '1103', '1110', '1114', '1115']) assert.ok(codes.has(`KMS.${code}`), code)
})

/** What the two verdicts of a request are, which have to go together. */
function kindOf(ours, theirs, where) {
  // The service's limit is of the JSON text, with its escapes; createKey has none, and adds up texts.
  if (theirs.code === 'KMS.0203') {
    assert.ok(ours.code !== undefined, where)
    return 'too long'
  }
  const isBeyond = OF_KMS.includes(theirs.accepted?.key_spec) || (ours.message === BEYOND && theirs.field !== 'key_spec')
  if (isBeyond) {
    assert.deepEqual(ours, { code: 'KMS.1110', status: 400, field: 'key_spec', message: BEYOND }, where)
    // What it finds fault with comes after key_spec.
    assert.ok(theirs.accepted || MEMBERS.indexOf(theirs.field) > MEMBERS.indexOf('key_spec'), where)
    return 'beyond'
  }
  if (theirs.field === 'key_spec') {
    assert.ok(theirs.message.endsWith(AS_THE_SERVICE_SAYS), where)
    const message = theirs.message.replace(AS_THE_SERVICE_SAYS, BEYOND.slice('Invalid alg_type. '.length))
    assert.deepEqual(ours, { ...theirs, message }, where)
    return 'spec refused'
  }
  assert.deepEqual(ours, theirs, where)
  return theirs.accepted ? 'accepted' : 'refused'
}

function verdictOfService(request) {
  try {
    return accepted(JSON.parse(service.checkCreateKey(requestText(request, MEMBERS))))
  } catch (refusal) {
    return refused(new KmsError(JSON.parse(refusal)))
  }
}

function accepted(request) {
  return { accepted: request }
}

function refused({ code, status, field, message, stack }) {
  assert.match(code ?? stack, /^KMS\.\d{4}$/)
  return { code, status, field, message }
}

function told(counts) {
  return Object.entries(counts).map(([name, count]) => `${name} × ${count.toLocaleString('en')}`).join(', ')
}
