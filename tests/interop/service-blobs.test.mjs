// The ciphertexts of symmetric keys, which have a format of their own: other programs open and make them by
// docs/formats.md, with material that they know.
import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, randomBytes, webcrypto } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import smCryptoPackage from 'sm-crypto'
import { Kms } from 'pocket-kms'
import { derivation, filled, header, keyOf, partsOf } from './blob.mjs'
import { inLanes } from './lanes.mjs'
import { flippedAt, makeMaterial, texts } from './material.mjs'
import { endPython, formats, gmssl } from './programs/python.mjs'
import { codeOf, Service } from './programs/service.mjs'

const { subtle } = webcrypto
const COUNT = 100
/** The versions of the format: the service makes the last, and opens all. */
const VERSIONS = [1, 2]
/** The longest that encrypt-data takes. */
const LONGEST = 4096

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-service-blobs-'))
const kms = await Kms.open()
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})

const material = await makeMaterial(folder, { AES_256: 20, SM4: 20 })
const service = new Service(kms)
const ids = new Map()
for (const [spec, keys] of Object.entries(material)) {
  for (const key of keys) ids.set(key, await service.add(spec, key, 'ENCRYPT_DECRYPT'))
}

/** docs/formats.md in Python. */
const python = {
  name: 'cryptography',
  async open(spec, key, blob, additional) {
    const opened = await formats('open_blob', spec, key, blob, Buffer.from(additional))
    if (opened === null) return null
    const { plaintext, fill, ...rest } = opened
    assert.deepEqual(rest, { magic: 'PKMS', version: 2, material: 1, key_id: ids.get(key), reserved: '00'.repeat(17) })
    assert.match(fill, /^(00){0,15}$/)
    return Buffer.from(plaintext, 'hex')
  },
  async seal(spec, key, plaintext, additional, version = 2) {
    const parts = [plaintext, Buffer.from(additional), Buffer.from(ids.get(key)), Buffer.of(version)]
    return Buffer.from(await formats('seal_blob', spec, key, ...parts), 'hex')
  },
}

const secretOf = (key) => readFileSync(`${key}.raw`)

/** A blob whose parts may be other than they should be, sealed by Node. */
function sealed(key, plaintext, additional = '', { fill, ...parts } = {}) {
  const [salt, iv] = [randomBytes(32), randomBytes(12)]
  const head = header(parts.key_id ?? ids.get(key), parts.length ?? plaintext.length, { salt, ...parts })
  const cipher = createCipheriv('aes-256-gcm', keyOf('AES_256', secretOf(key), { version: 2, salt, ...parts }), iv)
  cipher.setAAD(Buffer.concat([head, Buffer.from(additional)]))
  return Buffer.concat([head, iv, cipher.update(filled(plaintext, fill)), cipher.final(), cipher.getAuthTag()])
}
const node = {
  name: 'node:crypto',
  open(_, key, blob, additional) {
    const { length, header, iv, ciphertext, tag, ...rest } = partsOf(blob)
    const decipher = createDecipheriv('aes-256-gcm', keyOf('AES_256', secretOf(key), rest), iv).setAuthTag(tag)
    decipher.setAAD(Buffer.concat([header, Buffer.from(additional)]))
    try {
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).subarray(0, length)
    } catch {
      return null
    }
  },
  seal: (_, key, plaintext, additional, version = 2) => sealed(key, plaintext, additional, { version }),
}

