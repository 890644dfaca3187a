// What is left of keys in the module's linear memory: all of them while they live, nothing afterwards.
//   node --test tests/node/memory.test.mjs
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { dump } from './module-memory.mjs'

const COUNTS = { AES_256: 24, SM4: 16, EC_P256: 18, EC_P384: 18, SM2: 18, RSA_2048: 6 }

const { createKey } = await import('pocket-kms')

before(() => createKey({ key_alias: 'warm-up' }))

test('a dump holds every secret while the keys live and none once they are disposed of', async (t) => {
  const keys = []
  for (const [key_spec, count] of Object.entries(COUNTS)) {
    for (let i = 0; i < count; i++) keys.push((await createKey({ key_alias: 'a', key_spec })).material)
  }
  assert.equal(keys.length, 100)
  const secrets = keys.map(secretsOf)

  const living = dump()
  assert.deepEqual(secrets.map((parts) => parts.some((part) => isIn(living, part))), keys.map(() => true))

  for (const key of keys) key.dispose()
  const dead = dump()
  const left = secrets.flat().filter((part) => isIn(dead, part))
  assert.equal(left.length, 0, `${left.length} pieces of ${secrets.flat().length} are left`)
  t.diagnostic(`100 keys, ${secrets.flat().length} pieces of 16 bytes: all keys found alive, 0 pieces afterwards`)
})

for (const key_spec of Object.keys(COUNTS)) {
  test(`the last key that was made leaves nothing on the stack: ${key_spec}`, async () => {
    const { material } = await createKey({ key_alias: 'a', key_spec })
    const secret = secretsOf(material)
    assert.ok(secret.some((part) => isIn(dump(), part)))
    material.dispose()
    assert.equal(secret.filter((part) => isIn(dump(), part)).length, 0)
  })
}

test('a refused export leaves no secret either', async () => {
  const { material } = await createKey({ key_alias: 'a', key_spec: 'SM2' })
  const secret = secretsOf(material)
  assert.throws(() => material.privateKey('jwk'), { code: 'KMS.0308' })
  assert.throws(() => material.secretKey(), { code: 'KMS.0325' })
  material.dispose()
  assert.equal(secret.some((part) => isIn(dump(), part)), false)
})

test('the memory does not grow with the number of keys that were made and disposed of', async () => {
  const make = async (count) => {
    for (let i = 0; i < count; i++) {
      const { material } = await createKey({ key_alias: 'a', key_spec: i % 2 ? 'AES_256' : 'SM4' })
      material.dispose()
    }
    return dump().length
  }
  assert.equal(await make(10_000), await make(1_000))
})

/** The secret numbers of a key in pieces of 16 bytes, in both byte orders: limbs are little-endian. */
function secretsOf(key) {
  const numbers = {
    AES_256: () => [key.secretKey()],
    SM4: () => [key.secretKey()],
    EC_P256: () => [fromBase64url(key.privateKey('jwk').d)],
    EC_P384: () => [fromBase64url(key.privateKey('jwk').d)],
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
