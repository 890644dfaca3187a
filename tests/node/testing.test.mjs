// pocket-kms/testing: time, randomness and keys that a test decides on.
//   node --test tests/node/testing.test.mjs
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, verify } from 'node:crypto'
import { suite, test } from 'node:test'
import * as pocketKms from 'pocket-kms'
import { isKmsError, wrapKeyMaterial } from 'pocket-kms'
import { ManualClock, MemoryStore, openForTesting, seed, seededRandom } from 'pocket-kms/testing'
import { freshCopy } from './copy.mjs'

const DAY = 86_400_000
const ID = '0d0466b0-e727-4d9c-b35d-f84bb474a37f'
const base64 = (bytes) => Buffer.from(bytes).toString('base64')

suite('a clock', () => {
  test('stands still until it is advanced', () => {
    const clock = new ManualClock()
    assert.equal(clock.now(), Date.parse('2026-01-01T00:00:00Z'))
    clock.advance(5)
    clock.advance(0)
    assert.equal(clock.now(), Date.parse('2026-01-01T00:00:00.005Z'))
    assert.equal(new ManualClock(0).now(), 0)
    for (const bad of [-1, 1.5, NaN, '5', null, Infinity, 2 ** 53]) {
      assert.throws(() => clock.advance(bad), { code: 'ERR_OPTION' })
      assert.throws(() => new ManualClock(bad), { code: 'ERR_OPTION' })
    }
  })

  test('dates what is made', async () => {
    const kms = await openForTesting({ clock: new ManualClock(1234) })
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders' })
    assert.equal((await kms.listKeyDetail({ key_id })).key_info.creation_date, '1234')
    await kms.close()
  })

  test('deletes a key when its days are over, and frees its name', async () => {
    const clock = new ManualClock()
    const kms = await openForTesting({ clock })
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders' })
    await kms.createAlias({ key_id, alias: 'alias/orders' })
    await kms.deleteKey({ key_id, pending_days: '7' })
    const { key_info } = await kms.listKeyDetail({ key_id })
    assert.equal(key_info.scheduled_deletion_date, String(clock.now() + 7 * DAY))
    clock.advance(7 * DAY - 1)
    await kms.cancelKeyDeletion({ key_id })
    await kms.deleteKey({ key_id, pending_days: '7' })
    clock.advance(7 * DAY - 1)
    await assert.rejects(kms.createKey({ key_alias: 'orders' }), { code: 'KMS.1104' })
    clock.advance(1)
    await assert.rejects(kms.listKeyDetail({ key_id }), { code: 'KMS.0207', status: 404 })
    await assert.rejects(kms.cancelKeyDeletion({ key_id }), { code: 'KMS.0207' })
    assert.equal((await kms.listKeys()).total, 0)
    assert.deepEqual(await kms.showUserInstances(), { instance_num: 0 })
    await kms.createKey({ key_alias: 'orders' })
    await kms.close()
  })

  test('rotates a key when its interval is over', async () => {
    const clock = new ManualClock()
    const kms = await openForTesting({ clock })
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders' })
    const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'before' })
    await kms.enableKeyRotation({ key_id })
    await kms.updateKeyRotationInterval({ key_id, rotation_interval: 30 })
    clock.advance(30 * DAY - 1)
    assert.equal((await kms.showKeyRotationStatus({ key_id })).number_of_rotations, 0)
    clock.advance(1)
    const status = await kms.showKeyRotationStatus({ key_id })
    assert.deepEqual([status.number_of_rotations, status.last_rotation_time], [1, String(clock.now())])
    assert.equal((await kms.decryptData({ cipher_text })).plain_text, 'before')
    await kms.close()
  })

  test('ends imported material, and import tokens', async () => {
    const clock = new ManualClock()
    const kms = await openForTesting({ clock })
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'byok', origin: 'external' })
    const wrapping_algorithm = 'RSAES_OAEP_SHA_256'
    const { import_token, public_key, expiration_time } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
    assert.equal(expiration_time, clock.now() / 1000 + 86_400)
    const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, generate: 'AES_256' })
    await assert.rejects(kms.importKeyMaterial({ key_id, import_token, ...wrapped, expiration_time: clock.now() / 1000 }), { code: 'KMS.2602' })
    await kms.importKeyMaterial({ key_id, import_token, ...wrapped, expiration_time: clock.now() / 1000 + 60 })
    await kms.encryptData({ key_id, plain_text: 'x' })
    clock.advance(60_000)
    assert.equal((await kms.listKeyDetail({ key_id })).key_info.key_state, '5')
    const late = await kms.createParametersForImport({ key_id, wrapping_algorithm })
    clock.advance(DAY + 1000)
    await assert.rejects(kms.importKeyMaterial({ key_id, import_token: late.import_token, ...wrapped }), { code: 'KMS.2601' })
    await kms.close()
  })
})

