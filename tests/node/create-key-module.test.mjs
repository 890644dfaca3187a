// The module of create-key alone, by the glue that wasm-bindgen has written: what it makes, what it refuses, and that
// it judges as the service's module does.
//   node --test tests/node/create-key-module.test.mjs
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { checkPrimeSync, createPrivateKey, createPublicKey, generatePrimeSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as service from '../../target/pkg/kms.js'
import * as alone from '../../target/pkg-create-key/create-key.js'

const read = (path) => readFileSync(new URL(`../../target/${path}`, import.meta.url))
service.initSync({ module: read('pkg/kms_bg.wasm') })
const { memory } = alone.initSync({ module: read('pkg-create-key/create-key_bg.wasm') })

const MEMBERS = ['key_alias', 'key_spec', 'key_usage', 'key_description', 'origin', 'enterprise_project_id', 'sequence', 'keystore_id', 'vm_id']
const SPECS = ['AES_256', 'SM4', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_P256', 'EC_P384', 'SM2']
const BEYOND_THE_PAGE = ['SECP256K1', 'ED25519', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'HMAC_SM3']
const E = 65_537n

const values = (request) => MEMBERS.map((name) => request[name])
const text = (bytes) => new TextDecoder().decode(bytes)
const begun = (key_spec) => alone.createKey(values({ key_alias: 'a', key_spec }))

function finished(key_spec) {
  const key = begun(key_spec)
  if (key.modulusBits === 0) return key
  const numbers = key.complete(primes(key.modulusBits))
  key.prove(isSound(numbers))
  return key
}

for (const spec of SPECS.filter((spec) => spec !== 'AES_256' && spec !== 'SM4')) {
  test(`${spec} is handed out in every form, as OpenSSL writes it`, () => {
    const key = finished(spec)
    assert.equal(key.spec, spec)
    const pem = text(key.export('private', 'pkcs8-pem'))
    const theirs = createPrivateKey(pem)
    assert.equal(pem, theirs.export({ type: 'pkcs8', format: 'pem' }))
    assert.deepEqual(Buffer.from(key.export('private', 'pkcs8-der')), theirs.export({ type: 'pkcs8', format: 'der' }))
    const half = createPublicKey(theirs)
    assert.equal(text(key.export('public', 'spki-pem')), half.export({ type: 'spki', format: 'pem' }))
    assert.deepEqual(Buffer.from(key.export('public', 'spki-der')), half.export({ type: 'spki', format: 'der' }))
    assert.match(execFileSync('openssl', ['pkey', '-check', '-noout'], { input: pem }).toString(), /Key is valid/)

    if (spec === 'SM2') {
      assertRefused(() => key.export('private', 'jwk'), 'KMS.0308', 'format')
      assertRefused(() => key.export('public', 'jwk'), 'KMS.0308', 'format')
    } else {
      assert.deepEqual(JSON.parse(text(key.export('private', 'jwk'))), theirs.export({ format: 'jwk' }))
      assert.deepEqual(JSON.parse(text(key.export('public', 'jwk'))), half.export({ format: 'jwk' }))
    }
    assertRefused(() => key.export('secret', 'raw'), 'KMS.0325')
    key.free()
  })
}

test('symmetric keys are bytes of their length, and AES_256 a JSON Web Key', () => {
  const aes = finished('AES_256')
  assert.equal(aes.export('secret', 'raw').length, 32)
  assert.deepEqual(JSON.parse(text(aes.export('secret', 'jwk'))), { kty: 'oct', k: Buffer.from(aes.export('secret', 'raw')).toString('base64url') })
  const sm4 = finished('SM4')
  assert.equal(sm4.export('secret', 'raw').length, 16)
  assertRefused(() => sm4.export('secret', 'jwk'), 'KMS.0308', 'format')
  for (const key of [aes, sm4]) {
    assertRefused(() => key.export('private', 'pkcs8-pem'), 'KMS.0331')
    assertRefused(() => key.export('public', 'spki-pem'), 'KMS.0331')
  }
})

test('a form that is none is refused', () => {
  const key = finished('EC_P256')
  for (const form of ['', 'PKCS8-PEM', 'raw', 'pem']) {
    assertRefused(() => key.export('private', form), 'KMS.0308', 'format')
    assertRefused(() => key.export('public', form), 'KMS.0308', 'format')
  }
  assertRefused(() => finished('AES_256').export('secret', 'hex'), 'KMS.0308', 'format')
})

test('the answer is the id of the key and of its account', () => {
  const id = 'b168fe00ff56492495a7d22974df2d0b'
  const { key_info } = JSON.parse(alone.createKey(values({ key_alias: 'a' }), id).response)
  assert.match(key_info.key_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(key_info.domain_id, id)
  assert.equal(JSON.parse(begun('SM4').response).key_info.domain_id, '0'.repeat(32))
  assertRefused(() => alone.createKey(values({ key_alias: 'a' }), 'B'.repeat(32)), 'KMS.0308', 'domainId')
})

test('a key whose material is imported later has none', () => {
  for (const key_spec of SPECS) {
    const key = alone.createKey(values({ key_alias: 'a', key_spec, origin: 'external' }))
    assert.deepEqual([key.spec, key.modulusBits], ['', 0])
    for (const call of [() => key.export('secret', 'raw'), () => key.export('private', 'pkcs8-pem'), () => key.export('public', 'spki-pem')]) {
      assertRefused(call, 'ERR_INTERNAL')
    }
  }
})

test('an RSA key has no form before its primes are proved, and none if they are not', () => {
  const forms = (key) => [() => key.export('private', 'pkcs8-der'), () => key.export('public', 'spki-der'), () => key.export('secret', 'raw')]
  const key = begun('RSA_2048')
  assert.equal(key.modulusBits, 2048)
  for (const form of forms(key)) assertRefused(form, 'ERR_INTERNAL')
  const numbers = key.complete(primes(2048))
  assert.equal(key.modulusBits, 0)
  assert.equal(numbers.length, 4 * 128)
  for (const form of forms(key)) assertRefused(form, 'ERR_INTERNAL')
  assertRefused(() => key.prove(false), 'ERR_INTERNAL')
  assertRefused(() => key.prove(true), 'ERR_INTERNAL')
  for (const form of forms(key)) assertRefused(form, 'ERR_INTERNAL')
})

test('the steps of an RSA key come in their order and once', () => {
  const [pair, other] = [primes(2048), primes(2048)]
  assertRefused(() => begun('RSA_2048').prove(true), 'ERR_INTERNAL')
  assertRefused(() => begun('EC_P256').complete(pair), 'ERR_INTERNAL')
  assertRefused(() => begun('EC_P256').prove(true), 'ERR_INTERNAL')
  const twice = begun('RSA_2048')
  twice.complete(pair)
  assertRefused(() => twice.complete(other), 'ERR_INTERNAL')
  assertRefused(() => twice.prove(true), 'ERR_INTERNAL')
})

test('factors that make no key are refused', () => {
  const pair = primes(2048)
  const [p, q] = [pair.subarray(0, 128), pair.subarray(128)]
  const even = Buffer.concat([p, q])
  even[255] ^= 1
  for (const [factors, code] of [
    [Buffer.concat([p, p]), 'ERR_RANDOM'],
    [even, 'ERR_INTERNAL'],
    [p, 'ERR_INTERNAL'],
    [Buffer.alloc(256), 'ERR_INTERNAL'],
    [Buffer.alloc(0), 'ERR_INTERNAL'],
    [primes(3072), 'ERR_INTERNAL'],
  ]) {
    assertRefused(() => begun('RSA_2048').complete(factors), code)
  }
})

test('a platform without sound randomness makes no key', (t) => {
  for (const [bytes, name] of [[() => 7, 'stuck'], [(_, i) => i % 32, 'repeating'], [() => { throw new Error() }, 'throwing']]) {
    const source = t.mock.method(crypto, 'getRandomValues', (array) => array.forEach((_, i) => { array[i] = bytes(_, i) }))
    for (const call of [() => begun('AES_256'), () => begun('EC_P256'), () => begun('RSA_2048'), () => alone.random(64)]) {
      // A counter passes once, and not when it comes again.
      try { call() } catch {}
      assertRefused(call, 'ERR_RANDOM', undefined, name)
    }
    source.mock.restore()
  }
  assert.equal(new Set(alone.random(64)).size > 20, true)
  assert.equal(alone.random(0).length, 0)
})

test('nothing of a key is left in the memory once it is freed', () => {
  const dump = () => Buffer.from(new Uint8Array(memory.buffer))
  for (const spec of SPECS) {
    const key = finished(spec)
    const secret = secretOf(key, spec)
    const pieces = [secret, Buffer.from(secret).reverse()].flatMap((bytes) =>
      Array.from({ length: Math.floor(bytes.length / 16) }, (_, i) => bytes.subarray(16 * i, 16 * i + 16)))
    assert.ok(pieces.some((piece) => dump().includes(piece)), `${spec} lives`)
    key.free()
    assert.equal(pieces.filter((piece) => dump().includes(piece)).length, 0, spec)
  }
})

test('the memory does not grow with the number of keys', () => {
  const size = (count) => {
    for (let i = 0; i < count; i++) finished(['AES_256', 'SM4', 'EC_P256', 'SM2'][i % 4]).free()
    return memory.buffer.byteLength
  }
  assert.equal(size(200), size(2_000))
})

test('what is no object has no members', () => {
  assertRefused(() => alone.checkCreateKey(undefined), 'KMS.0202')
  assertRefused(() => alone.createKey(undefined), 'KMS.0202')
  assertRefused(() => alone.checkCreateKey(['a'.repeat(65_536), 'b']), 'KMS.0203')
})

test('10,000 requests are judged as by the service, but for the six specs of the service alone', () => {
  const noise = generator(20_261_124)
  const counts = { accepted: 0, refused: 0, beyond: 0 }
  for (let i = 0; i < 10_000; i++) {
    const request = Object.fromEntries(MEMBERS.map((name) => [name, pick(noise, name)]).filter(([, value]) => value !== undefined))
    const expected = verdict(() => service.checkCreateKey(JSON.stringify(request)))
    const ours = verdict(() => alone.checkCreateKey(values(request)))
    const shown = JSON.stringify(request)
    if (expected.refusal?.field !== 'key_alias' && BEYOND_THE_PAGE.includes(request.key_spec)) {
      counts.beyond++
      assert.deepEqual([ours.refusal?.code, ours.refusal?.field], ['KMS.1110', 'key_spec'], shown)
      assert.match(ours.refusal.message, /Kms has .*HMAC_SM3/)
    } else if (expected.refusal?.field === 'key_spec') {
      counts.refused++
      assert.deepEqual({ ...ours.refusal, message: '' }, { ...expected.refusal, message: '' }, shown)
    } else {
      counts[expected.refusal ? 'refused' : 'accepted']++
      assert.deepEqual(ours, expected, shown)
    }
  }
  for (const [kind, count] of Object.entries(counts)) assert.ok(count > 500, `${kind}: ${count}`)
})

/** A value for a member: mostly one that is allowed, now and then anything. */
function pick(noise, name) {
  const one = (list) => list[noise(list.length)]
  const good = {
    key_alias: ['a', 'A9:/_-', 'a'.repeat(255), 'a'.repeat(256), 'a b', '', '/default', 'é'],
    key_spec: [...SPECS, ...BEYOND_THE_PAGE, undefined, 'aes_256', 'RSA_1024', ''],
    key_usage: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', undefined, undefined, undefined, 'SIGN'],
    key_description: [undefined, '', 'd'.repeat(255), '😀'.repeat(255), '"\\\n\u0000\u2028', 'd'.repeat(256)],
    origin: [undefined, 'kms', 'external', undefined, 'KMS'],
    enterprise_project_id: [undefined, '', '0', '0d0466b0-e727-4d9c-b35d-f84bb474a37z', '1'],
    sequence: [undefined, '919c82d4-8046-4722-9094-35c3c6524cff', 's'.repeat(35), 'é'.repeat(18)],
    keystore_id: [undefined, '', '0', '1'],
    vm_id: [undefined, '', 'v', 'v'.repeat(256)],
  }[name]
  if (noise(60) === 0) return one([null, 0, 1.5, true, false, [], ['a'], {}, { a: 'b' }, '\ud83d', 'x\ude00', '\ufffd', 'a\ufffd\ud800'])
  return noise(8) === 0 ? one(good) : good[name === 'key_alias' ? noise(3) : name === 'key_spec' ? noise(15) : name === 'key_usage' ? 2 + noise(4) : noise(name === 'sequence' ? 2 : 3)]
}

function verdict(call) {
  try {
    return { accepted: JSON.parse(call()) }
  } catch (refusal) {
    return { refusal: JSON.parse(refusal) }
  }
}

function assertRefused(call, code, field, message) {
  const { refusal, accepted } = verdict(call)
  assert.deepEqual([refusal?.code, refusal?.field], [code, field], message ?? JSON.stringify(accepted))
}

/** Numbers below a bound, the same in every run (xorshift). */
function generator(seed) {
  let state = BigInt(seed)
  return (below) => {
    state ^= (state << 13n) & 0xffff_ffff_ffff_ffffn
    state ^= state >> 7n
    state ^= (state << 17n) & 0xffff_ffff_ffff_ffffn
    return Number((state >> 20n) % BigInt(below))
  }
}

/** p and q whose product has that many bits, from OpenSSL. */
function primes(modulusBits) {
  const bits = modulusBits / 2
  const prime = () => {
    for (;;) {
      const found = generatePrimeSync(bits, { bigint: true })
      if (found >> BigInt(bits - 2) === 3n && found % E !== 1n) return Buffer.from(found.toString(16), 'hex')
    }
  }
  return Buffer.concat([prime(), prime()])
}

/** What a proof is about: p and q are prime, and the exponents undo e. */
function isSound(numbers) {
  const length = numbers.length / 4
  const number = (i) => BigInt(`0x${Buffer.from(numbers.subarray(i * length, (i + 1) * length)).toString('hex')}`)
  const [p, q, dp, dq] = [0, 1, 2, 3].map(number)
  return checkPrimeSync(p) && checkPrimeSync(q) && (dp * E) % (p - 1n) === 1n && (dq * E) % (q - 1n) === 1n
}

/** The secret number of a key, big-endian. */
function secretOf(key, spec) {
  if (spec === 'AES_256' || spec === 'SM4') return Buffer.from(key.export('secret', 'raw'))
  if (spec !== 'SM2') return Buffer.from(JSON.parse(text(key.export('private', 'jwk'))).d, 'base64url')
  const der = Buffer.from(key.export('private', 'pkcs8-der'))
  const at = der.indexOf(Buffer.from('0201010420', 'hex')) + 5
  return Buffer.from(der.subarray(at, at + 32))
}
