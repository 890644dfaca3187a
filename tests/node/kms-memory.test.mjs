// What is left of keys and of plaintext in the module's linear memory once a call of the service is over.
//   node --test tests/node/kms-memory.test.mjs
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { dump } from './module-memory.mjs'

const { createKey, Kms, wrapKeyMaterial } = await import('pocket-kms')

/** The forms in which it could be there, in pieces of 16 bytes. */
const formsOf = (bytes) => [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('hex').toUpperCase()), Buffer.from(bytes.toString('base64'))]
const isThere = (bytes) => formsOf(bytes).some((form) => dump().includes(form.subarray(0, 16)) || dump().includes(form.subarray(-17, -1)))

test('a key that is held is found: the search works', async () => {
  const { material } = await createKey({ key_alias: 'a' })
  const bytes = Buffer.from(material.secretKey())
  assert.ok(isThere(bytes))
  material.dispose()
  assert.ok(!isThere(bytes))
})

for (const ends of [false, true]) {
  test(`neither keys nor plaintext are left by calls${ends ? ' that are refused' : ''}, nor the root key by anything`, async () => {
    const rootKey = randomBytes(32)
    const kms = await Kms.open({ rootKey: new Uint8Array(rootKey) })
    assert.ok(!isThere(rootKey))

    const material = randomBytes(32)
    const { key_info: { key_id } } = await kms.createKey({ key_alias: 'byok', origin: 'external' })
    const wrapping_algorithm = 'RSAES_OAEP_SHA_256'
    const { import_token, public_key } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
    const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, key_spec: 'AES_256', material })
    assert.ok(!isThere(material), 'wrapping')
    await kms.importKeyMaterial({ key_id, import_token, ...wrapped })
    assert.ok(!isThere(material), 'importing')

    const plain_text = randomBytes(30).toString('base64url')
    const additional_authenticated_data = ends ? 'x' : ''
    const { cipher_text } = await kms.encryptData({ key_id, plain_text, additional_authenticated_data })
    assert.ok(!isThere(Buffer.from(plain_text)), 'encrypting')
    const decrypting = kms.decryptData({ cipher_text })
    if (ends) await assert.rejects(decrypting, { code: 'KMS.2201' })
    else assert.equal((await decrypting).plain_text, plain_text)
    for (const secret of [Buffer.from(plain_text), material]) assert.ok(!isThere(secret), 'decrypting')

    const datakey = randomBytes(32)
    const digest = ends ? datakey : createHash('sha256').update(datakey).digest()
    const request = { key_id, plain_text: Buffer.concat([datakey, digest]).toString('hex'), datakey_plain_length: 32 }
    const wrapping = kms.encryptDatakey(request)
    if (ends) await assert.rejects(wrapping, { code: 'KMS.2103' })
    else await kms.decryptDatakey({ key_id, cipher_text: (await wrapping).cipher_text, datakey_cipher_length: 32 })
    assert.ok(!isThere(datakey), 'a data key')

    const made = await kms.createDatakey({ key_id })
    assert.ok(!isThere(Buffer.from(made.plain_text, 'hex')), 'a data key that was made')
    const { random_data } = await kms.createRandom({ random_data_length: 256 })
    assert.ok(!isThere(Buffer.from(random_data, 'hex')), 'random numbers')
    for (const [method, key_spec] of [['createEcDatakeyPair', 'SM2'], ['createRsaDatakeyPair', 'RSA_2048']]) {
      const { private_key_plain_text } = await kms[method]({ key_id, key_spec })
      const secret = Buffer.from(private_key_plain_text, 'base64')
      const at = key_spec === 'SM2' ? secret.indexOf(Buffer.from('0201010420', 'hex')) + 5 : secret.length - 400
      assert.ok(!isThere(secret.subarray(at, at + 32)), method)
    }

    await kms.close()
    for (const secret of [rootKey, material, datakey, Buffer.from(plain_text)]) assert.ok(!isThere(secret), 'closed')
  })
}

test('the memory does not grow with the number of services that were opened and closed', async () => {
  const open = async (count) => {
    for (let i = 0; i < count; i++) {
      const kms = await Kms.open()
      const { key_info: { key_id } } = await kms.createKey({ key_alias: 'a', key_spec: i % 2 ? 'EC_P256' : 'AES_256' })
      await kms.createKmsTag({ key_id, tag: { key: 'a' } })
      await kms.close()
    }
    return dump().length
  }
  const first = await open(500)
  assert.equal(await open(2_000), first)
})
