// Keys from outside: wrapped by the package or by OpenSSL, imported, deleted, imported again.
//   node --test tests/node/kms-import.test.mjs
import assert from 'node:assert/strict'
import { constants, createCipheriv, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes, verify } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { createKey, isKmsError, Kms, wrapKeyMaterial } from 'pocket-kms'

const base64 = (bytes) => Buffer.from(bytes).toString('base64')
const OAEP = 'RSAES_OAEP_SHA_256'

let kms
let count = 0
before(async () => (kms = await Kms.open()))
after(() => kms.close())

const external = async (key_spec) => {
  const { key_info } = await kms.createKey({ key_alias: `byok-${++count}`, key_spec, origin: 'external' })
  return key_info.key_id
}
const parameters = async (key_id, wrapping_algorithm = OAEP) => {
  const { public_key, import_token } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
  return [{ public_key, wrapping_algorithm }, { key_id, import_token }]
}
const stateOf = async (key_id) => (await kms.listKeyDetail({ key_id })).key_info.key_state
const oaep = (public_key, bytes) =>
  publicEncrypt(
    {
      key: Buffer.from(public_key, 'base64'),
      format: 'der',
      type: 'spki',
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha256',
    },
    bytes,
  )

suite('material that the package wraps', () => {
  for (const wrapping_algorithm of [OAEP, 'SM2_ENCRYPT']) {
    for (const key_spec of ['AES_256', 'SM4', 'EC_P256', 'EC_P384', 'SECP256K1', 'ED25519', 'SM2', 'RSA_2048']) {
      test(`of ${key_spec} by ${wrapping_algorithm} is imported`, async () => {
        const key_id = await external(key_spec)
        assert.equal(await stateOf(key_id), '5')
        const [by, target] = await parameters(key_id, wrapping_algorithm)
        const wrapped = await wrapKeyMaterial({ ...by, generate: key_spec })
        assert.equal('encrypted_privatekey' in wrapped, !['AES_256', 'SM4'].includes(key_spec))
        assert.deepEqual(await kms.importKeyMaterial({ ...target, ...wrapped }), {})
        assert.equal(await stateOf(key_id), '2')
      })
    }
  }

  test('that createKey has made is the same key afterwards', async () => {
    const { material } = await createKey({ key_alias: 'here', key_spec: 'EC_P256' })
    const key_id = await external('EC_P256')
    const [by, target] = await parameters(key_id)
    await kms.importKeyMaterial({ ...target, ...(await wrapKeyMaterial({ ...by, material })) })
    const { public_key } = await kms.showPublicKey({ key_id })
    assert.equal(public_key.replaceAll('\r', ''), material.publicKey('spki-pem'))
    // It is still the caller's.
    assert.ok(material.privateKey('pkcs8-der').length > 0)
    material.dispose()
    await assert.rejects(wrapKeyMaterial({ ...by, material }), { code: 'ERR_DISPOSED' })
  })

  test('is copied before anything is awaited, and the copy of the caller stays as it is', async () => {
    const [by] = await parameters(await external('AES_256'))
    const material = randomBytes(32)
    const kept = Buffer.from(material)
    const wrapping = wrapKeyMaterial({ ...by, material, key_spec: 'AES_256' })
    assert.deepEqual(material, kept)
    material.fill(0)
    await wrapping
  })

  test('is what OpenSSL unwraps', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const public_key = base64(publicKey.export({ format: 'der', type: 'spki' }))
    const material = randomBytes(32)
    const { encrypted_key_material } = await wrapKeyMaterial({ public_key, wrapping_algorithm: OAEP, key_spec: 'AES_256', material })
    const padding = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
    assert.deepEqual(privateDecrypt(padding, Buffer.from(encrypted_key_material, 'base64')), material)
  })

  test('has to be bytes, or a key, of the spec', async () => {
    const [by] = await parameters(await external('AES_256'))
    for (const material of ['text', 5, {}, [1, 2], new ArrayBuffer(32), new Map()]) {
      await assert.rejects(wrapKeyMaterial({ ...by, key_spec: 'AES_256', material }), { code: 'KMS.0308', field: 'material' })
    }
    await assert.rejects(wrapKeyMaterial({ ...by, key_spec: 'AES_256', get material() { throw 1 } }), { code: 'KMS.0308', field: 'material' })
    await assert.rejects(wrapKeyMaterial({ ...by, key_spec: 'AES_256' }), { code: 'KMS.0204', field: 'material' })
    await assert.rejects(wrapKeyMaterial({ ...by, material: randomBytes(32) }), { code: 'KMS.0204', field: 'key_spec' })
    for (const [key_spec, length] of [['AES_256', 31], ['SM4', 32], ['EC_P256', 32], ['RSA_2048', 20_000]]) {
      await assert.rejects(wrapKeyMaterial({ ...by, key_spec, material: randomBytes(length) }), isKmsError)
    }
    for (const request of [undefined, null, 5, 'text', []]) await assert.rejects(wrapKeyMaterial(request), isKmsError)
    await assert.rejects(wrapKeyMaterial({ ...by, public_key: 'AAAA', generate: 'SM4' }), { field: 'public_key' })
  })

  test('of RSA is not made if the call is aborted', async () => {
    const [by] = await parameters(await external('RSA_4096'))
    const signal = AbortSignal.abort('enough')
    assert.equal(await wrapKeyMaterial({ ...by, generate: 'RSA_4096' }, { signal }).catch((reason) => reason), 'enough')
  })
})

