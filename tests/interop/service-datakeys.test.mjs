// Data keys: the digest that is sent behind one, as the official encryption SDK sends it; what wraps them, opened
// and made by other programs; and pairs, which openssl and Node read.
import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import smCryptoPackage from 'sm-crypto'
import { Kms } from 'pocket-kms'
import { inLanes } from './lanes.mjs'
import { derOf, flippedAt, makeMaterial } from './material.mjs'
import { nodeOaep } from './programs/node-crypto.mjs'
import { openssl, pkey } from './programs/openssl.mjs'
import { endPython, formats } from './programs/python.mjs'
import { codeOf, Service } from './programs/service.mjs'

const COUNT = 100

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-service-datakeys-'))
const kms = await Kms.open()
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})
const material = await makeMaterial(folder, { AES_256: 2, SM4: 2, RSA_2048: 2, SM2: 2 })
const service = new Service(kms)
const ids = new Map()
for (const [spec, keys] of Object.entries(material)) {
  for (const key of keys) ids.set(key, await service.add(spec, key, 'ENCRYPT_DECRYPT'))
}

const hex = (bytes) => bytes.toString('hex').toUpperCase()
const DIGESTS = {
  'SHA-256': [
    (bytes) => createHash('sha256').update(bytes).digest(),
    async (bytes) => Buffer.from(await formats('digest', 'SHA_256', '', bytes), 'hex'),
  ],
  SM3: [
    (bytes) => createHash('sm3').update(bytes).digest(),
    async (bytes) => Buffer.from(await formats('digest', 'SM3', '', bytes), 'hex'),
    (bytes) => Buffer.from(smCryptoPackage.sm3([...bytes]), 'hex'),
  ],
}
/** What is taken, by spec. The SDK sends SM3 for every key that is not of AES. */
const TAKEN = { AES_256: ['SHA-256'], SM4: ['SM3'], SM2: ['SM3'], RSA_2048: ['SHA-256', 'SM3'] }

/** What has encrypted a data key, opened by another program with the material that it knows. */
async function opened(spec, key, ciphertext, additional = '') {
  if (spec === 'RSA_2048') return nodeOaep.decrypt('RSAES_OAEP_SHA_256', key, ciphertext)
  if (spec === 'SM2') return openssl.decrypt('SM2_ENCRYPT', key, ciphertext)
  const parts = await formats('open_blob', spec, key, ciphertext, Buffer.from(additional))
  return parts && Buffer.from(parts.plaintext, 'hex')
}
/** The same, encrypted by another program. */
async function wrapped(spec, key, datakey) {
  if (spec === 'RSA_2048') return nodeOaep.encrypt('RSAES_OAEP_SHA_256', key, datakey)
  if (spec === 'SM2') return openssl.encrypt('SM2_ENCRYPT', key, datakey)
  const parts = [datakey, Buffer.alloc(0), Buffer.from(ids.get(key))]
  return Buffer.from(await formats('seal_blob', spec, key, ...parts), 'hex')
}
const lengthOf = (spec, index) => spec === 'RSA_2048' ? 1 + index * 189 % 190 : spec === 'SM2' ? 32 : 1 + index * 7
const encryptDatakey = (key, datakey, digest, length = datakey.length) => kms.encryptDatakey({
  key_id: ids.get(key), plain_text: hex(Buffer.concat([datakey, digest])), datakey_plain_length: String(length),
})
const decryptDatakey = (key, ciphertext, length) =>
  kms.decryptDatakey({ key_id: ids.get(key), cipher_text: hex(ciphertext), datakey_cipher_length: String(length) })

const positions = Array.from({ length: COUNT }, (_, index) => index)

