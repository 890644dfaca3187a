// A random source that fails, or that is stuck, ends in an error: never in a weaker key.
//   node --test tests/node/random.test.mjs
import assert from 'node:assert/strict'
import { afterEach, suite, test } from 'node:test'
import { createKey, isKmsError, Kms, wrapKeyMaterial } from 'pocket-kms'

const real = crypto.getRandomValues
const source = (fill) => Object.defineProperty(crypto, 'getRandomValues', { value: fill, configurable: true })
afterEach(() => delete crypto.getRandomValues)

const BROKEN = {
  'throws': () => { throw new Error('no entropy') },
  'throws undefined': () => { throw undefined },
  'is missing': undefined,
  'leaves the buffer as it was': (bytes) => bytes,
  'gives zeros': (bytes) => bytes.fill(0),
  'gives ones': (bytes) => bytes.fill(255),
  'gives the same bytes at every call': (bytes) => bytes.map((_, i) => { bytes[i] = i * 7 + 1 }),
  'fills only half of the buffer': (bytes) => { real.call(crypto, bytes.subarray(0, 3)); return bytes.fill(0, 3) },
}

/** The specs without primes of createKey, and those that Kms has besides. */
const SPECS = ['AES_256', 'SM4', 'EC_P256', 'EC_P384', 'SM2']
const OF_KMS = ['SECP256K1', 'ED25519', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'HMAC_SM3']

suite('a random source that', () => {
  for (const [name, fill] of Object.entries(BROKEN)) {
    test(`${name} makes no key`, async () => {
      const kms = await Kms.open()
      source(fill)
      const makers = [
        ...SPECS.map((key_spec) => [key_spec, createKey]),
        ...[...SPECS, ...OF_KMS].map((key_spec) => [key_spec, (request) => kms.createKey(request)]),
      ]
      for (const [key_spec, make] of makers) {
        const error = await make({ key_alias: 'a', key_spec }).catch((refusal) => refusal)
        assert.ok(isKmsError(error), `${key_spec}: ${error?.stack}`)
        assert.deepEqual([error.code, error.status], ['ERR_RANDOM', 500])
      }
      assert.equal((await kms.listKeys({ key_spec: 'ALL' })).total, 0)
      await kms.close()
    })
  }

  test('fails at the second draw makes no key either, and the next call with a sound one does', async () => {
    const kms = await Kms.open()
    for (const make of [createKey, (request) => kms.createKey(request)]) {
      let draws = 0
      source((bytes) => {
        if (++draws > 1) throw new Error('no more')
        return real.call(crypto, bytes)
      })
      await assert.rejects(make({ key_alias: 'a' }), { code: 'ERR_RANDOM' })
      delete crypto.getRandomValues
      assert.equal((await make({ key_alias: 'a' })).key_info.key_id.length, 36)
    }
    await kms.close()
    assert.equal((await createKey({ key_alias: 'a' })).material.spec, 'AES_256')
  })
})

/** What a source does from the draw on at which it sticks, given what it gave last. */
const STICKS = {
  'gives zeros': (bytes) => bytes.fill(0),
  'gives ones': (bytes) => bytes.fill(255),
  'repeats what it gave last': (bytes, last) => { bytes.forEach((_, i) => { bytes[i] = last[i % last.length] }); return bytes },
  'throws': () => { throw new Error('no entropy') },
  'fills half of a block': (bytes) => { real.call(crypto, bytes.subarray(0, bytes.length / 2)); return bytes },
}
const WAYS = Object.keys(STICKS)

/**
 * Has the source stick at one draw of the call after the other, until it sticks too late; in every way, or in
 * another at every draw. The call ends in an error each time, soon, and `after` looks at what it left.
 */
async function stuckAtEveryDraw(name, call, { inEveryWay = true, step = () => 1, before = drawAlone, after = async () => {} } = {}) {
  for (let from = 0; ; from += step(from)) {
    for (const way of inEveryWay ? WAYS : [WAYS[from % WAYS.length]]) {
      // One draw before the call: so there is something to repeat, whoever asked for it.
      let draws = -1
      let last
      source((bytes) => {
        if (draws++ >= from) return STICKS[way](bytes, last)
        real.call(crypto, bytes)
        last = bytes.slice()
        return bytes
      })
      await before()
      assert.equal(draws, 0)
      const outcome = await call().then(() => 'done', (error) => error)
      delete crypto.getRandomValues
      if (draws <= from) {
        assert.equal(outcome, 'done', `${name}, sound: ${outcome?.stack}`)
        return from
      }
      const where = `${name}: ${way} from draw ${from} on: ${outcome?.stack ?? outcome}`
      assert.ok(isKmsError(outcome), where)
      assert.deepEqual([outcome.code, outcome.status], ['ERR_RANDOM', 500], where)
      // Of every worker one.
      assert.ok(draws <= from + 8, `${where}: ${draws} draws`)
      await after()
    }
  }
}

/** One draw of createKey's module, and one of the service's. Each has seen what it has drawn itself. */
const drawAlone = () => createKey({ key_alias: 'before', origin: 'external' })
const drawOf = (kms) => () => kms.createRandom({ random_data_length: '128' })