suite('randomness', () => {
  const SPECS = ['AES_256', 'SM4', 'RSA_2048', 'EC_P256', 'EC_P384', 'SM2', 'SECP256K1', 'ED25519', 'HMAC_512']
  const keysOf = async (text) => {
    const kms = await openForTesting({ random: seededRandom(text), clock: new ManualClock() })
    const keys = []
    for (const key_spec of SPECS) {
      const { key_info: { key_id } } = await kms.createKey({ key_alias: key_spec, key_spec })
      const { public_key } = await kms.showPublicKey({ key_id }).catch(() => ({}))
      keys.push([key_id, public_key])
    }
    await kms.close()
    return keys
  }

  test('of one text makes the same keys, RSA keys too, and of another others', async () => {
    const keys = await keysOf('orders')
    assert.deepEqual(await keysOf('orders'), keys)
    const others = await keysOf('order')
    for (const [i, [id, publicKey]] of keys.entries()) {
      assert.notEqual(others[i][0], id)
      if (publicKey) assert.notEqual(others[i][1], publicKey)
    }
  })

  test('does not depend on how it is cut, for what is drawn in words', () => {
    const [whole, parts] = [new Uint8Array(64), new Uint8Array(64)]
    seededRandom('a')(whole)
    const random = seededRandom('a')
    for (let i = 0; i < 64; i += 16) random(parts.subarray(i, i + 16))
    assert.deepEqual(parts, whole)
    assert.ok(new Set(whole).size > 32)
  })

  test('has no bias that shows in a million bytes', () => {
    const bytes = new Uint8Array(2 ** 20)
    seededRandom('')(bytes)
    const counts = new Uint32Array(256)
    for (const byte of bytes) counts[byte]++
    const chi = counts.reduce((sum, count) => sum + (count - 4096) ** 2 / 4096, 0)
    assert.ok(chi > 170 && chi < 360, `${chi}`)
  })

  const BROKEN = {
    'throws': () => { throw new Error('no entropy') },
    'throws undefined': () => { throw undefined },
    'leaves the bytes as they are': () => {},
    'gives ones': (bytes) => bytes.fill(255),
    'gives the same bytes at every call': (bytes) => bytes.forEach((_, i) => { bytes[i] = i * 7 + 1 }),
  }
  for (const [name, random] of Object.entries(BROKEN)) {
    test(`that ${name} makes no key`, async () => {
      const kms = await openForTesting({ random, rootKey: seededBytes(32) })
      for (const key_spec of ['AES_256', 'SM2']) {
        await assert.rejects(kms.createKey({ key_alias: 'orders', key_spec }), { code: 'ERR_RANDOM', status: 500 })
      }
      assert.equal((await kms.listKeys({ key_spec: 'ALL' })).total, 0)
      await kms.close()
    })
  }

  test('that fails at any draw of an RSA key makes none', async () => {
    let left = Infinity
    let draws = 0
    const sound = seededRandom('orders')
    const random = (bytes) => {
      draws++
      if (--left < 0) throw new Error('no more')
      sound(bytes)
    }
    const kms = await openForTesting({ random, rootKey: seededBytes(32) })
    await kms.createKey({ key_alias: 'sound', key_spec: 'RSA_2048' })
    assert.ok(draws >= 4, 'id, primes, proof, and the iv of the record')
    for (const most of [0, 1, 2, 3]) {
      left = most
      await assert.rejects(kms.createKey({ key_alias: 'orders', key_spec: 'RSA_2048' }), { name: 'KmsError', code: 'ERR_RANDOM' })
    }
    assert.equal((await kms.listKeys({ key_spec: 'ALL' })).total, 1)
    await kms.close()
  })

  function seededBytes(length) {
    const bytes = new Uint8Array(length)
    seededRandom('root')(bytes)
    return bytes
  }
})

