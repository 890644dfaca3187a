// Keys of other programs in forms of theirs, converted; what is converted in the hands of other programs;
// SM2 ciphertexts and signatures in the layouts of each.
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, ECDH, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { exportJWK, importPKCS8 } from 'jose'
import { convertCiphertext, convertKey, convertSignature, isKmsError } from 'pocket-kms'
import smCryptoPackage from 'sm-crypto'
import { inLanes } from './lanes.mjs'
import { derOf, makeMaterial, messages } from './material.mjs'
import { openssl, opensslCommand, opensslFilter } from './programs/openssl.mjs'
import { cryptography, endPython, gmssl } from './programs/python.mjs'
import { smCrypto, smCryptoCipher } from './programs/sm-crypto.mjs'

const COUNT = 50
const CURVES = { EC_P256: 'prime256v1', EC_P384: 'secp384r1', SECP256K1: 'secp256k1', SM2: 'SM2' }
const LENGTHS = { EC_P256: 32, EC_P384: 48, SECP256K1: 32, SM2: 32 }

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-convert-'))
after(() => {
  endPython()
  rmSync(folder, { recursive: true })
})

const keys = await makeMaterial(folder, { RSA_2048: 3, EC_P256: 20, EC_P384: 20, SECP256K1: 20, ED25519: 20, SM2: 20 })
const pem = (key) => readFileSync(`${key}.pkcs8.pem`, 'utf8')
const publicDer = new Map()
before(async () => {
  for (const key of Object.values(keys).flat()) {
    const written = await opensslCommand('pkey', '-in', `${key}.pkcs8.pem`, '-pubout')
    publicDer.set(key, derOf(written.toString()))
    writeFileSync(`${key}.spki.pem`, written)
    writeFileSync(`${key}.spki.der`, publicDer.get(key))
  }
})
const converted = async (key, to, more) => (await convertKey({ key, to, ...more })).key
const bytes = (value) => Buffer.from(value)
const every = (spec, work) => inLanes(keys[spec], work)

suite('a private key that openssl has made', () => {
  for (const spec of Object.keys(keys)) {
    test(`of ${spec} has the public key that openssl finds, and is sound to openssl when it is written again`, () =>
      every(spec, async (key) => {
        assert.deepEqual(bytes(await converted(pem(key), 'spki-der')), publicDer.get(key))
        for (const to of ['pkcs8-pem', 'pkcs8-der']) {
          const format = to.slice(6)
          const again = await converted(pem(key), to)
          const read = await opensslFilter(again, 'pkey', '-inform', format, '-check', '-pubout', '-outform', 'DER')
          assert.deepEqual(read.subarray(-publicDer.get(key).length), publicDer.get(key))
        }
      }))
  }

  // openssl has no traditional form of SM2, and no compressed point in an SPKI.
  for (const spec of ['RSA_2048', 'EC_P256', 'EC_P384', 'SECP256K1']) {
    test(`of ${spec} is the same in its traditional form`, () =>
      every(spec, async (key) => {
        for (const form of ['PEM', 'DER']) {
          const old = await opensslCommand('pkey', '-in', `${key}.pkcs8.pem`, '-traditional', '-outform', form)
          assert.deepEqual(bytes(await converted(old, 'spki-der')), publicDer.get(key))
        }
      }))
  }

  for (const [spec, curve] of Object.entries(CURVES)) {
    test(`of ${spec} is read behind the parameters of its curve`, async () => {
      const written = await opensslCommand('ecparam', '-name', curve, '-genkey')
      const expected = await opensslFilter(written, 'pkey', '-pubout')
      assert.match(written.toString(), /BEGIN (EC|SM2) PARAMETERS/)
      assert.equal(await converted(written, 'spki-pem'), expected.toString())
    })
  }
})

