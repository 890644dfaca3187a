// Imports that are to be refused: for their token, each with its documented code; for how they are wrapped, all
// with one.
import assert from 'node:assert/strict'
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { wrapKeyMaterial } from 'pocket-kms'
import { ManualClock, openForTesting } from 'pocket-kms/testing'
import { flippedAt, makeMaterial, materialOf } from './material.mjs'
import { nodeWrap, sm4Wrap } from './programs/import-senders.mjs'
import { oaep } from './programs/node-crypto.mjs'
import { endPython } from './programs/python.mjs'
import { codeOf } from './programs/service.mjs'
import { base64, pair, secret, underOaep, Waiting } from './waiting.mjs'

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-import-refused-'))
const clock = new ManualClock()
const kms = await openForTesting({ clock })
const waiting = new Waiting(kms)
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})

const material = await makeMaterial(folder, {
  RSA_2048: 1, EC_P256: 1, SM2: 1,
})
const first = (spec) => materialOf(spec, material[spec][0])

suite('the wrapping of the material', () => {
  const bytes = randomBytes(32)
  const under = (how) => (wrapping, data) => base64(publicEncrypt({ ...oaep(wrapping), ...how }, data))
  const WRAPPINGS = {
    'OAEP with SHA-1': under({ oaepHash: 'sha1' }),
    'OAEP with SHA-384': under({ oaepHash: 'sha384' }),
    'OAEP with a label': under({ oaepLabel: Buffer.of(1) }),
    'PKCS#1 v1.5': under({ padding: constants.RSA_PKCS1_PADDING }),
    'no padding': (wrapping, data) =>
      under({ padding: constants.RSA_NO_PADDING })(wrapping, Buffer.concat([Buffer.alloc(256 - data.length), data])),
    'none at all': (_, data) => base64(data),
    'another RSA key': (_, data) =>
      underOaep(createPublicKey(readFileSync(`${material.RSA_2048[0]}.pkcs8.pem`)), data),
    'a bit flipped': (wrapping, data) => base64(flippedAt(publicEncrypt(oaep(wrapping), data), 100)),
    'a byte less': (wrapping, data) => base64(publicEncrypt(oaep(wrapping), data).subarray(1)),
  }
  for (const [which, encrypt] of Object.entries(WRAPPINGS)) {
    test(`${which}: KMS.0311, for AES_256, EC_P256 and SM2`, async () => {
      assert.equal(await waiting.imported('AES_256', secret(bytes, encrypt)), 'KMS.0311')
      assert.equal(await waiting.imported('EC_P256', pair(first('EC_P256'), { encrypt })), 'KMS.0311')
      const sm2 = { encrypt, temporary: bytes.subarray(16), wrap: sm4Wrap }
      assert.equal(await waiting.imported('SM2', pair(first('SM2'), sm2)), 'KMS.0311')
    })
  }

  test('by OAEP where SM2 was asked for, and by SM2 where OAEP was: KMS.0311', async () => {
    const ways = [['RSAES_OAEP_SHA_256', 'SM2_ENCRYPT'], ['SM2_ENCRYPT', 'RSAES_OAEP_SHA_256']]
    for (const [asked, wrapping_algorithm] of ways) {
      const { key_id, import_token } = await waiting.key('AES_256', asked)
      const { public_key } = await waiting.key('AES_256', wrapping_algorithm)
      const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, key_spec: 'AES_256', material: bytes })
      assert.equal(await codeOf(kms.importKeyMaterial({ key_id, import_token, ...wrapped })), 'KMS.0311')
    }
  })
})

suite('lengths', () => {
  for (const length of [1, 16, 24, 31, 33, 64]) {
    test(`AES_256 of ${length} bytes: KMS.0311`, async () => {
      assert.equal(await waiting.imported('AES_256', secret(randomBytes(length))), 'KMS.0311')
    })
  }
  for (const length of [1, 8, 15, 17, 32]) {
    test(`SM4 of ${length} bytes: KMS.0311`, async () => {
      assert.equal(await waiting.imported('SM4', secret(randomBytes(length))), 'KMS.0311')
    })
  }
  for (const length of [1, 15, 16, 24, 31, 33]) {
    test(`a temporary key of ${length} bytes for EC_P256 and RSA_2048: KMS.0311`, async () => {
      for (const spec of ['EC_P256', 'RSA_2048']) {
        const how = { temporary: randomBytes(length), wrap: (_, data) => nodeWrap(randomBytes(32), data) }
        assert.equal(await waiting.imported(spec, pair(first(spec), how)), 'KMS.0311')
      }
    })
  }
  test('a temporary key of 15, 17 and 24 bytes for SM2: KMS.0311; of 16 or 32 it is accepted', async () => {
    for (const length of [15, 17, 24]) {
      const how = { temporary: randomBytes(length), wrap: (_, data) => sm4Wrap(randomBytes(16), data) }
      assert.equal(await waiting.imported('SM2', pair(first('SM2'), how)), 'KMS.0311')
    }
    const ofSm4 = { temporary: randomBytes(16), wrap: sm4Wrap }
    assert.equal(await waiting.imported('SM2', pair(first('SM2'), ofSm4)), 'accepted')
    assert.equal(await waiting.imported('SM2', pair(first('SM2'))), 'accepted')
  })
  test('no private key for a pair: KMS.2608; one for a symmetric key: KMS.0308', async () => {
    assert.equal(await waiting.imported('EC_P256', secret(randomBytes(32))), 'KMS.2608')
    assert.equal(await waiting.imported('AES_256', pair(first('EC_P256'))), 'KMS.0308')
  })
})

