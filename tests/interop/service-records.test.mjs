// What a store is given, opened with the root key by docs/formats.md alone: nothing of it is the package's.
import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, createHmac, createPrivateKey, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { wrapKeyMaterial } from 'pocket-kms'
import { MemoryStore, openForTesting } from 'pocket-kms/testing'
import { keyOf, partsOf } from './blob.mjs'
import { flippedAt, makeMaterial, materialOf } from './material.mjs'
import { codeOf } from './programs/service.mjs'

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-service-records-'))
after(() => rmSync(folder, { recursive: true }))
const projectId = 'f'.repeat(32)
const rootKey = randomBytes(32)
const material = await makeMaterial(folder, {
  AES_256: 3, SM4: 3, HMAC_256: 3, HMAC_384: 3, HMAC_512: 3, HMAC_SM3: 3, EC_P256: 3, EC_P384: 3, SECP256K1: 3,
  SM2: 3, ED25519: 3, RSA_2048: 2,
})
const seeded = Object.entries(material).flatMap(([key_spec, keys]) =>
  keys.map((key) => ({ key_spec, key, key_id: randomUUID() })))
const store = new MemoryStore()
const kms = await openForTesting({
  store, rootKey, projectId,
  seed: {
    keys: seeded.map(({ key_spec, key, key_id }) =>
      ({ key_id, key_alias: `k-${key_id}`, key_spec, material: materialOf(key_spec, key).toString('base64') })),
  },
})
after(() => kms.close())