suite('a JSON Web Key', () => {
  for (const spec of Object.keys(keys).filter((spec) => spec !== 'SM2')) {
    test(`of ${spec} that Node or jose has written is the same key, and ours is the same to Node`, () =>
      every(spec, async (key) => {
        const ours = await converted(pem(key), 'jwk')
        const node = createPrivateKey(pem(key)).export({ format: 'jwk' })
        assert.deepEqual({ ...ours }, node)
        const written = [node]
        if (spec === 'EC_P256') written.push(await exportJWK(await importPKCS8(pem(key), 'ES256', { extractable: true })))
        for (const jwk of written) {
          const again = createPrivateKey(await converted({ ...jwk, kid: 'a', use: 'sig' }, 'pkcs8-pem'))
          assert.ok(again.equals(createPrivateKey(pem(key))))
        }
        const publicHalf = createPublicKey(pem(key)).export({ format: 'jwk' })
        assert.deepEqual({ ...(await converted(pem(key), 'public-jwk')) }, publicHalf)
        assert.deepEqual(bytes(await converted(publicHalf, 'spki-der')), publicDer.get(key))
      }))

    test(`of ${spec}, written as DER, is one key to the cryptography package`, () =>
      every(spec, async (key) => {
        const copy = `${key}.copy`
        writeFileSync(`${copy}.pkcs8.der`, await converted(createPrivateKey(pem(key)).export({ format: 'jwk' }), 'pkcs8-der'))
        writeFileSync(`${copy}.spki.der`, publicDer.get(key))
        assert.equal(await cryptography.loads(spec, copy), true)
      }))
  }
})

suite('a point', () => {
  for (const [spec, curve] of Object.entries(CURVES)) {
    test(`of ${spec} is compressed as Node compresses it, and read from its short form`, () =>
      every(spec, async (key) => {
        const long = bytes(await converted(pem(key), 'public-raw'))
        const short = bytes(await converted(pem(key), 'public-raw-compressed'))
        assert.deepEqual(ECDH.convertKey(long, curve, undefined, undefined, 'compressed'), short)
        for (const point of [long, short]) {
          assert.deepEqual(bytes(await converted(point, 'spki-der', { key_spec: spec })), publicDer.get(key))
        }
        if (spec === 'SM2') return
        const args = ['-pubin', '-in', `${key}.spki.pem`, '-pubout', '-outform', 'DER', '-ec_conv_form', 'compressed']
        const compressed = await opensslCommand('pkey', ...args)
        assert.ok(compressed.length < publicDer.get(key).length)
        assert.deepEqual(bytes(await converted(compressed, 'spki-der')), publicDer.get(key))
      }))

    test(`of ${spec} is there for the x that Node finds one for, and for no other`, async () => {
      const counts = { true: 0, false: 0 }
      for (let index = 0; index < COUNT; index++) {
        const short = Buffer.concat([Buffer.of(2 + (index % 2)), randomBytes(LENGTHS[spec])])
        const node = attempt(() => ECDH.convertKey(short, curve, undefined, undefined, 'uncompressed'))
        const ours = await converted(short, 'public-raw', { key_spec: spec }).then(bytes, refusal)
        assert.deepEqual(ours, node)
        counts[node !== null]++
      }
      assert.ok(counts.true > 0 && counts.false > 0)
    })
  }
})

suite('a raw key of sm-crypto', () => {
  const { sm2 } = smCryptoPackage

  test('is a key of openssl once it is PKCS#8, with the same point', async () => {
    for (let index = 0; index < COUNT; index++) {
      const { privateKey, publicKey } = sm2.generateKeyPairHex()
      const written = await converted(privateKey, 'pkcs8-pem', { key_spec: 'SM2' })
      const read = await opensslFilter(written, 'pkey', '-check', '-pubout', '-outform', 'DER')
      assert.equal(read.subarray(-65).toString('hex'), publicKey)
      assert.equal(await converted(written, 'raw', { encoding: 'hex' }), privateKey)
      const short = sm2.compressPublicKeyHex(publicKey)
      assert.equal(await converted(short, 'public-raw', { key_spec: 'SM2', encoding: 'hex' }), publicKey)
    }
  })

  test('and of openssl is a raw one of sm-crypto', () =>
    every('SM2', async (key) => {
      const [scalar, point] = await Promise.all(
        ['raw', 'public-raw'].map((to) => converted(pem(key), to, { encoding: 'hex' })),
      )
      const signature = sm2.doSignature('message', scalar, { hash: true, der: true, publicKey: point })
      const message = Buffer.from('message')
      assert.equal(await openssl.verify('SM2DSA_SM3', key, message, Buffer.from(signature, 'hex')), true)
    }))
})

