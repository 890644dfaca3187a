// Keys from outside: wrapped by the package or by OpenSSL, imported, deleted, imported again.
//   node --test tests/node/kms-import.test.mjs
import assert from 'node:assert/strict'
import { constants, createCipheriv, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes, verify } from 'node:crypto'
import { after, before, suite, test } from 'node:test'
import { convertKey, createKey, isKmsError, Kms, wrapKeyMaterial } from 'pocket-kms'
import { greatest, pkcs8Of, weakKeys } from './weak-rsa.mjs'

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
    await assert.rejects(put(randomBytes(16)), { code: 'KMS.0311' })
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

suite('what is wrapped and is not usable', () => {
  const wrap = (kek, data) => {
    const cipher = createCipheriv('id-aes256-wrap-pad', kek, Buffer.from('A65959A6', 'hex'))
    return Buffer.concat([cipher.update(data), cipher.final()])
  }
  const flipped = (bytes, at) => Buffer.from(bytes).fill(bytes[at] ^ 1, at, at + 1)
  const pkcs8 = ({ privateKey }) => privateKey.export({ format: 'der', type: 'pkcs8' })
  const ec = pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
  const rsa = pkcs8(generateKeyPairSync('rsa', { modulusLength: 2048 }))
  const kek = randomBytes(32)
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  const underAnother = base64(oaep(base64(other.export({ format: 'der', type: 'spki' })), kek))
  const secret = (bytes) => (public_key) => ({ encrypted_key_material: base64(oaep(public_key, bytes)) })
  const pair = (der, { by = kek, under = by, change = (bytes) => bytes } = {}) => (public_key) => ({
    encrypted_key_material: base64(oaep(public_key, by)),
    encrypted_privatekey: base64(change(wrap(under, der))),
  })
  const padded = (how) => (public_key) => {
    const key = { key: Buffer.from(public_key, 'base64'), format: 'der', type: 'spki', ...how }
    return { encrypted_key_material: base64(publicEncrypt(key, kek)) }
  }

  /** The causes, by the spec of the key that waits. */
  const CAUSES = {
    AES_256: {
      'OAEP with SHA-1': padded({ padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }),
      'PKCS#1 v1.5': padded({ padding: constants.RSA_PKCS1_PADDING }),
      'under another key': () => ({ encrypted_key_material: underAnother }),
      'a bit flipped': (public_key) => ({ encrypted_key_material: base64(flipped(oaep(public_key, kek), 100)) }),
      'a byte less': (public_key) => ({ encrypted_key_material: base64(oaep(public_key, kek).subarray(1)) }),
      'not wrapped': () => ({ encrypted_key_material: base64(kek) }),
      'sixteen bytes': secret(randomBytes(16)),
      'thirty-three bytes': secret(randomBytes(33)),
    },
    EC_P256: {
      'a temporary key of 16 bytes': (public_key) => ({
        ...pair(ec)(public_key), ...secret(randomBytes(16))(public_key),
      }),
      'a temporary key of 24 bytes': (public_key) => ({
        ...pair(ec)(public_key), ...secret(randomBytes(24))(public_key),
      }),
      'another temporary key': pair(ec, { under: randomBytes(32) }),
      'the temporary key under another key': (public_key) => ({
        ...pair(ec)(public_key), encrypted_key_material: underAnother,
      }),
      'the wrapped key with a bit flipped': pair(ec, { change: (bytes) => flipped(bytes, 60) }),
      'the wrapped key cut': pair(ec, { change: (bytes) => bytes.subarray(0, -8) }),
      'the key not wrapped': pair(ec, { change: () => ec }),
      'no PKCS#8': pair(randomBytes(138)),
      'a byte behind PKCS#8': pair(Buffer.concat([ec, Buffer.of(0)])),
      'another public key': pair(flipped(ec, ec.length - 1)),
      'another curve': pair(pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-384' }))),
      'another family': pair(rsa),
      'Ed25519': pair(pkcs8(generateKeyPairSync('ed25519'))),
    },
    RSA_2048: {
      ...Object.fromEntries(Object.entries(weakKeys(2048)).map(([cause, der]) => [cause, pair(der)])),
      'twice nearly the same prime': pair(pkcs8Of(greatest(1024), (1n << 1024n) - (1n << 924n) + 521n)),
      'e = 3': pair(pkcs8(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }))),
      '3,072 bits': pair(pkcs8(generateKeyPairSync('rsa', { modulusLength: 3072 }))),
      'a bit of a number flipped': pair(flipped(rsa, 700)),
      'a curve': pair(ec),
    },
  }

  test('is one error, whatever the cause: one code, one status, one member, one text, and no cause', async (t) => {
    const shapes = new Map()
    for (const [spec, causes] of Object.entries(CAUSES)) {
      const key_id = await external(spec)
      const [{ public_key }, target] = await parameters(key_id)
      for (const [cause, wrapped] of Object.entries(causes)) {
        const error = await kms.importKeyMaterial({ ...target, ...wrapped(public_key) }).catch((refusal) => refusal)
        assert.ok(isKmsError(error), `${spec}, ${cause}: ${error?.stack ?? 'accepted'}`)
        const { name, code, status, field, message } = error
        const members = Object.getOwnPropertyNames(error).toSorted()
        const shape = JSON.stringify({ name, code, status, field, message, members, hasCause: 'cause' in error })
        shapes.set(shape, [...(shapes.get(shape) ?? []), `${spec}, ${cause}`])
      }
      assert.equal(await stateOf(key_id), '5')
    }
    assert.equal(shapes.size, 1, [...shapes].map(([shape, causes]) => `${shape}: ${causes.join('; ')}`).join('\n'))
    const [shape, causes] = [...shapes][0]
    const { name, code, status, field, hasCause } = JSON.parse(shape)
    assert.deepEqual([name, code, status, field, hasCause], ['KmsError', 'KMS.0311', 400, 'encrypted_key_material', false])
    t.diagnostic(`${causes.length} causes, one error`)
  })

  test('is no plaintext that comes with a conversion: there the caller is told what is wrong', async () => {
    for (const bits of [2048, 3072, 4096]) {
      for (const [fault, key] of Object.entries(weakKeys(bits))) {
        await assert.rejects(convertKey({ key, to: 'jwk' }), { code: 'KMS.2609', field: 'key' }, `${bits}: ${fault}`)
      }
    }
    assert.equal((await convertKey({ key: rsa, to: 'jwk' })).key_spec, 'RSA_2048')
  })

  test('is no good key that our own search would not have found', async () => {
    // 2^1024 − 39·2^12 + 1: one less has twelve twos, where our primes have eight at most.
    const der = pkcs8Of((1n << 1024n) - (39n << 12n) + 1n, (1n << 1024n) - (1n << 1000n) - 761n)
    const key_id = await external('RSA_2048')
    const [{ public_key }, target] = await parameters(key_id)
    assert.deepEqual(await kms.importKeyMaterial({ ...target, ...pair(der)(public_key) }), {})
  })
})
