// The service encrypts and other programs decrypt, other programs encrypt and the service decrypts: a hundred
// messages a scheme and program, by material that openssl has made and the service has imported.
import assert from 'node:assert/strict'
import { createECDH, createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { Kms } from 'pocket-kms'
import { inLanes } from './lanes.mjs'
import { flippedAt, makeMaterial, messages, texts } from './material.mjs'
import { nodeOaep } from './programs/node-crypto.mjs'
import { openssl } from './programs/openssl.mjs'
import { cryptography, endPython, gmssl } from './programs/python.mjs'
import { codeOf, Service } from './programs/service.mjs'
import { smCryptoCipher } from './programs/sm-crypto.mjs'
import { asn1, inARow, partsOf, partsOfRow } from './programs/sm2-ciphertext.mjs'
import { webcrypto } from './programs/webcrypto.mjs'

const COUNT = 100

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-service-encryption-'))
const kms = await Kms.open()
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})

const material = await makeMaterial(folder, { RSA_2048: 7, RSA_3072: 2, RSA_4096: 1, SM2: 40 })
const service = new Service(kms)
for (const [spec, keys] of Object.entries(material)) {
  for (const key of keys) await service.add(spec, key, 'ENCRYPT_DECRYPT')
}
const RSA = [...material.RSA_2048, ...material.RSA_3072, ...material.RSA_4096]
const { SM2 } = material

/**
 * A program whose own form is the parts in a row: by turns C1 ‖ C3 ‖ C2 (mode 1) and C1 ‖ C2 ‖ C3 (mode 0), and
 * of each every other with the octet 04 in front.
 */
function inRows(program, schemeOf = (mode) => mode) {
  let [encrypted, decrypted] = [0, 0]
  return {
    name: `${program.name} (C1‖C3‖C2 and C1‖C2‖C3)`,
    async encrypt(_, key, plaintext) {
      const [mode, marks] = [encrypted & 1, encrypted >> 1 & 1]
      encrypted++
      return Buffer.concat([Buffer.alloc(marks, 4), await program.encrypt(schemeOf(mode), key, plaintext)])
    },
    decrypt(_, key, ciphertext) {
      const mode = decrypted++ & 1
      return program.decrypt(schemeOf(mode), key, inARow(partsOf(ciphertext), mode))
    },
  }
}
const gmsslScheme = (mode) => mode === 1 ? 'SM2_C1C3C2' : 'SM2_C1C2C3'

const CASES = [
  {
    scheme: 'RSAES_OAEP_SHA_256', spec: 'RSA', keys: RSA, longest: 190,
    programs: [openssl, cryptography, nodeOaep, webcrypto],
  },
  {
    scheme: 'SM2_ENCRYPT', spec: 'SM2', keys: SM2, longest: 500,
    programs: [openssl, inRows(gmssl, gmsslScheme), inRows(smCryptoCipher)],
  },
]

const positions = Array.from({ length: COUNT }, (_, index) => index)
const all = (result) => positions.map(() => result)
const each = (work) => inLanes(positions, work)

