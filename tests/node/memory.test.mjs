// What is left of keys in a module's linear memory: all of them while they live, nothing afterwards. Of a Kms, whose keys
// are wrapped, nothing at any time.
//   node --test tests/node/memory.test.mjs
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { before, suite, test } from 'node:test'
import { dump } from './module-memory.mjs'

const { createKey, Kms } = await import('pocket-kms')
const { openForTesting } = await import('pocket-kms/testing')
// What the command line calls: create-key with the specs of the service, by the module of the service.
const partKms = await import(new URL('part-kms.js', import.meta.resolve('pocket-kms')))
const createAnyKey = (request) => partKms.createKey(JSON.stringify(request), undefined, { maxWorkers: 2 })

/** The modules, who makes keys with each, and how many of which spec: a hundred together. */
const MODULES = {
  'create-key': { make: createKey, counts: { AES_256: 24, SM4: 16, EC_P256: 18, EC_P384: 18, SM2: 18, RSA_2048: 6 } },
  kms: {
    make: createAnyKey,
    counts: { AES_256: 14, SM4: 10, EC_P256: 12, EC_P384: 12, SM2: 12, RSA_2048: 6, SECP256K1: 10, ED25519: 10, HMAC_256: 5, HMAC_384: 3, HMAC_512: 3, HMAC_SM3: 3 },
  },
}

for (const [module, { make, counts }] of Object.entries(MODULES)) {
  suite(`the memory of ${module}`, () => {
    before(() => make({ key_alias: 'warm-up' }))

    test('holds every secret while the keys live and none once they are disposed of', async (t) => {
      const keys = []
      for (const [key_spec, count] of Object.entries(counts)) {
        for (let i = 0; i < count; i++) keys.push((await make({ key_alias: 'a', key_spec })).material)
      }
      assert.equal(keys.length, 100)
      const secrets = keys.map(secretsOf)

      const living = dump(module)
      assert.deepEqual(secrets.map((parts) => parts.some((part) => isIn(living, part))), keys.map(() => true))

      for (const key of keys) key.dispose()
      const dead = dump()
      const left = secrets.flat().filter((part) => isIn(dead, part))
      assert.equal(left.length, 0, `${left.length} pieces of ${secrets.flat().length} are left`)
      t.diagnostic(`100 keys, ${secrets.flat().length} pieces of 16 bytes: all keys found alive, 0 pieces afterwards`)
    })

    for (const key_spec of Object.keys(counts)) {
      test(`keeps nothing on the stack of the last key that was made: ${key_spec}`, async () => {
        const { material } = await make({ key_alias: 'a', key_spec })
        const secret = secretsOf(material)
        assert.ok(secret.some((part) => isIn(dump(module), part)))
        material.dispose()
        assert.equal(secret.filter((part) => isIn(dump(), part)).length, 0)
      })
    }

    test('keeps nothing of a key whose export was refused, or asked for by what is no format', async () => {
      const { material } = await make({ key_alias: 'a', key_spec: 'SM2' })
      const secret = secretsOf(material)
      assert.throws(() => material.privateKey('jwk'), { code: 'KMS.0308' })
      assert.throws(() => material.secretKey(), { code: 'KMS.0325' })
      for (const format of [undefined, null, 5, 5n, Symbol('raw'), {}, [], '', 'pkcs8-pem ', 'a'.repeat(1e6), { toString: () => 'pkcs8-der' }]) {
        assert.throws(() => material.privateKey(format), { name: 'KmsError', code: 'KMS.0308' }, typeof format)
      }
      material.dispose()
      assert.equal(secret.some((part) => isIn(dump(), part)), false)
    })

    test('does not grow with the number of keys that were made and disposed of', async () => {
      const makeAll = async (count) => {
        for (let i = 0; i < count; i++) {
          const { material } = await make({ key_alias: 'a', key_spec: i % 2 ? 'AES_256' : 'SM4' })
          material.dispose()
        }
        return dump(module).length
      }
      assert.equal(await makeAll(10_000), await makeAll(1_000))
    })
  })
}

suite('a Kms', () => {
  const { counts } = MODULES.kms

  test('has nothing of the randomness that its keys are of in any memory: neither while it has them nor afterwards', async () => {
    const drawn = []
    const random = (bytes) => drawn.push(Buffer.from(crypto.getRandomValues(bytes)))
    const kms = await openForTesting({ random, maxWorkers: 0 })
    const isThere = () => {
      const memory = dump()
      return drawn.flatMap(pieces).some((piece) => isIn(memory, piece) || isIn(memory, Buffer.from(piece).reverse()))
    }
    for (const key_spec of Object.keys(counts)) {
      await kms.createKey({ key_alias: key_spec, key_spec })
      assert.ok(!isThere(), key_spec)
    }
    // The test looks at keys indeed: what was drawn is one.
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'mac', key_spec: 'HMAC_256' })
    const message = Buffer.from('four apples')
    const { mac } = await kms.generateMac({ key_id, mac_algorithm: 'HMAC_SHA_256', message: message.toString('base64') })
    assert.ok(drawn.some((key) => createHmac('sha256', key).update(message).digest('hex') === mac))
    assert.ok(!isThere(), 'used')
    await kms.close()
    assert.ok(!isThere(), 'closed')
  })

  test('does not grow the memory with keys that are refused', async () => {
    const kms = await Kms.open()
    const refuse = async (count) => {
      for (let i = 0; i < count; i++) await assert.rejects(kms.createKey({ key_alias: 'a b', key_spec: 'SM2' }), { code: 'KMS.1101' })
      return dump('kms').length
    }
    assert.equal(await refuse(5_000), await refuse(500))
    await kms.close()
  })
})

const SECRET = ['AES_256', 'SM4', 'HMAC_256', 'HMAC_384', 'HMAC_512', 'HMAC_SM3']
const OF_A_CURVE = ['EC_P256', 'EC_P384', 'SECP256K1', 'ED25519']

/** The secret numbers of a key in pieces of 16 bytes, in both byte orders: limbs are little-endian. */
function secretsOf(key) {
  const numbers = {
    ...Object.fromEntries(SECRET.map((spec) => [spec, () => [key.secretKey()]])),
    ...Object.fromEntries(OF_A_CURVE.map((spec) => [spec, () => [fromBase64url(key.privateKey('jwk').d)]])),
    // PKCS#8 of an SM2 key: the scalar follows the ECPrivateKey's version, 02 01 01 04 20.
    SM2: () => {
      const der = Buffer.from(key.privateKey('pkcs8-der'))
      const at = der.indexOf(Buffer.from('0201010420', 'hex')) + 5
      return [der.subarray(at, at + 32)]
    },
    RSA_2048: () => ['d', 'p', 'q', 'dp', 'dq', 'qi'].map((name) => fromBase64url(key.privateKey('jwk')[name])),
  }
  return numbers[key.spec]().flatMap((number) => [pieces(number), pieces(Buffer.from(number).reverse())]).flat()
}

function pieces(bytes) {
  return Array.from({ length: Math.floor(bytes.length / 16) }, (_, i) => Buffer.from(bytes.subarray(16 * i, 16 * i + 16)))
}

const fromBase64url = (text) => Buffer.from(text, 'base64url')
const isIn = (haystack, needle) => haystack.indexOf(needle) >= 0