suite('material that OpenSSL wraps', () => {
  test('of AES_256 is imported, expires from the answers, is deleted and has to come back the same', async () => {
    const key_id = await external('AES_256')
    const material = randomBytes(32)
    const put = async (bytes) => {
      const [{ public_key }, target] = await parameters(key_id)
      return kms.importKeyMaterial({ ...target, encrypted_key_material: base64(oaep(public_key, bytes)) })
    }
    await put(material)
    const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'four apples' })
    assert.deepEqual(await kms.deleteImportedKeyMaterial({ key_id }), {})
    assert.equal(await stateOf(key_id), '5')
    await assert.rejects(kms.decryptData({ cipher_text }), { code: 'KMS.0308', field: 'key_id' })
    await assert.rejects(put(randomBytes(32)), { code: 'KMS.2606' })
    await assert.rejects(put(randomBytes(16)), { code: 'KMS.2604' })
    await put(material)
    assert.equal((await kms.decryptData({ cipher_text })).plain_text, 'four apples')
  })

  test('of a pair is imported by its temporary key', async () => {
    const key_id = await external('EC_P384')
    const [{ public_key }, target] = await parameters(key_id)
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const temporary = randomBytes(32)
    const cipher = createCipheriv('id-aes256-wrap-pad', temporary, Buffer.from('A65959A6', 'hex'))
    const wrapped = Buffer.concat([cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' })), cipher.final()])
    await kms.importKeyMaterial({
      ...target,
      encrypted_key_material: base64(oaep(public_key, temporary)),
      encrypted_privatekey: base64(wrapped),
    })
    const message = Buffer.from('four apples')
    const { signature } = await kms.sign({ key_id, message: base64(message), message_type: 'RAW', signing_algorithm: 'ECDSA_SHA_384' })
    assert.ok(verify('sha384', message, publicKey, Buffer.from(signature, 'base64')))
  })
})

test('a token is good for its key and once', async () => {
  const [first, second] = [await external('AES_256'), await external('AES_256')]
  const [by, target] = await parameters(first)
  const wrapped = await wrapKeyMaterial({ ...by, generate: 'AES_256' })
  await assert.rejects(kms.importKeyMaterial({ ...target, key_id: second, ...wrapped }), { code: 'KMS.2603' })
  await kms.importKeyMaterial({ ...target, ...wrapped })
  await kms.deleteImportedKeyMaterial({ key_id: first })
  await assert.rejects(kms.importKeyMaterial({ ...target, ...wrapped }), { code: 'KMS.2605' })
})

test('a key of the service itself takes no material', async () => {
  const { key_info: { key_id } } = await kms.createKey({ key_alias: 'own' })
  await assert.rejects(parameters(key_id), { code: 'KMS.0309', field: 'key_id' })
  await assert.rejects(kms.deleteImportedKeyMaterial({ key_id }), { code: 'KMS.0309', field: 'key_id' })
})
