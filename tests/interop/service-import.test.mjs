// Imports, both ways: what other programs have made and wrapped the service imports, and what the package wraps
// other programs unwrap. What the key does afterwards proves that it is the same.
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { createKey, Kms, wrapKeyMaterial } from 'pocket-kms'
import { inLanes } from './lanes.mjs'
import { derOf, flippedAt, makeMaterial, materialOf, writePublic } from './material.mjs'
import { nodeUnwrap, nodeWrap, RECEIVERS, SENDERS, sm4Wrap } from './programs/import-senders.mjs'
import { nodeSigner } from './programs/node-crypto.mjs'
import { openssl, pkey } from './programs/openssl.mjs'
import { endPython, formats } from './programs/python.mjs'
import { sendByPackage, Service } from './programs/service.mjs'

/** Fifteen keys of each of seven specs are 105 imports a program and algorithm. */
const EACH = 15
/** createKey makes none of these. */
const OF_KMS_ALONE = ['SECP256K1']
const SPECS = ['AES_256', 'SM4', 'RSA_2048', 'EC_P256', 'EC_P384', 'SECP256K1', 'SM2']

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-service-import-'))
const kms = await Kms.open()
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})

const material = await makeMaterial(folder, {
  ...Object.fromEntries(SPECS.map((spec) => [spec, EACH])), ED25519: EACH, RSA_3072: 2, RSA_4096: 1,
})
const service = new Service(kms)
const jobs = SPECS.flatMap((spec) => material[spec].map((key) => ({ spec, key })))

/** By spec: what is signed with it, and the program that verifies it by the key that openssl has made. */
const PROOFS = {
  RSA_2048: ['RSASSA_PSS_SHA_256', nodeSigner], RSA_3072: ['RSASSA_PSS_SHA_256', nodeSigner],
  RSA_4096: ['RSASSA_PSS_SHA_256', nodeSigner], EC_P256: ['ECDSA_SHA_256', nodeSigner],
  EC_P384: ['ECDSA_SHA_384', nodeSigner], SECP256K1: ['ECDSA_SHA_256', nodeSigner],
  ED25519: ['ED25519_SHA_512', nodeSigner], SM2: ['SM2DSA_SM3', openssl],
}

/** Asserts that the service has the material of `key`, and not that of `other`. */
async function assertImported(spec, key, other, key_id) {
  if (!PROOFS[spec]) return assertOpens(spec, key, other, key_id)
  const shown = derOf((await kms.showPublicKey({ key_id })).public_key)
  assert.deepEqual(shown, await publicOf(key))
  assert.notDeepEqual(shown, await publicOf(other))
  if (!existsSync(`${other}.spki.pem`)) writePublic(spec, other, pemOf(await publicOf(other)))
  const [scheme, program] = PROOFS[spec]
  const message = randomBytes(40)
  const signature = await service.sign(scheme, key, message)
  assert.equal(await program.verify(scheme, key, message, signature), true)
  assert.equal(await program.verify(scheme, other, message, signature), false)
  assert.equal(await service.verify(scheme, key, message, await program.sign(scheme, key, message)), true)
  assert.equal(await service.verify(scheme, key, message, await program.sign(scheme, other, message)), false)
}

async function assertOpens(spec, key, other, key_id) {
  const { cipher_text } = await kms.encryptData({ key_id, plain_text: 'imported' })
  const open = (which) => formats('open_blob', spec, which, Buffer.from(cipher_text, 'base64'), Buffer.alloc(0))
  assert.equal(Buffer.from((await open(key)).plaintext, 'hex').toString(), 'imported')
  assert.equal(await open(other), null)
}

const publicKeys = new Map()
/** The public key of what openssl has made, by openssl. */
async function publicOf(key) {
  if (!publicKeys.has(key)) publicKeys.set(key, derOf(await pkey('-pubout', '-in', `${key}.pkcs8.pem`)))
  return publicKeys.get(key)
}
function pemOf(der) {
  const lines = der.toString('base64').replace(/.{1,64}/g, '$&\n')
  return `-----BEGIN PUBLIC KEY-----\n${lines}-----END PUBLIC KEY-----\n`
}
const otherOf = (spec, key) => material[spec].find((other) => other !== key) ?? material.RSA_2048[0]
const usageOf = (spec) => PROOFS[spec] ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT'

const byPackage = { name: 'wrapKeyMaterial', send: sendByPackage }

for (const [algorithm, senders] of Object.entries(SENDERS)) {
  suite(`${algorithm}: the service imports`, () => {
    for (const { name, send } of [...senders, byPackage]) {
      // What the package wraps the other tests of the service import, too; what openssl wraps is what Node does.
      const few = send === sendByPackage || (name === 'openssl' && algorithm === 'RSAES_OAEP_SHA_256')
      const some = few ? jobs.filter((_, index) => index % 3 === 0) : jobs
      test(`${some.length} keys of ${SPECS.length} specs that ${name} wraps, and has them`, async (t) => {
        await inLanes(some, async ({ spec, key }) => {
          const key_id = await service.add(spec, key, usageOf(spec), algorithm, send)
          await assertImported(spec, key, otherOf(spec, key), key_id)
        })
        t.diagnostic(`${some.length} imported, none of them the key of another`)
      })
    }
  })
}