suite('a source that sticks at any draw', () => {
  for (const key_spec of SPECS) {
    test(`makes no key of ${key_spec}`, async () => {
      assert.ok((await stuckAtEveryDraw(key_spec, () => createKey({ key_alias: 'a', key_spec }))) >= 2)
    })
  }

  for (const key_spec of [...SPECS, ...OF_KMS]) {
    test(`makes no key of ${key_spec} in a Kms`, async () => {
      const kms = await Kms.open()
      const draws = await stuckAtEveryDraw(key_spec, () => kms.createKey({ key_alias: 'a', key_spec }), {
        before: drawOf(kms),
        after: async () => assert.equal((await kms.listKeys({ key_spec: 'ALL' })).total, 0),
      })
      assert.ok(draws >= 2)
      await kms.close()
    })
  }

  for (const maxWorkers of [0, 2]) {
    test(`makes no RSA key, neither in its search nor in its proof, with ${maxWorkers} workers`, async (t) => {
      const make = () => createKey({ key_alias: 'a', key_spec: 'RSA_2048' }, { maxWorkers })
      const draws = await stuckAtEveryDraw('RSA_2048', make, { inEveryWay: false })
      // The id, two starts of 128 bytes, 12 bases of 131 bytes.
      assert.ok(draws >= 1 + 8 + 50, `${draws} draws`)
      t.diagnostic(`${draws} draws`)
    })

    test(`makes no RSA key in a Kms, neither in its search nor in its proof, with ${maxWorkers} workers`, async (t) => {
      const kms = await Kms.open({ maxWorkers })
      const make = () => kms.createKey({ key_alias: 'a', key_spec: 'RSA_2048' })
      const draws = await stuckAtEveryDraw('RSA_2048', make, {
        inEveryWay: false,
        before: drawOf(kms),
        after: async () => assert.equal((await kms.listKeys({ key_spec: 'ALL' })).total, 0),
      })
      assert.ok(draws >= 1 + 8 + 50, `${draws} draws`)
      t.diagnostic(`${draws} draws`)
      await kms.close()
    })
  }

  test('makes no signature, ciphertext or data key, and changes nothing that is stored', async (t) => {
    const store = await Kms.open()
    const key = async (key_spec, key_usage) => {
      const { key_info } = await store.createKey({ key_alias: `${key_spec}-${key_usage}`, key_spec, key_usage })
      return key_info.key_id
    }
    const rsa = await key('RSA_2048', 'ENCRYPT_DECRYPT')
    const signing = { EC_P256: 'ECDSA_SHA_256', SM2: 'SM2DSA_SM3', RSA_2048: 'RSASSA_PSS_SHA_256' }
    const calls = {
      createKey: () => store.createKey({ key_alias: `new-${Math.trunc(performance.now() * 1000)}` }),
      createRandom: () => store.createRandom({ random_data_length: '512' }),
    }
    const aes = await key('AES_256', 'ENCRYPT_DECRYPT')
    calls.encryptData = () => store.encryptData({ key_id: aes, plain_text: 'x' })
    calls.createDatakey = () => store.createDatakey({ key_id: aes, datakey_length: '512' })
    const by = { key_id: rsa, encryption_algorithm: 'RSAES_OAEP_SHA_256' }
    calls['encryptData by RSA'] = () => store.encryptData({ ...by, plain_text: 'x' })
    const { cipher_text } = await store.encryptData({ ...by, plain_text: 'x' })
    calls['decryptData by RSA'] = () => store.decryptData({ ...by, cipher_text })
    for (const [spec, signing_algorithm] of Object.entries(signing)) {
      const key_id = await key(spec, 'SIGN_VERIFY')
      calls[`sign by ${spec}`] = () => store.sign({ key_id, message: 'AAAA', message_type: 'RAW', signing_algorithm })
    }
    for (const [name, call] of Object.entries(calls)) {
      const before = JSON.stringify(await store.listKeys({}))
      const draws = await stuckAtEveryDraw(name, call, {
        before: drawOf(store),
        after: async () => assert.equal(JSON.stringify(await store.listKeys({})), before),
      })
      assert.ok(draws >= 1, name)
      t.diagnostic(`${name}: ${draws} draws`)
    }
    await store.close()
  })

  test('takes no RSA key from outside: its proof draws 130 bases', async (t) => {
    const store = await Kms.open()
    const { key_info: { key_id } } = await store.createKey({ key_alias: 'in', key_spec: 'RSA_2048', origin: 'external' })
    const wrapping_algorithm = 'SM2_ENCRYPT'
    const { public_key, import_token } = await store.createParametersForImport({ key_id, wrapping_algorithm })
    const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, generate: 'RSA_2048' })
    const draws = await stuckAtEveryDraw('import', () => store.importKeyMaterial({ key_id, import_token, ...wrapped }), {
      inEveryWay: false,
      step: () => 3,
      before: drawOf(store),
      after: async () => assert.equal((await store.listKeyDetail({ key_id })).key_info.key_state, '5'),
    })
    assert.ok(draws >= 533, `${draws} draws`)
    t.diagnostic(`${draws} draws`)
    await store.close()
  })
})

test('Math.random is never called', async (t) => {
  const random = t.mock.method(Math, 'random')
  const kms = await Kms.open()
  for (const key_spec of ['AES_256', 'SM2', 'RSA_2048']) {
    await createKey({ key_alias: 'a', key_spec })
    await kms.createKey({ key_alias: key_spec, key_spec })
  }
  await kms.close()
  assert.equal(random.mock.callCount(), 0)
})

test('2,000 keys have 2,000 ids and 2,000 secrets', async () => {
  const ids = new Set()
  const secrets = new Set()
  for (let i = 0; i < 2_000; i++) {
    const { key_info, material } = await createKey({ key_alias: 'a' })
    ids.add(key_info.key_id)
    secrets.add(Buffer.from(material.secretKey()).toString('hex'))
    material.dispose()
  }
  assert.deepEqual([ids.size, secrets.size], [2_000, 2_000])
})