for (const [spec, taken] of Object.entries(TAKEN)) {
  const [key, other] = material[spec]
  const badCiphertext = ['RSA_2048', 'SM2'].includes(spec) ? 'KMS.0311' : 'KMS.2201'

  suite(`data keys under ${spec}`, () => {
    for (const name of taken) {
      test(`with their ${name}, which other programs make, are encrypted: ${COUNT}`, async (t) => {
        await inLanes(positions, async (index) => {
          const datakey = randomBytes(lengthOf(spec, index))
          const makers = DIGESTS[name]
          const digest = await makers[index % makers.length](datakey)
          const { cipher_text, datakey_length } = await encryptDatakey(key, datakey, digest)
          assert.equal(datakey_length, String(datakey.length))
          assert.match(cipher_text, /^[0-9A-F]+$/)
          const ciphertext = Buffer.from(cipher_text, 'hex')
          assert.deepEqual(await opened(spec, key, ciphertext), datakey)
          if (index % 4 === 0) assert.notDeepEqual(await opened(spec, other, ciphertext), datakey)

          const cutOff = createHash('sha512').update(datakey).digest().subarray(0, 32)
          const wrong = [flippedAt(digest, index), cutOff, Buffer.alloc(32)]
          for (const bad of wrong) assert.equal(await codeOf(encryptDatakey(key, datakey, bad)), 'KMS.2103')
          assert.equal(await codeOf(encryptDatakey(key, flippedAt(datakey, index), digest)), 'KMS.2103')
        })
        t.diagnostic(`${COUNT} encrypted, ${4 * COUNT} refused`)
      })
    }

    for (const name of Object.keys(DIGESTS).filter((it) => !taken.includes(it))) {
      test(`with their ${name} are refused: KMS.2103`, async () => {
        for (const index of positions) {
          const datakey = randomBytes(lengthOf(spec, index))
          assert.equal(await codeOf(encryptDatakey(key, datakey, DIGESTS[name][0](datakey))), 'KMS.2103')
        }
      })
    }

    test('without their digest, or as another length, are refused: KMS.2104', async () => {
      const datakey = randomBytes(32)
      const digest = DIGESTS[taken[0]][0](datakey)
      assert.equal(await codeOf(encryptDatakey(key, datakey, Buffer.alloc(0))), 'KMS.2104')
      for (const length of [31, 33, 64]) {
        assert.equal(await codeOf(encryptDatakey(key, datakey, digest, length)), 'KMS.2104')
      }
    })

    test(`that another program has wrapped are decrypted, with their SHA-256: ${COUNT}`, async (t) => {
      await inLanes(positions, async (index) => {
        const datakey = randomBytes(Math.max(3, lengthOf(spec, index)))
        const ciphertext = await wrapped(spec, key, datakey)
        const answer = await decryptDatakey(key, ciphertext, datakey.length)
        assert.deepEqual(answer, {
          data_key: hex(datakey),
          datakey_length: String(datakey.length),
          datakey_dgst: hex(DIGESTS['SHA-256'][0](datakey)),
        })
        // RSA takes its time.
        if (spec === 'RSA_2048' && index % 4 > 0) return
        assert.equal(await codeOf(decryptDatakey(key, ciphertext, datakey.length + 1)), 'KMS.2204')
        assert.equal(await codeOf(decryptDatakey(key, flippedAt(ciphertext, index), datakey.length)), badCiphertext)
        assert.equal(await codeOf(decryptDatakey(other, ciphertext, datakey.length)), badCiphertext)
      })
      t.diagnostic(`${COUNT} decrypted, ${3 * COUNT} refused`)
    })

    test(`that the service makes, another program opens: ${COUNT}`, async (t) => {
      await inLanes(positions, async () => {
        const { plain_text, cipher_text } = await kms.createDatakey({ key_id: ids.get(key), datakey_length: '256' })
        assert.equal(hex(await opened(spec, key, Buffer.from(cipher_text, 'hex'))), plain_text)
        const other = await kms.createDatakeyWithoutPlaintext({ key_id: ids.get(key), key_spec: 'AES_256' })
        const datakey = await opened(spec, key, Buffer.from(other.cipher_text, 'hex'))
        assert.equal(datakey.length, 32)
        assert.notEqual(hex(datakey), plain_text)
      })
      t.diagnostic(`${2 * COUNT} opened`)
    })
  })
}

suite('pairs that are data keys', () => {
  /** The hash that Node signs with. It does not sign with SM2. */
  const SPECS = {
    RSA_2048: ['sha256'], ECC_NIST_P256: ['sha256'], ECC_NIST_P384: ['sha384'], ECC_SECG_P256K1: ['sha256'], SM2: [],
  }
  for (const [key_spec, [hash]] of Object.entries(SPECS)) {
    const count = key_spec === 'RSA_2048' ? 5 : 25
    test(`${count} of ${key_spec} are valid to openssl, belong together, and are what is encrypted`, async () => {
      for (let index = 0; index < count; index++) {
        const spec = ['AES_256', 'SM4'][index % 2]
        const [key, other] = material[spec]
        const make = key_spec === 'RSA_2048' ? 'createRsaDatakeyPair' : 'createEcDatakeyPair'
        const pair = await kms[make]({ key_id: ids.get(key), key_spec, additional_authenticated_data: 'pair' })
        const [spki, pkcs8, ciphertext] = ['public_key', 'private_key_plain_text', 'private_key_cipher_text']
          .map((member) => Buffer.from(pair[member], 'base64'))
        assert.deepEqual(await opened(spec, key, ciphertext, 'pair'), pkcs8)
        assert.equal(await opened(spec, key, ciphertext), null)
        assert.equal(await opened(spec, other, ciphertext, 'pair'), null)

        const file = join(folder, `pair-${key_spec}-${index}.der`)
        writeFileSync(file, pkcs8)
        const said = await pkey('-check', '-pubout', '-inform', 'DER', '-in', file)
        assert.match(said, /^Key is valid\n/)
        assert.deepEqual(derOf(said.replace('Key is valid\n', '')), spki)
        if (hash === undefined) continue
        const signature = sign(hash, spki, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
        const own = createPublicKey({ key: spki, format: 'der', type: 'spki' })
        assert.equal(verify(hash, spki, own, signature), true)
        assert.equal(verify(hash, pkcs8, own, signature), false)
      }
    })
  }
})
