// Private keys that are not what they should be, each refused on both sides of an import; and those at the edge,
// which are not.
import assert from 'node:assert/strict'
import { createECDH, createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { Kms, wrapKeyMaterial } from 'pocket-kms'
import { flippedAt, makeMaterial, materialOf } from './material.mjs'
import { opensslCommand } from './programs/openssl.mjs'
import { endPython, plant } from './programs/python.mjs'
import { codeOf } from './programs/service.mjs'
import { tlv } from './programs/sm2-ciphertext.mjs'
import { base64, pair, Waiting } from './waiting.mjs'

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-import-keys-'))
const kms = await Kms.open()
const waiting = new Waiting(kms)
after(async () => {
  endPython()
  rmSync(folder, { recursive: true })
  await kms.close()
})

const material = await makeMaterial(folder, {
  RSA_2048: 2, RSA_3072: 1, EC_P256: 1, EC_P384: 1, SECP256K1: 1, SM2: 1, ED25519: 1,
})
const first = (spec) => materialOf(spec, material[spec][0])

const loaded = (key) => createPrivateKey({ key, format: 'der', type: 'pkcs8' })

suite('containers', () => {
  const octets = (...contents) => tlv(4, ...contents)
  const integer = (...bytes) => tlv(2, Buffer.from(bytes))
  const oid = (hex) => tlv(6, Buffer.from(hex, 'hex'))
  const EC = oid('2a8648ce3d0201')
  const [P_256, P_384, K_256, SM2] = ['2a8648ce3d030107', '2b81040022', '2b8104000a', '2a811ccf5501822d'].map(oid)
  const info = (algorithm, ...rest) => tlv(0x30, integer(0), algorithm, ...rest)
  const ecdh = createECDH('prime256v1')
  const point = ecdh.generateKeys()
  const other = createECDH('prime256v1').generateKeys()
  const scalar = Buffer.concat([Buffer.alloc(32), ecdh.getPrivateKey()]).subarray(-32)
  const bits = (bytes) => tlv(0xa1, tlv(3, Buffer.of(0), bytes))
  const ecKey = (secret, ...rest) => octets(tlv(0x30, integer(1), octets(secret), ...rest))
  const P_256_KEY = tlv(0x30, EC, P_256)
  const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
  const minusOne = Buffer.concat([ORDER.subarray(0, 31), Buffer.of(0x50)])
  const compressed = Buffer.concat([Buffer.of(2 + (point[64] & 1)), point.subarray(1, 33)])
  const negated = Buffer.concat([Buffer.of(5 - compressed[0]), point.subarray(1, 33)])
  const sound = info(P_256_KEY, ecKey(scalar, bits(point)))
  /** PKCS#8 of RFC 5958, which has a place for the public key. */
  const version2 = (key, claimed) => tlv(0x30, integer(1), P_256_KEY, key, tlv(0x81, Buffer.of(0), claimed))

  const ACCEPTED = {
    'a key with its public key': sound,
    'a key without its public key': info(P_256_KEY, ecKey(scalar)),
    'a key that names its curve twice': info(P_256_KEY, ecKey(scalar, tlv(0xa0, P_256), bits(point))),
    'a key with its public key compressed': info(P_256_KEY, ecKey(scalar, bits(compressed))),
    'version 2, with the public key outside': version2(ecKey(scalar), point),
  }
  for (const [which, der] of Object.entries(ACCEPTED)) {
    test(`${which} is accepted`, async () => {
      assert.equal(await waiting.imported('EC_P256', pair(der)), 'accepted')
    })
  }

  const inside = tlv(0x30, integer(1), octets(scalar), bits(point))
  assert.equal(sound[1], 0x81)
  const REFUSED = {
    'the public key of another': info(P_256_KEY, ecKey(scalar, bits(other))),
    'the public key of another outside': version2(ecKey(scalar), other),
    'its own inside, that of another outside': version2(ecKey(scalar, bits(point)), other),
    'a public key with y negated': info(P_256_KEY, ecKey(scalar, bits(negated))),
    'a public key that is not on the curve': info(P_256_KEY, ecKey(scalar, bits(flippedAt(point, 64)))),
    'the point at infinity for public key': info(P_256_KEY, ecKey(scalar, bits(Buffer.of(0)))),
    'an empty public key': info(P_256_KEY, ecKey(scalar, bits(Buffer.alloc(0)))),
    'the scalar 0': info(P_256_KEY, ecKey(Buffer.alloc(32))),
    'the scalar n - 1': info(P_256_KEY, ecKey(minusOne)),
    'the scalar n': info(P_256_KEY, ecKey(ORDER)),
    'a scalar above n': info(P_256_KEY, ecKey(Buffer.alloc(32, 0xff))),
    'a scalar of 31 bytes': info(P_256_KEY, ecKey(scalar.subarray(1))),
    'a scalar of 33 bytes': info(P_256_KEY, ecKey(Buffer.concat([Buffer.of(0), scalar]))),
    'no scalar': info(P_256_KEY, ecKey(Buffer.alloc(0))),
    'another curve outside': info(tlv(0x30, EC, K_256), ecKey(scalar)),
    'another curve inside': info(P_256_KEY, ecKey(scalar, tlv(0xa0, K_256), bits(point))),
    'no curve': info(tlv(0x30, EC), ecKey(scalar)),
    'NULL for a curve': info(tlv(0x30, EC, tlv(5)), ecKey(scalar)),
    'the algorithm of RSA': info(tlv(0x30, oid('2a864886f70d010101'), P_256), ecKey(scalar)),
    'id-ecDH for id-ecPublicKey': info(tlv(0x30, oid('2b8104010c'), P_256), ecKey(scalar)),
    'version 2 of PKCS#8 that is not': tlv(0x30, integer(2), P_256_KEY, ecKey(scalar)),
    'version 0 of ECPrivateKey': info(P_256_KEY, octets(tlv(0x30, integer(0), octets(scalar)))),
    'SEC 1 without PKCS#8': tlv(0x30, integer(1), octets(scalar), tlv(0xa0, P_256), bits(point)),
    'a byte behind it': Buffer.concat([sound, Buffer.of(0)]),
    'a byte behind the key inside': info(P_256_KEY, octets(inside, Buffer.of(0))),
    'a byte less': sound.subarray(0, -1),
    'half of it': sound.subarray(0, sound.length >> 1),
    'its first ten bytes': sound.subarray(0, 10),
    'an indefinite length (BER)': Buffer.concat([Buffer.of(0x30, 0x80), sound.subarray(3), Buffer.of(0, 0)]),
    'a length in more bytes than it needs (BER)':
      Buffer.concat([Buffer.of(0x30, 0x82, 0, sound.length - 3), sound.subarray(3)]),
    'a SEQUENCE that is a SET': Buffer.concat([Buffer.of(0x31), sound.subarray(1)]),
    'an octet string in two parts (BER)':
      info(P_256_KEY, tlv(0x24, octets(inside.subarray(0, 20)), octets(inside.subarray(20)))),
    'PEM': Buffer.from(`-----BEGIN PRIVATE KEY-----\n${base64(sound)}\n-----END PRIVATE KEY-----\n`),
    'Base64': Buffer.from(base64(sound)),
    'the public key alone': createPublicKey(loaded(sound)).export({ format: 'der', type: 'spki' }),
    'random bytes': randomBytes(138),
    'zeros': Buffer.alloc(138),
    'a length of 4 GiB': Buffer.concat([Buffer.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff), sound]),
    'a thousand SEQUENCEs in each other': Buffer.concat([Buffer.alloc(1000, Buffer.of(0x30, 0x80)), sound]),
  }
  for (const [which, der] of Object.entries(REFUSED)) {
    test(`${which}: KMS.2609 to the sender, KMS.0311 from the receiver`, () => waiting.refusedByBoth('EC_P256', der))
  }

  test('a bit flipped in any byte of the container, not of the scalar, is refused', async () => {
    const start = sound.indexOf(scalar)
    const { public_key } = await waiting.key('SM4', 'SM2_ENCRYPT')
    const accepted = []
    for (let index = 0; index < sound.length; index++) {
      const wrapping_algorithm = 'SM2_ENCRYPT'
      const request = { public_key, wrapping_algorithm, key_spec: 'EC_P256', material: flippedAt(sound, index) }
      if (await codeOf(wrapKeyMaterial(request)) === 'accepted') accepted.push(index - start)
    }
    // With the point beside it no scalar but one fits.
    assert.deepEqual(accepted, [])
  })

  test('encrypted PKCS#8: KMS.2609 to the sender, KMS.0311 from the receiver', async () => {
    const how = { format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' }
    await waiting.refusedByBoth('EC_P256', loaded(sound).export(how))
  })

  test('explicit parameters of the curve, by openssl: KMS.2609 to the sender, KMS.0311 from the receiver', async () => {
    const file = join(folder, 'explicit.der')
    const made = join(folder, 'made.pem')
    const options = ['-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:explicit']
    await opensslCommand('genpkey', '-quiet', '-algorithm', 'EC', ...options, '-out', made)
    await opensslCommand('pkcs8', '-topk8', '-nocrypt', '-outform', 'DER', '-in', made, '-out', file)
    await waiting.refusedByBoth('EC_P256', readFileSync(file))
  })

  test('a key of every spec for every other spec: KMS.0311', async () => {
    const specs = ['RSA_2048', 'RSA_3072', 'EC_P256', 'EC_P384', 'SECP256K1', 'SM2', 'ED25519']
    for (const spec of specs) {
      for (const given of specs) {
        const code = spec === given ? 'accepted' : 'KMS.0311'
        assert.equal(await waiting.imported(spec, pair(first(given))), code, `${given} for ${spec}`)
      }
    }
  })

  test('a scalar below both orders under the curves of the others: what the container says counts', async () => {
    const small = Buffer.concat([Buffer.alloc(31), Buffer.of(7)])
    const curves = [['EC_P256', P_256], ['SECP256K1', K_256], ['SM2', SM2]]
    for (const [spec, curve] of curves) {
      for (const [named, oid] of curves) {
        const code = spec === named ? 'accepted' : 'KMS.0311'
        assert.equal(await waiting.imported(spec, pair(info(tlv(0x30, EC, oid), ecKey(small)))), code)
      }
      assert.equal(await waiting.imported(spec, pair(info(tlv(0x30, EC, P_384), ecKey(small)))), 'KMS.0311')
    }
  })
})

suite('RSA keys', () => {
  const sound = join(folder, 'RSA_2048')
  const planted = async (fault) => readFileSync(join(await plant(fault, sound), '0.pkcs8.der'))

  const HARMLESS = [
    'nothing', 'p and q exchanged', 'd modulo (p - 1) * (q - 1)', 'p = 1 modulo 2^9',
    'p just above sqrt(2) * 2^(bits/2 - 1)',
  ]
  for (const fault of HARMLESS) {
    test(`${fault === 'nothing' ? 'a sound key' : fault}, of which nothing is wrong, is accepted`, async () => {
      assert.equal(await waiting.imported('RSA_2048', pair(await planted(fault))), 'accepted')
    })
  }

  const FAULTS = [
    'n + 1', 'd + 1', 'dP + 1', 'dQ + 1', 'qInv + 1', 'a composite p', 'p close to q', 'p = q', 'p longer than q',
    'p = 1 modulo e', 'e = 1', 'e = 3', 'e + 2',
  ]
  for (const fault of FAULTS) {
    test(`${fault}: KMS.2609 to the sender, KMS.0311 from the receiver`, async () => waiting.refusedByBoth('RSA_2048', await planted(fault)))
  }

  const generated = async (name, ...args) => {
    const [pem, der] = [join(folder, `${name}.pem`), join(folder, `${name}.der`)]
    await opensslCommand('genpkey', '-quiet', ...args, '-out', pem)
    await opensslCommand('pkcs8', '-topk8', '-nocrypt', '-outform', 'DER', '-in', pem, '-out', der)
    return readFileSync(der)
  }
  const MADE = {
    'of 2047 bits': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2047'],
    'of 2056 bits': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2056'],
    'of 1024 bits': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
    'of three primes': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-pkeyopt', 'rsa_keygen_primes:3'],
    'with e = 3': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-pkeyopt', 'rsa_keygen_pubexp:3'],
    'for PSS alone (id-RSASSA-PSS)': ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048'],
  }
  for (const [which, args] of Object.entries(MADE)) {
    test(`a key of openssl's ${which}: KMS.2609 to the sender, KMS.0311 from the receiver`, async () => {
      await waiting.refusedByBoth('RSA_2048', await generated(which.replace(/\W/g, '-'), ...args))
    })
  }

  test('PKCS#1 without PKCS#8, cut off, with a byte more: KMS.2609 to the sender, KMS.0311 from the receiver', async () => {
    const pkcs8 = first('RSA_2048')
    const pkcs1 = loaded(pkcs8).export({ format: 'der', type: 'pkcs1' })
    const wrong = [pkcs1, pkcs8.subarray(0, -1), pkcs8.subarray(0, 600), Buffer.concat([pkcs8, Buffer.of(0)])]
    for (const der of wrong) await waiting.refusedByBoth('RSA_2048', der)
  })

  test('a bit flipped in any byte of the container: KMS.2609', async (t) => {
    const pkcs8 = first('RSA_2048')
    const { public_key } = await waiting.key('SM4', 'SM2_ENCRYPT')
    const accepted = []
    for (let index = 0; index < pkcs8.length; index += index < 40 ? 1 : 7) {
      const wrapping_algorithm = 'SM2_ENCRYPT'
      const request = { public_key, wrapping_algorithm, key_spec: 'RSA_2048', material: flippedAt(pkcs8, index) }
      if (await codeOf(wrapKeyMaterial(request)) === 'accepted') accepted.push(index)
    }
    assert.deepEqual(accepted, [])
    t.diagnostic(`${40 + Math.ceil((pkcs8.length - 40) / 7)} refused`)
  })
})