suite('a document of keys', () => {
  test('is there from the beginning, whatever its form', async () => {
    const key = { key_id: ID, key_alias: 'orders', key_spec: 'SM4', key_description: 'seeded', tags: [{ key: 'team', value: 'a' }] }
    for (const document of [{ keys: [key] }, JSON.stringify({ keys: [key] })]) {
      const kms = await openForTesting({ seed: document, clock: new ManualClock(), store: new MemoryStore() })
      const { key_info } = await kms.listKeyDetail({ key_id: ID })
      assert.deepEqual([key_info.key_alias, key_info.key_spec, key_info.key_description], ['orders', 'SM4', 'seeded'])
      assert.deepEqual((await kms.showKmsTags({ key_id: ID })).tags, key.tags)
      await kms.encryptData({ key_id: ID, plain_text: 'x' })
      await kms.close()
    }
  })

  test('gives symmetric keys their bytes', async () => {
    const bytes = Buffer.from('0123456789abcdef0123456789abcdef')
    const keys = [{ key_id: ID, key_alias: 'mac', key_spec: 'HMAC_256', material: base64(bytes) }]
    const kms = await openForTesting({ seed: { keys } })
    const { mac } = await kms.generateMac({ key_id: ID, mac_algorithm: 'HMAC_SHA_256', message: base64('hi') })
    assert.equal(mac, createHmac('sha256', bytes).update('hi').digest('hex'))
    await kms.close()
  })

  test('opens what another instance with the same material has encrypted', async () => {
    const keys = [{ key_id: ID, key_alias: 'orders', material: base64(Buffer.alloc(32, 'ab')) }]
    const [first, second] = [await openForTesting({ seed: { keys } }), await openForTesting({ seed: { keys } })]
    const { cipher_text } = await first.encryptData({ key_id: ID, plain_text: 'four apples' })
    assert.equal((await second.decryptData({ cipher_text })).plain_text, 'four apples')
    await Promise.all([first.close(), second.close()])
  })

  for (const [key_spec, algorithm, options, signing_algorithm, hash] of [
    ['EC_P256', 'ec', { namedCurve: 'P-256' }, 'ECDSA_SHA_256', 'sha256'],
    ['RSA_2048', 'rsa', { modulusLength: 2048 }, 'RSASSA_PKCS1_V1_5_SHA_256', 'sha256'],
    ['ED25519', 'ed25519', {}, 'ED25519_SHA_512', null],
  ]) {
    test(`gives an ${key_spec} key its pair, in PEM or DER`, async () => {
      const { publicKey, privateKey } = generateKeyPairSync(algorithm, options)
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
      const der = base64(privateKey.export({ format: 'der', type: 'pkcs8' }))
      for (const material of [pem, der]) {
        const kms = await openForTesting({ seed: { keys: [{ key_id: ID, key_alias: 'pair', key_spec, material }] } })
        const { signature } = await kms.sign({ key_id: ID, message: base64('hi'), message_type: 'RAW', signing_algorithm })
        assert.ok(verify(hash, Buffer.from('hi'), publicKey, Buffer.from(signature, 'base64')))
        await kms.close()
      }
    })
  }

  test('may come later, and its ids are answered', async () => {
    const kms = await openForTesting()
    const other = '1d0466b0-e727-4d9c-b35d-f84bb474a37f'
    assert.deepEqual(await seed(kms, { keys: [{ key_id: ID, key_alias: 'a' }, { key_id: other, key_alias: 'b' }] }), { keys: [ID, other] })
    assert.equal((await kms.listKeys()).total, 2)
    await kms.close()
    await assert.rejects(seed(kms, { keys: [] }), { code: 'ERR_DISPOSED' })
  })

  const BAD = {
    'no list': [{}, { keys: 5 }, 5, null, [], 'text', '{', { keys: [5] }],
    'a key without an id': [{ keys: [{ key_alias: 'a' }] }, { keys: [{ key_id: 'x', key_alias: 'a' }] }],
    'a key without a name': [{ keys: [{ key_id: ID }] }],
    'material that is none': [{ keys: [{ key_id: ID, key_alias: 'a', material: '!' }] }, { keys: [{ key_id: ID, key_alias: 'a', material: 'AAAA' }] }, { keys: [{ key_id: ID, key_alias: 'a', key_spec: 'EC_P256', material: base64(Buffer.alloc(32, 'ab')) }] }],
    'one id twice': [{ keys: [{ key_id: ID, key_alias: 'a' }, { key_id: ID, key_alias: 'b' }] }],
    'one name twice': [{ keys: [{ key_id: ID, key_alias: 'a' }, { key_id: ID.replace('0', '1'), key_alias: 'a' }] }],
  }
  for (const [name, documents] of Object.entries(BAD)) {
    test(`with ${name} is refused`, async () => {
      for (const document of documents) {
        const error = await openForTesting({ seed: document }).catch((error) => error)
        assert.ok(isKmsError(error), `${JSON.stringify(document)}: ${error?.stack}`)
      }
    })
  }

  test('that is no JSON is refused', async () => {
    const cycle = {}
    cycle.keys = [cycle]
    for (const document of [cycle, { keys: [1n] }]) {
      await assert.rejects(openForTesting({ seed: document }), { code: 'ERR_OPTION', field: 'keys' })
    }
  })
})