suite('the wrapping of the private key', () => {
  const pkcs8 = first('EC_P256')
  const ecb = (kek, data) => {
    const cipher = createCipheriv('aes-256-ecb', kek, null)
    return Buffer.concat([cipher.update(data), cipher.final()])
  }
  const ordinary = (kek, data) => {
    const cipher = createCipheriv('id-aes256-wrap', kek, Buffer.alloc(8, 0xa6))
    const padded = Buffer.concat([data, Buffer.alloc((8 - data.length % 8) % 8)])
    return Buffer.concat([cipher.update(padded), cipher.final()])
  }
  const WRAPS = {
    'ECB': ecb,
    'key wrap without padding (RFC 3394)': ordinary,
    'none at all': (_, data) => data,
    'another temporary key': (_, data) => nodeWrap(randomBytes(32), data),
    'a bit flipped': (kek, data) => flippedAt(nodeWrap(kek, data), 60),
    'eight bytes less': (kek, data) => nodeWrap(kek, data).subarray(0, -8),
    'one byte less': (kek, data) => nodeWrap(kek, data).subarray(0, -1),
    'one byte': () => Buffer.of(0),
    'a second wrap': (kek, data) => nodeWrap(kek, nodeWrap(kek, data)),
  }
  for (const [which, wrap] of Object.entries(WRAPS)) {
    test(`${which}: KMS.0311`, async () => {
      assert.equal(await waiting.imported('EC_P256', pair(pkcs8, { wrap })), 'KMS.0311')
    })
  }
  test('SM4 with a temporary key for AES, and AES with one for SM4: KMS.0311', async () => {
    const short = { wrap: (kek, data) => sm4Wrap(kek.subarray(0, 16), data) }
    assert.equal(await waiting.imported('SM2', pair(first('SM2'), short)), 'KMS.0311')
    const long = { temporary: randomBytes(16), wrap: (kek, data) => nodeWrap(Buffer.concat([kek, kek]), data) }
    assert.equal(await waiting.imported('SM2', pair(first('SM2'), long)), 'KMS.0311')
  })
})

suite('tokens', () => {
  const bytes = randomBytes(32)
  const attempt = ({ key_id, import_token, wrapping }, more = {}) => codeOf(kms.importKeyMaterial({
    key_id, import_token, encrypted_key_material: underOaep(wrapping, bytes), ...more,
  }))

  test('of another key: KMS.2603; flipped or cut off: KMS.2605', async () => {
    const [one, two] = [await waiting.key('AES_256'), await waiting.key('AES_256')]
    assert.equal(await attempt({ ...one, key_id: two.key_id }), 'KMS.2603')
    const token = Buffer.from(one.import_token, 'base64')
    for (let index = 0; index < token.length; index += 13) {
      assert.equal(await attempt({ ...one, import_token: base64(flippedAt(token, index)) }), 'KMS.2605')
    }
    assert.equal(await attempt({ ...one, import_token: base64(token.subarray(0, -1)) }), 'KMS.2605')
    assert.equal(await attempt(one), 'accepted')
  })

  test('used once: KMS.0310, and KMS.2605 when the key waits again; other material: KMS.2606', async () => {
    const one = await waiting.key('AES_256')
    assert.equal(await attempt(one), 'accepted')
    assert.equal(await attempt(one), 'KMS.0310')
    await kms.deleteImportedKeyMaterial({ key_id: one.key_id })
    assert.equal(await attempt(one), 'KMS.2605')
    const request = { key_id: one.key_id, wrapping_algorithm: 'RSAES_OAEP_SHA_256' }
    const again = await kms.createParametersForImport(request)
    const wrapping = createPublicKey({ key: Buffer.from(again.public_key, 'base64'), format: 'der', type: 'spki' })
    const other = { encrypted_key_material: underOaep(wrapping, randomBytes(32)) }
    assert.equal(await attempt({ ...again, wrapping }, other), 'KMS.2606')
    assert.equal(await attempt({ ...again, wrapping }), 'accepted')
  })

  test('after 24 hours: KMS.2601, and not before', async () => {
    const [one, two] = [await waiting.key('AES_256'), await waiting.key('AES_256')]
    clock.advance(86_400_000 - 1)
    assert.equal(await attempt(one), 'accepted')
    clock.advance(1)
    assert.equal(await attempt(two), 'KMS.2601')
  })

  test('an expiry in the past: KMS.2602', async () => {
    const one = await waiting.key('AES_256')
    assert.equal(await attempt(one, { expiration_time: Math.floor(clock.now() / 1000) }), 'KMS.2602')
    assert.equal(await attempt(one, { expiration_time: Math.floor(clock.now() / 1000) + 60 }), 'accepted')
  })
})
