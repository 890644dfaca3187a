// What a key hands out, in which form, and when no longer.
//   node --test tests/node/material.test.mjs
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { inspect } from 'node:util'
import { suite, test } from 'node:test'
import { createKey, isKmsError, KmsError, KeyMaterial } from 'pocket-kms'

const material = async (key_spec) => (await createKey({ key_alias: 'a', key_spec })).material
const PAIRS = ['RSA_2048', 'EC_P256', 'EC_P384', 'SM2']

suite('a key pair', () => {
  for (const spec of PAIRS) {
    test(`of ${spec} is the same key in every form`, async () => {
      const key = await material(spec)
      const pem = key.publicKey('spki-pem')
      assert.match(pem, /^-----BEGIN PUBLIC KEY-----\n[\s\S]+\n-----END PUBLIC KEY-----\n$/)
      assert.match(key.privateKey('pkcs8-pem'), /^-----BEGIN PRIVATE KEY-----\n[\s\S]+\n-----END PRIVATE KEY-----\n$/)

      const der = Buffer.from(key.publicKey('spki-der'))
      const spki = (keyObject) => createPublicKey(keyObject).export({ type: 'spki', format: 'der' })
      const forms = [
        createPrivateKey(key.privateKey('pkcs8-pem')),
        createPrivateKey({ key: Buffer.from(key.privateKey('pkcs8-der')), format: 'der', type: 'pkcs8' }),
        pem,
      ]
      if (spec !== 'SM2') {
        forms.push(createPrivateKey({ key: key.privateKey('jwk'), format: 'jwk' }))
        forms.push({ key: key.publicKey('jwk'), format: 'jwk' })
      }
      for (const form of forms) assert.deepEqual(spki(form), der)
    })

    test(`of ${spec} has no secret key`, async () => {
      const key = await material(spec)
      assert.throws(() => key.secretKey(), { name: 'KmsError', code: 'KMS.0325', status: 400 })
    })
  }

  test('of SM2 has no registered JSON Web Key', async () => {
    const key = await material('SM2')
    assert.throws(() => key.publicKey('jwk'), { code: 'KMS.0308', field: 'format' })
    assert.throws(() => key.privateKey('jwk'), { code: 'KMS.0308', field: 'format' })
  })
})

suite('a symmetric key', () => {
  for (const [spec, length] of [['AES_256', 32], ['SM4', 16]]) {
    test(`of ${spec} has ${length} bytes and neither a public nor a private key`, async () => {
      const key = await material(spec)
      assert.equal(key.secretKey().length, length)
      assert.deepEqual(key.secretKey('raw'), key.secretKey())
      assert.throws(() => key.publicKey('spki-pem'), { code: 'KMS.0331' })
      assert.throws(() => key.privateKey('pkcs8-pem'), { code: 'KMS.0331' })
    })
  }

  test('of AES_256 has a JSON Web Key, of SM4 none', async () => {
    const aes = await material('AES_256')
    const k = Buffer.from(aes.secretKey()).toString('base64url')
    assert.deepEqual(aes.secretKey('jwk'), { kty: 'oct', k })
    const sm4 = await material('SM4')
    assert.throws(() => sm4.secretKey('jwk'), { code: 'KMS.0308', field: 'format' })
  })

  test('hands out a copy: a change to it is no change to the key', async () => {
    const key = await material('AES_256')
    const before = Buffer.from(key.secretKey())
    key.secretKey().fill(0)
    assert.deepEqual(Buffer.from(key.secretKey()), before)
  })
})

suite('a format', () => {
  for (const format of [undefined, null, '', 'pem', 'SPKI-PEM', 'pkcs1', 5, {}, Symbol('jwk'), 'x'.repeat(1e6)]) {
    test(`of ${String(format).slice(0, 12)} is none`, async () => {
      const key = await material('EC_P256')
      assert.throws(() => key.publicKey(format), { code: 'KMS.0308', field: 'format' })
      assert.throws(() => key.privateKey(format), { code: 'KMS.0308', field: 'format' })
    })
  }
})

suite('disposing of a key', () => {
  test('ends every export with ERR_DISPOSED, and may be done twice', async () => {
    const key = await material('EC_P256')
    key.dispose()
    key.dispose()
    for (const call of [() => key.publicKey('spki-pem'), () => key.privateKey('jwk'), () => key.secretKey()]) {
      assert.throws(call, (error) => isKmsError(error) && error.code === 'ERR_DISPOSED')
    }
    assert.equal(key.spec, 'EC_P256')
  })

  test('is what Symbol.dispose does', async () => {
    const key = await material('SM4')
    key[Symbol.dispose ?? 'dispose']()
    assert.throws(() => key.secretKey(), { code: 'ERR_DISPOSED' })
  })
})

test('a key shows nothing of itself to console.log, JSON or a clone', async () => {
  const key = await material('AES_256')
  assert.ok(key instanceof KeyMaterial)
  assert.equal(JSON.stringify(key), '{"spec":"AES_256"}')
  assert.equal(inspect(key, { showHidden: true, depth: 9 }).includes(Buffer.from(key.secretKey()).toString('hex')), false)
  assert.deepEqual(structuredClone(key), { spec: 'AES_256' })
})

test('an error is a KmsError by name and code, not only by class', async () => {
  const error = await createKey({}).catch((refusal) => refusal)
  assert.ok(error instanceof KmsError && error instanceof Error)
  assert.equal(String(error), `KmsError: ${error.message}`)
  assert.equal(isKmsError(Object.assign(new Error('x'), { name: 'KmsError', code: 'KMS.0204' })), true)
  for (const other of [undefined, null, 'KmsError', new Error('x'), { name: 'KmsError' }, { code: 'KMS.0204' }]) {
    assert.equal(isKmsError(other), false)
  }
})
