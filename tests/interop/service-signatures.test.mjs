// The service signs and other programs verify, other programs sign and the service verifies: a hundred
// messages a scheme and program, by material that openssl has made and the service has imported.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { Kms } from 'pocket-kms'
import { inLanes } from './lanes.mjs'
import { flippedAt, makeMaterial, messages } from './material.mjs'
import { nodeSigner } from './programs/node-crypto.mjs'
import { openssl } from './programs/openssl.mjs'
import { cryptodome, cryptography, endPython, gmssl } from './programs/python.mjs'
import { codeOf, Service } from './programs/service.mjs'
import { smCrypto } from './programs/sm-crypto.mjs'
import { webcrypto } from './programs/webcrypto.mjs'

const COUNT = 100
const LONGEST = 4095

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-service-signatures-'))
const kms = await Kms.open()
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})

const material = await makeMaterial(folder, {
  RSA_2048: 7, RSA_3072: 2, RSA_4096: 1, EC_P256: 40, EC_P384: 40, SECP256K1: 40, ED25519: 40, SM2: 40,
})
const service = new Service(kms)
for (const [spec, keys] of Object.entries(material)) {
  for (const key of keys) await service.add(spec, key, 'SIGN_VERIFY')
}

const { RSA_2048, RSA_3072, RSA_4096, EC_P256, EC_P384, SECP256K1, ED25519, SM2 } = material
const PROGRAMS = [openssl, cryptography, nodeSigner, webcrypto]
const RSA = { spec: 'RSA', keys: [...RSA_2048, ...RSA_3072, ...RSA_4096], programs: PROGRAMS }
const CURVE = { programs: PROGRAMS, other: ['ECDSA_SHA_512', 'KMS.0332'] }

/** `other`: an algorithm that the key's signature is not of, and what the service says to it. */
const CASES = [
  { scheme: 'RSASSA_PSS_SHA_256', ...RSA, other: ['RSASSA_PKCS1_V1_5_SHA_256', false] },
  { scheme: 'RSASSA_PSS_SHA_384', ...RSA, other: ['RSASSA_PSS_SHA_512', false] },
  { scheme: 'RSASSA_PSS_SHA_512', ...RSA, other: ['RSASSA_PSS_SHA_256', false] },
  { scheme: 'RSASSA_PKCS1_V1_5_SHA_256', ...RSA, other: ['RSASSA_PKCS1_V1_5_SHA_512', false] },
  { scheme: 'RSASSA_PKCS1_V1_5_SHA_384', ...RSA, other: ['RSASSA_PSS_SHA_384', false] },
  { scheme: 'RSASSA_PKCS1_V1_5_SHA_512', ...RSA, other: ['RSASSA_PKCS1_V1_5_SHA_384', false] },
  { scheme: 'ECDSA_SHA_256', spec: 'EC_P256', keys: EC_P256, ...CURVE },
  { scheme: 'ECDSA_SHA_384', spec: 'EC_P384', keys: EC_P384, ...CURVE },
  { scheme: 'ECDSA_SHA_256', spec: 'SECP256K1', keys: SECP256K1, ...CURVE, programs: PROGRAMS.slice(0, 3) },
  {
    scheme: 'ED25519_SHA_512', spec: 'ED25519', keys: ED25519, programs: PROGRAMS,
    other: ['ED25519_PH_SHA_512', false],
  },
  {
    scheme: 'ED25519_PH_SHA_512', spec: 'ED25519', keys: ED25519, programs: [cryptodome],
    other: ['ED25519_SHA_512', false],
  },
  {
    scheme: 'SM2DSA_SM3', spec: 'SM2', keys: SM2, programs: [openssl, gmssl, smCrypto],
    other: ['ECDSA_SHA_256', 'KMS.0332'],
  },
]

const positions = Array.from({ length: COUNT }, (_, index) => index)
const all = (result) => positions.map(() => result)
const each = (work) => inLanes(positions, work)

for (const { scheme, spec, keys, programs, other } of CASES) {
  suite(`${scheme} with ${keys.length} ${spec} keys`, () => {
    const texts = messages(COUNT, LONGEST)
    const keyOf = (index) => keys[index % keys.length]
    const otherKeyOf = (index) => keys[(index + 1) % keys.length]
    const byService = []
    before(async () => {
      byService.push(...await each((index) => service.sign(scheme, keyOf(index), texts[index])))
    })

    for (const program of programs) {
      test(`${program.name} verifies ${COUNT} that the service signs`, async (t) => {
        const verdicts = await each((index) => program.verify(scheme, keyOf(index), texts[index], byService[index]))
        assert.deepEqual(verdicts, all(true))
        t.diagnostic(`${COUNT} verified`)
      })

      test(`${program.name} refuses them with a bit flipped, of another key, for another message`, async (t) => {
        const wrong = (index) => [
          [keyOf(index), texts[index], flippedAt(byService[index], byService[index].length - 1)],
          [otherKeyOf(index), texts[index], byService[index]],
          [keyOf(index), flippedAt(texts[index], index), byService[index]],
        ][index % 3]
        const some = positions.slice(0, 30)
        const verdicts = await inLanes(some, (index) => program.verify(scheme, ...wrong(index)))
        assert.deepEqual(verdicts, some.map(() => false))
        t.diagnostic(`${some.length} refused`)
      })

      suite(`what ${program.name} signs`, () => {
        const signatures = []
        before(async () => {
          signatures.push(...await each((index) => program.sign(scheme, keyOf(index), texts[index])))
        })
        const verdicts = (key, message, signature, named = scheme) => each((index) =>
          service.verify(named, key(index), message(index), signature(index)))
        const [text, signature] = [(index) => texts[index], (index) => signatures[index]]

        test(`the service verifies: ${COUNT}`, async (t) => {
          assert.deepEqual(await verdicts(keyOf, text, signature), all(true))
          t.diagnostic(`${COUNT} verified`)
        })

        test('the service refuses with a bit flipped, in any byte', async (t) => {
          assert.deepEqual(await verdicts(keyOf, text, (index) => flippedAt(signatures[index], index)), all(false))
          t.diagnostic(`${COUNT} refused`)
        })

        test('the service refuses for another key, or for another message', async (t) => {
          const isOdd = (index) => index % 2 === 1
          assert.deepEqual(await verdicts(
            (index) => isOdd(index) ? keyOf(index) : otherKeyOf(index),
            (index) => isOdd(index) ? flippedAt(texts[index], index) : texts[index],
            signature), all(false))
          t.diagnostic(`${COUNT} refused`)
        })

        test(`the service refuses as ${other[0]}, cut off, and with a byte more`, async (t) => {
          const [named, expected] = other
          const answer = async (index) => {
            const verdict = service.verify(named, keyOf(index), texts[index], signatures[index])
            return expected === false ? verdict : codeOf(verdict)
          }
          assert.deepEqual(await each(answer), all(expected))
          assert.deepEqual(await verdicts(keyOf, text, (index) => signatures[index].subarray(0, -1)), all(false))
          assert.deepEqual(
            await verdicts(keyOf, text, (index) => Buffer.concat([signatures[index], Buffer.of(0)])), all(false))
          t.diagnostic(`${3 * COUNT} refused`)
        })
      })
    }
  })
}