for (const { scheme, spec, keys, longest, programs } of CASES) {
  suite(`${scheme} with ${keys.length} ${spec} keys`, () => {
    // Of one byte and two the key stream of SM2 is zero now and then; the standard has it drawn again, which
    // only the service does.
    const sent = texts(COUNT, longest)
    const received = messages(COUNT, longest, 3)
    const keyOf = (index) => keys[index % keys.length]
    const otherKeyOf = (index) => keys[(index + 1) % keys.length]
    const byService = []
    before(async () => {
      byService.push(...await each((index) => service.encrypt(scheme, keyOf(index), sent[index])))
    })

    for (const program of programs) {
      test(`${program.name} decrypts ${COUNT} that the service encrypts`, async (t) => {
        assert.deepEqual(await each((index) => program.decrypt(scheme, keyOf(index), byService[index])), sent)
        t.diagnostic(`${COUNT} decrypted`)
      })

      test(`${program.name} gets nothing out of them with a bit flipped, or by another key`, async (t) => {
        const opened = await each(async (index) => {
          const last = byService[index].length - 1
          const [key, ciphertext] = index % 2
            ? [keyOf(index), flippedAt(byService[index], last)]
            : [otherKeyOf(index), byService[index]]
          return sent[index].equals(await program.decrypt(scheme, key, ciphertext) ?? Buffer.alloc(0))
        })
        assert.deepEqual(opened, all(false))
        t.diagnostic(`${COUNT} refused`)
      })

      suite(`what ${program.name} encrypts`, () => {
        const ciphertexts = []
        before(async () => {
          ciphertexts.push(...await each((index) => program.encrypt(scheme, keyOf(index), received[index])))
        })
        test(`the service decrypts: ${COUNT}`, async (t) => {
          const opened = await each((index) => service.decrypt(scheme, keyOf(index), ciphertexts[index]))
          assert.deepEqual(opened, received)
          t.diagnostic(`${COUNT} decrypted`)
        })

        test('the service refuses with a bit flipped, in any byte, for another key, or with a byte less', async (t) => {
          const wrong = (index) => [
            [keyOf(index), flippedAt(ciphertexts[index], index)],
            [keyOf(index), flippedAt(ciphertexts[index], index)],
            [otherKeyOf(index), ciphertexts[index]],
            [keyOf(index), ciphertexts[index].subarray(0, -1)],
          ][index % 4]
          assert.deepEqual(await each((index) => codeOf(service.decrypt(scheme, ...wrong(index)))), all('KMS.0311'))
          t.diagnostic(`${COUNT} refused`)
        })
      })
    }
  })
}

suite('RSAES_OAEP_SHA_256 at its limits', () => {
  test('the longest plaintext goes both ways, and one byte more is refused', async () => {
    for (const [spec, longest] of [['RSA_2048', 190], ['RSA_3072', 318], ['RSA_4096', 446]]) {
      const [key] = material[spec]
      const [whole, more] = [Buffer.alloc(longest, 'a'), Buffer.alloc(longest + 1, 'a')]
      const scheme = 'RSAES_OAEP_SHA_256'
      assert.deepEqual(await nodeOaep.decrypt(scheme, key, await service.encrypt(scheme, key, whole)), whole)
      assert.deepEqual(await service.decrypt(scheme, key, await nodeOaep.encrypt(scheme, key, whole)), whole)
      assert.equal(await codeOf(service.encrypt(scheme, key, more)), 'KMS.2108')
      assert.throws(() => nodeOaep.encrypt(scheme, key, more))
    }
  })

  for (const other of ['OAEP_SHA_1', 'OAEP_SHA_384', 'OAEP_SHA_256_MGF1_SHA_1', 'OAEP_SHA_256_LABEL', 'PKCS1_V1_5']) {
    test(`the service refuses what openssl encrypts as ${other}`, async () => {
      const [key] = material.RSA_2048
      for (const message of messages(10, 100)) {
        const ciphertext = await openssl.encrypt(other, key, message)
        assert.deepEqual(await openssl.decrypt(other, key, ciphertext), message)
        assert.equal(await codeOf(service.decrypt('RSAES_OAEP_SHA_256', key, ciphertext)), 'KMS.0311')
      }
    })
  }

  test('the service refuses numbers that are none of its modulus', async () => {
    const [key] = material.RSA_2048
    const numbers = [
      Buffer.alloc(256), Buffer.alloc(256, 0xff), Buffer.concat([Buffer.alloc(255), Buffer.of(1)]),
      Buffer.alloc(257, 1), randomBytes(255), randomBytes(512),
    ]
    for (const number of numbers) {
      assert.equal(await codeOf(service.decrypt('RSAES_OAEP_SHA_256', key, number)), 'KMS.0311')
    }
  })
})