/** Programs with a layout of their own, which is without the octet 04. */
const LAYOUTS = [
  ['C1C3C2', 'sm-crypto', smCryptoCipher, 1],
  ['C1C2C3', 'sm-crypto', smCryptoCipher, 0],
  ['C1C3C2', 'gmssl', gmssl, 'SM2_C1C3C2'],
  ['C1C2C3', 'gmssl', gmssl, 'SM2_C1C2C3'],
]

suite('an SM2 ciphertext', () => {
  for (const [layout, name, program, mode] of LAYOUTS) {
    test(`of ${name} in ${layout} is decrypted by openssl, and one of openssl by ${name}`, () =>
      inLanes(messages(COUNT, 300, 16), async (message, index) => {
        const key = keys.SM2[index % keys.SM2.length]
        const given = bytes(await program.encrypt(mode, key, message))
        const asn1 = bytes(await convertCiphertext({ ciphertext: given, from: layout, to: 'ASN1' }))
        assert.deepEqual(await openssl.decrypt('SM2_ENCRYPT', key, asn1), message)
        const marked = await convertCiphertext({ ciphertext: asn1, to: layout })
        assert.deepEqual(bytes(marked), Buffer.concat([Buffer.of(4), given]))

        const theirs = await openssl.encrypt('SM2_ENCRYPT', key, message)
        const raw = bytes(await convertCiphertext({ ciphertext: theirs.toString('base64'), to: layout }))
        assert.deepEqual(await program.decrypt(mode, key, raw.subarray(1)), message)
        assert.deepEqual(bytes(await convertCiphertext({ ciphertext: raw, from: layout, to: 'ASN1' })), theirs)
      }))
  }

  test('in the wrong layout is decrypted by nobody', async () => {
    const [key] = keys.SM2
    const given = bytes(await smCryptoCipher.encrypt(1, key, Buffer.from('a message of more than one block of 32 bytes')))
    const wrong = bytes(await convertCiphertext({ ciphertext: given, from: 'C1C2C3', to: 'ASN1' }))
    assert.equal(await openssl.decrypt('SM2_ENCRYPT', key, wrong), null)
  })
})

suite('an SM2 signature', () => {
  const { sm2 } = smCryptoPackage
  const point = (key) => publicDer.get(key).subarray(-65).toString('hex')

  test('of openssl is one of r ‖ s to sm-crypto, and the other way round', () =>
    inLanes(messages(COUNT, 300), async (message, index) => {
      const key = keys.SM2[index % keys.SM2.length]
      const theirs = await openssl.sign('SM2DSA_SM3', key, message)
      const raw = await convertSignature({ signature: theirs, to: 'RAW', encoding: 'hex' })
      assert.equal(raw.length, 128)
      assert.equal(sm2.doVerifySignature([...message], raw, point(key), { hash: true }), true)
      assert.deepEqual(bytes(await convertSignature({ signature: raw, to: 'DER' })), theirs)

      const scalar = await converted(pem(key), 'raw', { encoding: 'hex' })
      const ours = sm2.doSignature([...message], scalar, { hash: true, publicKey: point(key) })
      const der = bytes(await convertSignature({ signature: ours, to: 'DER' }))
      assert.equal(await openssl.verify('SM2DSA_SM3', key, message, der), true)
      assert.equal(await smCrypto.verify('SM2DSA_SM3', key, message, der), true)
    }))
})

function attempt(work) {
  try {
    return work()
  } catch {
    return null
  }
}

function refusal(error) {
  if (isKmsError(error)) return null
  throw error
}