/** The key of an encryption, derived and used by WebCrypto alone. */
async function loaded(key, { version, salt }) {
  const use = (bytes) => subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
  if (version === 1) return use(secretOf(key))
  const deriving = await subtle.importKey('raw', secretOf(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return use(await subtle.sign('HMAC', deriving, derivation(salt)))
}
const web = {
  name: 'WebCrypto',
  async open(_, key, blob, additional) {
    const { length, header, iv, ciphertext, tag, ...rest } = partsOf(blob)
    const how = { name: 'AES-GCM', iv, additionalData: Buffer.concat([header, Buffer.from(additional)]) }
    const opened = subtle.decrypt(how, await loaded(key, rest), Buffer.concat([ciphertext, tag]))
    return opened.then((padded) => Buffer.from(padded).subarray(0, length), () => null)
  },
  async seal(_, key, plaintext, additional, version = 2) {
    const [salt, iv] = [randomBytes(32), randomBytes(12)]
    const head = header(ids.get(key), plaintext.length, { version, salt })
    const how = { name: 'AES-GCM', iv, additionalData: Buffer.concat([head, Buffer.from(additional)]) }
    const by = await loaded(key, { version, salt })
    return Buffer.concat([head, iv, Buffer.from(await subtle.encrypt(how, by, filled(plaintext)))])
  },
}

const positions = Array.from({ length: COUNT }, (_, index) => index)
const all = (result) => positions.map(() => result)
const each = (work) => inLanes(positions, work)

const boundTo = (index) => ['', 'order 4711', '密'.repeat(42), 'x'.repeat(128)][index % 4]
async function encrypted(key, plaintext, additional) {
  const request = { key_id: ids.get(key), plain_text: plaintext.toString(), additional_authenticated_data: additional }
  return Buffer.from((await kms.encryptData(request)).cipher_text, 'base64')
}
async function decrypted(blob, additional, key) {
  const { plain_text_base64 } = await kms.decryptData({
    cipher_text: blob.toString('base64'), additional_authenticated_data: additional, key_id: key && ids.get(key),
  })
  return Buffer.from(plain_text_base64, 'base64')
}
const refusal = (...args) => codeOf(decrypted(...args))

for (const [spec, programs] of [['AES_256', [python, node, web]], ['SM4', [python]]]) {
  const keys = material[spec]
  suite(`${keys.length} ${spec} keys`, () => {
    const plaintexts = texts(COUNT, LONGEST)
    const keyAt = (index) => keys[index % keys.length]
    const otherKeyAt = (index) => keys[(index + 1) % keys.length]
    const byService = []
    before(async () => {
      byService.push(...await each((index) => encrypted(keyAt(index), plaintexts[index], boundTo(index))))
    })

    test('their ciphertexts are as long as documented, and no salt or iv stands twice', () => {
      const documented = plaintexts.map(({ length }) => 124 + Math.ceil(length / 16) * 16)
      assert.deepEqual(byService.map(({ length }) => length), documented)
      for (const part of ['salt', 'iv']) {
        assert.equal(new Set(byService.map((blob) => partsOf(blob)[part].toString('hex'))).size, COUNT, part)
      }
    })

    for (const program of programs) {
      test(`${program.name} opens ${COUNT} that the service makes`, async (t) => {
        const opened = await each((index) => program.open(spec, keyAt(index), byService[index], boundTo(index)))
        assert.deepEqual(opened, plaintexts)
        t.diagnostic(`${COUNT} opened`)
      })

      test(`${program.name} opens none with a bit flipped, with another key, or bound to something else`, async (t) => {
        const wrong = (index) => [
          [keyAt(index), flippedAt(byService[index], index), boundTo(index)],
          [otherKeyAt(index), byService[index], boundTo(index)],
          [keyAt(index), byService[index], `${boundTo(index)} `],
        ][index % 3]
        assert.deepEqual(await each((index) => program.open(spec, ...wrong(index))), all(null))
        t.diagnostic(`${COUNT} refused`)
      })

      for (const version of VERSIONS) {
        test(`the service opens ${COUNT} of version ${version} that ${program.name} makes, and no other`, async (t) => {
          const seal = (index) => program.seal(spec, keyAt(index), plaintexts[index], boundTo(index), version)
          const blobs = await each(seal)
          assert.deepEqual(await each((index) => decrypted(blobs[index], boundTo(index))), plaintexts)
          const bad = all('KMS.2201')
          const flipped = (index) => flippedAt(blobs[index], index)
          assert.deepEqual(await each((index) => refusal(flipped(index), boundTo(index), keyAt(index))), bad)
          assert.deepEqual(await each((index) => refusal(blobs[index], boundTo(index), otherKeyAt(index))), bad)
          assert.deepEqual(await each((index) => refusal(blobs[index], boundTo(index + 1))), bad)
          t.diagnostic(`${COUNT} opened, ${3 * COUNT} refused`)
        })
      }
    }

    for (const version of VERSIONS) {
      test(`the service refuses a bit flipped in every byte of version ${version}, with and without its key_id`, async (t) => {
        const [key] = keys
        const blob = await python.seal(spec, key, Buffer.from('sixteen and more bytes'), '', version)
        assert.equal((await decrypted(blob, '')).toString(), 'sixteen and more bytes')
        for (let index = 0; index < blob.length; index++) {
          assert.equal(await refusal(flippedAt(blob, index), ''), 'KMS.2201', `byte ${index}`)
          assert.equal(await refusal(flippedAt(blob, index), '', key), 'KMS.2201', `byte ${index}, key_id`)
        }
        t.diagnostic(`${2 * blob.length} refused`)
      })
    }

    test('the service refuses one that is cut off or longer', async () => {
      const [key] = keys
      const blob = await python.seal(spec, key, Buffer.alloc(64, 'a'), '')
      for (const length of [96, 108, 123, 124, 140, blob.length - 16, blob.length - 1]) {
        assert.equal(await refusal(blob.subarray(0, length), ''), 'KMS.2201', `${length} bytes`)
      }
      for (const more of [1, 16]) {
        assert.equal(await refusal(Buffer.concat([blob, Buffer.alloc(more)]), ''), 'KMS.2201')
        assert.equal(await refusal(Buffer.concat([Buffer.alloc(more), blob]), ''), 'KMS.2201')
      }
    })
  })
}

suite('headers that are sealed, and yet none of the format', () => {
  const [key, other] = material.AES_256
  const plaintext = Buffer.from('authentic, but not a blob')
  const HEADERS = {
    'another magic': { magic: 'PKMT' },
    'version 0': { version: 0 },
    'version 3': { version: 3 },
    'material 0': { material: 0 },
    'material 2, which there is not': { material: 2 },
    'material 2^32 - 1': { material: 2 ** 32 - 1 },
    'a length of one block more': { length: 33 },
    'a length of one block less': { length: 16 },
    'a length of 0': { length: 0 },
    'bytes behind the salt that are not zero': { zeros: 1 },
    'bytes of version 1 that are not zero': { version: 1, zeros: 1 },
    'the id of another key': { key_id: ids.get(other) },
    'the id of no key': { key_id: '00000000-0000-4000-8000-000000000000' },
    'its id in upper case': { key_id: ids.get(key).toUpperCase() },
  }
  for (const [which, parts] of Object.entries(HEADERS)) {
    test(`${which} is refused`, async () => {
      assert.deepEqual(await decrypted(sealed(key, plaintext), ''), plaintext)
      assert.equal(await refusal(sealed(key, plaintext, '', parts), ''), 'KMS.2201')
    })
  }

  test('an alias of the key does not stand in a header for its id', async () => {
    await kms.createAlias({ key_id: ids.get(key), alias: 'alias/thirty-six-characters-in-a-row' })
    const parts = { key_id: 'alias/thirty-six-characters-in-a-row' }
    assert.equal(parts.key_id.length, 36)
    assert.equal(await refusal(sealed(key, plaintext, '', parts), ''), 'KMS.2201')
  })

  test('the material of an SM4 key does not open it, nor that of an AES key an SM4 blob', async () => {
    const [sm4] = material.SM4
    const blob = await python.seal('SM4', sm4, plaintext, '')
    assert.equal(await refusal(blob, '', key), 'KMS.2201')
    assert.equal(await refusal(sealed(key, plaintext), '', sm4), 'KMS.2201')
  })
})

suite('SM4 without GCM: the key stream of a blob is SM4 of its counters', () => {
  const { sm4 } = smCryptoPackage
  const blockPrograms = {
    gmssl: async (key, blocks) => gmssl.encrypt('SM4_ECB', key, blocks),
    'sm-crypto': (key, blocks) =>
      Buffer.from(sm4.encrypt([...blocks], [...readFileSync(`${key}.raw`)], { padding: 'none', output: 'array' })),
    'node:crypto': (key, blocks) =>
      createCipheriv('sm4-ecb', readFileSync(`${key}.raw`), null).setAutoPadding(false).update(blocks),
  }
  for (const [name, encryptBlocks] of Object.entries(blockPrograms)) {
    test(`${name} opens ${COUNT} that the service makes, and none by another key`, async (t) => {
      for (const [index, plaintext] of texts(COUNT, 200).entries()) {
        const key = material.SM4[index % 20]
        const { length, iv, ciphertext, ...rest } = partsOf(await encrypted(key, plaintext, ''))
        const derived = (secret) => {
          const file = join(folder, `derived-${secret === key ? 'key' : 'other'}`)
          writeFileSync(`${file}.raw`, keyOf('SM4', secretOf(secret), rest))
          return file
        }
        // Counter 1 is the tag's (SP 800-38D, 7.1).
        const counters = Buffer.concat(Array.from({ length: ciphertext.length / 16 }, (_, block) =>
          Buffer.concat([iv, Buffer.of(0, 0, 0, 2 + block)])))
        const opened = (stream) => ciphertext.map((byte, at) => byte ^ stream[at]).subarray(0, length)
        assert.deepEqual(Buffer.from(opened(await encryptBlocks(derived(key), counters))), plaintext)
        const other = material.SM4[(index + 1) % 20]
        assert.notDeepEqual(Buffer.from(opened(await encryptBlocks(derived(other), counters))), plaintext)
      }
      t.diagnostic(`${COUNT} opened`)
    })
  }
})