/** HKDF-Expand (RFC 5869) to one block. */
const derived = (root, purpose) => createHmac('sha256', root).update(purpose).update(Buffer.of(1)).digest()
/** Each part behind its length in four bytes. */
const measured = (...parts) => Buffer.concat(parts.flatMap((part) => {
  const [length, bytes] = [Buffer.alloc(4), Buffer.from(part)]
  length.writeUInt32BE(bytes.length)
  return [length, bytes]
}))
/** Salt, iv, ciphertext and tag, by the derived key of that salt. */
function unsealed(key, sealed, additional) {
  const [salt, iv] = [sealed.subarray(0, 32), sealed.subarray(32, 44)]
  const decipher = createDecipheriv('aes-256-gcm', keyOf('AES_256', key, { salt }), iv).setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.setAAD(additional).update(sealed.subarray(44, -16)), decipher.final()])
}
/** The sealing of a version, as it stands in a record; version 1 has no salt and no number in front. */
function sealedBy(version, key, secret, additional) {
  const [salt, iv] = [randomBytes(version === 1 ? 0 : 32), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', keyOf('AES_256', key, { version, salt }), iv).setAAD(additional)
  const sealed = Buffer.concat([salt, iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
  return `${version === 1 ? '' : '2.'}${sealed.toString('base64')}`
}
function codeOfRecord(root, project, { revision, data }) {
  const json = data.slice(data.indexOf('{'))
  const count = Buffer.alloc(8)
  count.writeBigUInt64BE(BigInt(revision))
  return createHmac('sha256', derived(root, 'pocket-kms record'))
    .update(measured('1', project)).update(count).update(json).digest('base64url')
}
const versionOf = ({ data }) => JSON.parse(data.slice(data.indexOf('{')))
const additionalOf = (key, number, version = 2) =>
  measured(projectId, key.key_id, key.key_spec, key.key_usage, String(number), String(version))

/** What is sealed, by spec. */
const octetsAfter = (der, prefix, length) => {
  const start = der.indexOf(prefix, 'hex') + prefix.length / 2
  return der.subarray(start, start + length)
}
function plain(spec, key) {
  const bytes = materialOf(spec, key)
  if (spec === 'ED25519') return octetsAfter(bytes, '04220420', 32)
  if (spec === 'EC_P384') return octetsAfter(bytes, '0201010430', 48)
  if (spec === 'RSA_2048') {
    const { p, q, d } = createPrivateKey(readFileSync(`${key}.pkcs8.pem`)).export({ format: 'jwk' })
    return Buffer.concat([p, q, d].map((number) => Buffer.from(number, 'base64url')))
  }
  return ['EC_P256', 'SECP256K1', 'SM2'].includes(spec) ? octetsAfter(bytes, '0201010420', 32) : bytes
}

suite('records of keys', () => {
  for (const spec of Object.keys(material)) {
    test(`${spec}: the code is right, and the material is sealed as documented`, async () => {
      for (const { key, key_id } of seeded.filter(({ key_spec }) => key_spec === spec)) {
        const record = await store.get(projectId, key_id)
        assert.equal(record.data.split('.')[0], '1')
        assert.equal(record.data.split('.')[1], codeOfRecord(rootKey, projectId, record))
        assert.notEqual(record.data.split('.')[1], codeOfRecord(randomBytes(32), projectId, record))
        assert.notEqual(record.data.split('.')[1], codeOfRecord(rootKey, 'project4712', record))

        const content = versionOf(record)
        const [{ number, sealed, digest }] = content.versions
        assert.equal(sealed.slice(0, 2), '2.')
        const bytes = Buffer.from(sealed.slice(2), 'base64')
        const sealing = derived(rootKey, 'pocket-kms material')
        const additional = additionalOf(content, number)
        assert.throws(() => unsealed(derived(rootKey, 'pocket-kms record'), bytes, additional))
        assert.throws(() => unsealed(sealing, flippedAt(bytes, 20), additional))
        assert.throws(() => unsealed(sealing, bytes, additionalOf({ ...content, key_usage: 'NONE' }, number)))
        assert.throws(() => unsealed(sealing, bytes, additionalOf(content, number + 1)))
        assert.equal(digest ?? null, null)
        assert.deepEqual(unsealed(sealing, bytes, additional), plain(spec, key))
      }
    })
  }

  for (const version of [1, 2]) {
    test(`one that is written by another program, its material in version ${version}, is read; with any bit flipped it is ERR_RECORD`, async () => {
      const { key_id } = seeded.find(({ key_spec }) => key_spec === 'AES_256')
      const record = await store.get(projectId, key_id)
      const content = versionOf(record)
      const secret = randomBytes(32)
      const sealed = sealedBy(version, derived(rootKey, 'pocket-kms material'), secret, additionalOf(content, 1, version))
      const json = JSON.stringify({ ...content, versions: [{ ...content.versions[0], sealed }] })
      const written = { ...record, data: `1.x.${json}` }
      written.data = `1.${codeOfRecord(rootKey, projectId, written)}.${json}`

      const another = new MemoryStore()
      await another.insert(written)
      const reader = await openForTesting({ store: another, rootKey, projectId })
      const { cipher_text } = await reader.encryptData({ key_id, plain_text: 'by another program' })
      const { header, iv, ciphertext, tag, ...rest } = partsOf(Buffer.from(cipher_text, 'base64'))
      const decipher = createDecipheriv('aes-256-gcm', keyOf('AES_256', secret, rest), iv).setAuthTag(tag)
      const text = decipher.setAAD(header).update(ciphertext).subarray(0, 18).toString()
      assert.equal(text, 'by another program')
      decipher.final()

      const bytes = Buffer.from(written.data)
      for (let index = 0; index < bytes.length; index += 3) {
        const broken = new MemoryStore()
        await broken.insert({ ...written, data: flippedAt(bytes, index).toString('latin1') })
        const opened = await openForTesting({ store: broken, rootKey, projectId })
        assert.equal(await codeOf(opened.encryptData({ key_id, plain_text: 'x' })), 'ERR_RECORD', `byte ${index}`)
        await opened.close()
      }
      await reader.close()
    })
  }
})

suite('imports', () => {
  const request = { key_alias: 'external', key_spec: 'AES_256', origin: 'external' }
  test('a token is sealed under its key, for its project, and holds the id of its key', async () => {
    const { key_info: { key_id } } = await kms.createKey(request)
    const { import_token } = await kms.createParametersForImport({ key_id, wrapping_algorithm: 'SM2_ENCRYPT' })
    const token = Buffer.from(import_token, 'base64')
    assert.equal(token.subarray(0, 5).toString('latin1'), 'PKMT\x02')
    const sealed = token.subarray(5)
    const key = derived(rootKey, 'pocket-kms import token')
    assert.ok(unsealed(key, sealed, measured('import', projectId, '2')).includes(key_id))
    assert.throws(() => unsealed(key, sealed, measured('import', 'project4712', '2')))
    assert.throws(() => unsealed(derived(rootKey, 'pocket-kms material'), sealed, measured('import', projectId, '2')))
  })

  test('imported material is recognised by the documented digest', async () => {
    const { key_info: { key_id } } = await kms.createKey({ ...request, key_alias: 'digest' })
    const wrapping_algorithm = 'SM2_ENCRYPT'
    const { import_token, public_key } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
    const bytes = randomBytes(32)
    const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, key_spec: 'AES_256', material: bytes })
    await kms.importKeyMaterial({ key_id, import_token, ...wrapped })
    const digest = (material) => createHmac('sha256', derived(rootKey, 'pocket-kms digest of material'))
      .update(key_id).update(Buffer.of(0)).update(material).digest('base64url')
    const stored = async () => versionOf(await store.get(projectId, key_id)).versions[0].digest
    assert.equal(await stored(), digest(bytes))
    assert.notEqual(await stored(), digest(randomBytes(32)))
    await kms.deleteImportedKeyMaterial({ key_id })
    assert.equal(await stored(), digest(bytes))
    assert.ok(!(await store.get(projectId, key_id)).data.includes('"sealed":"'))
  })
})