suite('the door', () => {
  test('is not in the default entry', async () => {
    for (const name of ['openForTesting', 'seed', 'seededRandom', 'ManualClock', 'MemoryStore', 'storeConformance']) {
      assert.ok(!(name in pocketKms), name)
    }
    let asked = false
    const clock = { now: () => { asked = true; return 0 } }
    const random = () => { asked = true }
    const kms = await pocketKms.Kms.open({ clock, random, fill: random, now: clock.now, platform: { ...clock, fill: random } })
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders' }, { clock, random, fill: random, now: clock.now })
    assert.ok(Number((await kms.listKeyDetail({ key_id })).key_info.creation_date) > 1e12)
    assert.equal(asked, false)
    assert.deepEqual(Reflect.ownKeys(kms), [])
    assert.ok(!('seed' in kms))
    await assert.rejects(seed(kms, { keys: [] }), { code: 'ERR_DISPOSED' })
    await kms.close()
  })

  test('opens to no Kms but those of openForTesting, of this copy of the package', async () => {
    const { Kms } = pocketKms
    const [plain, another] = [await Kms.open(), await (await freshCopy()).Kms.open()]
    for (const none of [plain, another, {}, null, undefined, 5, Kms, Kms.prototype, new Kms()]) {
      await assert.rejects(seed(none, { keys: [{ key_id: ID, key_alias: 'a' }] }), { code: 'ERR_DISPOSED' })
    }
    for (const kms of [plain, another]) {
      assert.equal((await kms.listKeys()).total, 0)
      await kms.close()
    }
  })

  test('is a Kms like any other', async () => {
    const kms = await openForTesting()
    assert.ok(kms instanceof pocketKms.Kms)
    assert.deepEqual(Reflect.ownKeys(kms), [])
    for (const name of Object.getOwnPropertyNames(pocketKms.Kms.prototype)) assert.ok(name in kms, name)
    assert.ok(isKmsError(await kms.createKey({}).catch((error) => error)))
    const { key_info: { key_id } } = await pocketKms.Kms.prototype.createKey.call(kms, { key_alias: 'orders' })
    assert.deepEqual((await pocketKms.Kms.prototype.listKeys.call(kms)).keys, [key_id])
    await kms.close()
  })

  test('tells the time of the platform, and takes its randomness, unless it is told otherwise', async () => {
    const kms = await openForTesting()
    const before = Date.now()
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders' })
    const { creation_date } = (await kms.listKeyDetail({ key_id })).key_info
    assert.ok(Number(creation_date) >= before && Number(creation_date) <= Date.now())
    await kms.close()
  })
})