suite('longer keys, and Ed25519', () => {
  for (const [spec, count] of [['RSA_3072', 2], ['RSA_4096', 1], ['ED25519', EACH]]) {
    test(`the service imports ${count} ${spec} that node:crypto wraps by either algorithm`, async () => {
      const ways = [['RSAES_OAEP_SHA_256', SENDERS.RSAES_OAEP_SHA_256[2]], ['SM2_ENCRYPT', SENDERS.SM2_ENCRYPT[1]]]
      for (const [algorithm, { send }] of ways) {
        for (const key of material[spec].slice(0, count)) {
          const key_id = await service.add(spec, key, 'SIGN_VERIFY', algorithm, send)
          await assertImported(spec, key, otherOf(spec, key), key_id)
        }
      }
    })
  }
})

for (const [algorithm, receivers] of Object.entries(RECEIVERS)) {
  const [own, another] = material[algorithm === 'SM2_ENCRYPT' ? 'SM2' : 'RSA_2048']
  suite(`${algorithm}: what wrapKeyMaterial wraps`, () => {
    for (const { name, receive } of receivers) {
      const what = `${jobs.length} keys of ${SPECS.length} specs, to the byte`
      test(`${name} unwraps: ${what}; and none by another key, or with a bit flipped`, async (t) => {
        const public_key = (await publicOf(own)).toString('base64')
        await inLanes(jobs, async ({ spec, key }, index) => {
          const wrapped = await sendByPackage(spec, key, algorithm, public_key)
          const want = materialOf(spec, key)
          assert.deepEqual(await receive(spec, own, wrapped), want)
          assert.notDeepEqual(await receive(spec, another, wrapped), want)

          const member = wrapped.encrypted_privatekey ? 'encrypted_privatekey' : 'encrypted_key_material'
          const bytes = Buffer.from(wrapped[member], 'base64')
          // The last byte of an SM2 ciphertext: gmssl does not compare the hash, so the text changes instead.
          const changed = flippedAt(bytes, wrapped.encrypted_privatekey ? index : bytes.length - 1)
          assert.notDeepEqual(await receive(spec, own, { ...wrapped, [member]: changed.toString('base64') }), want)
        })
        t.diagnostic(`${jobs.length} unwrapped, ${2 * jobs.length} refused`)
      })
    }

    test('a KeyMaterial, and keys that are made for it, are received as what they are', async () => {
      const public_key = (await publicOf(own)).toString('base64')
      const [{ receive }] = receivers
      for (const spec of SPECS) {
        const generated = await wrapKeyMaterial({ public_key, wrapping_algorithm: algorithm, generate: spec })
        const received = await receive(spec, own, generated)
        if (!OF_KMS_ALONE.includes(spec)) {
          const { material: made } = await createKey({ key_alias: 'wrapped', key_spec: spec })
          const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm: algorithm, material: made })
          const bytes = PROOFS[spec] ? made.privateKey('pkcs8-der') : made.secretKey()
          assert.deepEqual(await receive(spec, own, wrapped), Buffer.from(bytes))
          made.dispose()
          assert.notDeepEqual(received, Buffer.from(bytes))
        }
        if (!PROOFS[spec]) assert.equal(received.length, spec === 'SM4' ? 16 : 32)
        else assert.ok(createPublicKey(createPrivateKey({ key: received, format: 'der', type: 'pkcs8' })))
      }
    })
  })
}

suite('the key wrap of the receivers', () => {
  test('is the same by node:crypto, by the cryptography package, and by what stands in for it with SM4', async () => {
    for (let length = 9; length < 60; length++) {
      const [kek, data] = [randomBytes(32), randomBytes(length)]
      const wrapped = nodeWrap(kek, data)
      const hex = wrapped.toString('hex')
      assert.deepEqual(await formats('wrap_both', 'AES_256', '', kek, data), [hex, hex])
      assert.deepEqual(nodeUnwrap(kek, wrapped), data)
      assert.throws(() => nodeUnwrap(kek, flippedAt(wrapped, length)))
      const sm4 = await sm4Wrap(kek.subarray(0, 16), data)
      assert.equal(sm4.length, wrapped.length)
      assert.equal(await formats('unwrap_sm4', 'SM2', '', kek.subarray(0, 16), sm4), data.toString('hex'))
      assert.equal(await formats('unwrap_sm4', 'SM2', '', kek.subarray(16), sm4), null)
    }
  })
})
