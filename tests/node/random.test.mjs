// A random source that fails, or that is stuck, ends in an error: never in a weaker key.
//   node --test tests/node/random.test.mjs
import assert from 'node:assert/strict'
import { afterEach, suite, test } from 'node:test'
import { createKey, isKmsError } from 'pocket-kms'

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

suite('a random source that', () => {
  for (const [name, fill] of Object.entries(BROKEN)) {
    test(`${name} makes no key`, async () => {
      source(fill)
      for (const key_spec of ['AES_256', 'SM4', 'EC_P256', 'EC_P384', 'SM2']) {
        const error = await createKey({ key_alias: 'a', key_spec }).catch((refusal) => refusal)
        assert.ok(isKmsError(error), `${key_spec}: ${error?.stack}`)
        assert.deepEqual([error.code, error.status], ['ERR_RANDOM', 500])
      }
    })
  }

  test('fails at the second draw makes no key either, and the next call with a sound one does', async () => {
    let draws = 0
    source((bytes) => {
      if (++draws > 1) throw new Error('no more')
      return real.call(crypto, bytes)
    })
    await assert.rejects(createKey({ key_alias: 'a' }), { code: 'ERR_RANDOM' })
    delete crypto.getRandomValues
    assert.equal((await createKey({ key_alias: 'a' })).material.spec, 'AES_256')
  })
})

test('Math.random is never called', async (t) => {
  const random = t.mock.method(Math, 'random')
  for (const key_spec of ['AES_256', 'SM2', 'RSA_2048']) await createKey({ key_alias: 'a', key_spec })
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