suite('SM2_ENCRYPT at its limits', () => {
  const scheme = 'SM2_ENCRYPT'
  const [key, other] = SM2
  // Long enough for the least length of cipher_text without the point, too.
  const plaintext = Buffer.from('SM2 '.repeat(25))

  /** A nonce whose point has coordinates that begin so. */
  function nonceOf(holds) {
    const ecdh = createECDH('SM2')
    for (;;) {
      const point = ecdh.generateKeys()
      if (holds(point[1], point[33])) return Buffer.concat([Buffer.alloc(32), ecdh.getPrivateKey()]).subarray(-32)
    }
  }
  const POINTS = {
    'x begins with 00': (x) => x === 0,
    'y begins with 00': (_, y) => y === 0,
    'x begins with 04, as the octet in front does': (x) => x === 4,
    'x begins with 30, as a SEQUENCE does': (x) => x === 0x30,
    'x and y begin with a bit 1': (x, y) => x >= 0x80 && y >= 0x80,
  }
  for (const [which, holds] of Object.entries(POINTS)) {
    test(`the service decrypts every form where ${which}`, async () => {
      const row = await gmssl.encryptWith('SM2_C1C3C2', key, plaintext, nonceOf(holds))
      assert.ok(holds(row[0], row[32]))
      const parts = partsOfRow(row)
      const forms = [asn1(parts), ...[0, 1].flatMap((mode) => [0, 1].map((marks) =>
        Buffer.concat([Buffer.alloc(marks, 4), inARow(parts, mode)])))]
      for (const form of forms) {
        assert.deepEqual(await service.decrypt(scheme, key, form), plaintext)
        assert.equal(await codeOf(service.decrypt(scheme, other, form)), 'KMS.0311')
      }
    })
  }

  test('the service encrypts one byte, two hundred times, and openssl, gmssl and sm-crypto decrypt it', async () => {
    const byte = Buffer.from('1')
    const decrypters = [
      (ciphertext) => openssl.decrypt(scheme, key, ciphertext),
      (ciphertext) => gmssl.decrypt(scheme, key, ciphertext),
      (ciphertext) => smCryptoCipher.decrypt(1, key, inARow(partsOf(ciphertext), 1)),
    ]
    for (let count = 0; count < 200; count++) {
      const ciphertext = await service.encrypt(scheme, key, byte)
      assert.notDeepEqual(partsOf(ciphertext)[3], byte)
      assert.deepEqual(await decrypters[count % 3](ciphertext), byte)
    }
  })

  test('the service refuses parts that do not belong together', async () => {
    const one = partsOf(await openssl.encrypt(scheme, key, plaintext))
    const two = partsOf(await openssl.encrypt(scheme, key, plaintext))
    const [x, y, hash, cipher] = one
    const zero = Buffer.alloc(32)
    const wrong = {
      'the point of another': [two[0], two[1], hash, cipher],
      'the hash of another': [x, y, two[2], cipher],
      'the cipher of another': [x, y, hash, two[3]],
      'a point that is not on the curve': [x, flippedAt(y, 31), hash, cipher],
      'x and y exchanged': [y, x, hash, cipher],
      'the point (0, 0)': [zero, zero, hash, cipher],
      'a hash of 31 bytes': [x, y, hash.subarray(1), cipher],
      'no cipher': [x, y, hash, Buffer.alloc(0)],
      'SHA-256 for SM3': [x, y, createHash('sha256').update(plaintext).digest(), cipher],
    }
    for (const [what, parts] of Object.entries(wrong)) {
      assert.equal(await codeOf(service.decrypt(scheme, key, asn1(parts))), 'KMS.0311', what)
    }
    for (const [what, parts] of Object.entries(wrong)) {
      for (const mode of [0, 1]) {
        const row = inARow(parts, mode)
        assert.equal(await codeOf(service.decrypt(scheme, key, row)), 'KMS.0311', `${what}, in a row`)
      }
    }
    assert.equal(await codeOf(service.decrypt(scheme, key, Buffer.concat([asn1(one), Buffer.of(0)]))), 'KMS.0311')
    assert.deepEqual(await service.decrypt(scheme, key, asn1(one)), plaintext)
  })

  test('neither algorithm is taken for the other', async () => {
    const [rsa] = RSA
    const ofRsa = await service.encrypt('RSAES_OAEP_SHA_256', rsa, plaintext)
    const ofSm2 = await service.encrypt(scheme, key, plaintext)
    const cases = [
      [scheme, rsa, ofRsa, 'KMS.2106'], ['RSAES_OAEP_SHA_256', rsa, ofSm2, 'KMS.0311'],
      ['RSAES_OAEP_SHA_256', key, ofSm2, 'KMS.0308'], [scheme, key, ofRsa, 'KMS.0311'],
    ]
    for (const [named, which, ciphertext, code] of cases) {
      assert.equal(await codeOf(service.decrypt(named, which, ciphertext)), code)
    }
  })
})
