// The keys that createKey makes, in the hands of programs that know nothing of it: each form is loaded and
// used, and what one program does with the private key another undoes with the public key.
//   node --test tests/interop/
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { inLanes } from './lanes.mjs'
import { makeKeys } from './make-keys.mjs'
import { nodeCrypto } from './programs/node-crypto.mjs'
import { openssl, pkey } from './programs/openssl.mjs'
import { cryptography, endPython, faults, gmssl } from './programs/python.mjs'
import { converted, webcrypto } from './programs/webcrypto.mjs'

const folder = mkdtempSync(join(tmpdir(), 'pocket-kms-interop-'))
after(() => {
  endPython()
  rmSync(folder, { recursive: true })
})
/** How many keys of each spec are made. RSA comes first: it takes longest. */
const COUNTS = {
  RSA_4096: 3, RSA_3072: 3, RSA_2048: 20, EC_P256: 100, EC_P384: 100, SM2: 100, AES_256: 100, SM4: 100,
}
const { keys, keyIds } = await makeKeys(folder, COUNTS)

const RSA = ['RSA_2048', 'RSA_3072', 'RSA_4096']
const PAIRS = [...RSA, 'EC_P256', 'EC_P384', 'SM2']
const SIGNATURES = [
  { scheme: 'RSASSA_PSS_SHA_256', specs: RSA, programs: [openssl, cryptography, webcrypto] },
  { scheme: 'RSASSA_PKCS1_V1_5_SHA_256', specs: RSA, programs: [openssl, cryptography, webcrypto] },
  { scheme: 'ECDSA_SHA_256', specs: ['EC_P256'], programs: [openssl, cryptography, webcrypto] },
  { scheme: 'ECDSA_SHA_384', specs: ['EC_P384'], programs: [openssl, cryptography, webcrypto] },
  { scheme: 'SM2DSA_SM3', specs: ['SM2'], programs: [openssl, gmssl] },
]
const CIPHERS = [
  { scheme: 'RSAES_OAEP_SHA_256', specs: RSA, programs: [openssl, cryptography, webcrypto] },
  { scheme: 'SM2_ENCRYPT', specs: ['SM2'], programs: [openssl, gmssl] },
  { scheme: 'AES_256_GCM', specs: ['AES_256'], programs: [nodeCrypto, cryptography, webcrypto] },
  { scheme: 'SM4_CBC', specs: ['SM4'], programs: [nodeCrypto, cryptography, gmssl] },
]
/** The forms that WebCrypto turns into each other: one in its own name and file, and the JSON Web Key. */
const PRIVATE = { format: 'pkcs8', file: 'pkcs8.der', jwkFile: 'private.jwk', usage: 'sign' }
const PUBLIC = { format: 'spki', file: 'spki.der', jwkFile: 'public.jwk', usage: 'verify' }
const SECRET = { format: 'raw', file: 'raw', jwkFile: 'jwk', usage: 'encrypt' }
const CONVERSIONS = [
  { scheme: 'RSASSA_PSS_SHA_256', specs: RSA, forms: [PRIVATE, PUBLIC] },
  { scheme: 'ECDSA_SHA_256', specs: ['EC_P256'], forms: [PRIVATE, PUBLIC] },
  { scheme: 'ECDSA_SHA_384', specs: ['EC_P384'], forms: [PRIVATE, PUBLIC] },
  { scheme: 'AES_256_GCM', specs: ['AES_256'], forms: [SECRET] },
]
const TEXT = Buffer.from('What one program locks, another opens.')

test(`${keyIds.length} keys have as many ids, each a version 4 UUID`, (t) => {
  t.diagnostic(`keys: ${Object.entries(COUNTS).map(([spec, count]) => `${count} ${spec}`).join(', ')}`)
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  assert.equal(new Set(keyIds).size, keyIds.length)
  assert.deepEqual(keyIds.filter((keyId) => !uuid.test(keyId)), [])
})

suite('structure', () => {
  for (const spec of Object.keys(COUNTS)) {
    test(`${COUNTS[spec]} ${spec} keys break no rule of their spec, and none repeats another`, async () => {
      assert.deepEqual(await each(spec, (key) => faults(spec, key)), all(spec, []))
    })
  }

  test('a key that breaks rules is found out', async () => {
    const [key, other] = keys.EC_P256
    await faults('EC_P256', key)
    assert.deepEqual(await faults('EC_P256', key), ['no earlier key has this secret'])

    const mixed = join(folder, 'mixed')
    copyFileSync(`${key}.pkcs8.der`, `${mixed}.pkcs8.der`)
    copyFileSync(`${other}.spki.der`, `${mixed}.spki.der`)
    assert.ok((await faults('EC_P256', mixed)).includes('SPKI holds the point of ECPrivateKey'))
    assert.ok((await faults('SM2', mixed)).includes('PKCS#8 names the algorithm'))

    const foreign = join(folder, 'foreign')
    const pair = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3 })
    writeFileSync(`${foreign}.pkcs8.der`, pair.privateKey.export({ type: 'pkcs8', format: 'der' }))
    writeFileSync(`${foreign}.spki.der`, pair.publicKey.export({ type: 'spki', format: 'der' }))
    const broken = await faults('RSA_2048', foreign)
    for (const rule of ['n is as long as the spec says', 'e is 65537', 'badkeys finds no weakness']) {
      assert.ok(broken.includes(rule), rule)
    }
  })
})

suite('forms', () => {
  for (const spec of PAIRS) {
    test(`openssl finds ${COUNTS[spec]} ${spec} keys valid, and writes their DER as their PEM`, async () => {
      const privateDer = (key) => ['-inform', 'DER', '-in', `${key}.pkcs8.der`]
      const publicDer = (key) => ['-inform', 'DER', '-pubin', '-in', `${key}.spki.der`]
      const says = (argsOf) => each(spec, (key) => pkey(...argsOf(key)))
      const valid = (form) => keys[spec].map((key) => `Key is valid\n${readFileSync(`${key}.${form}`)}`)
      assert.deepEqual(await says((key) => ['-check', ...privateDer(key)]), valid('pkcs8.pem'))
      assert.deepEqual(await says((key) => ['-check', '-pubout', ...privateDer(key)]), valid('spki.pem'))
      assert.deepEqual(await says((key) => ['-pubcheck', ...publicDer(key)]), valid('spki.pem'))
    })
  }

  for (const { scheme, specs, forms } of CONVERSIONS) {
    for (const spec of specs) {
      for (const form of forms) {
        const which = `the ${form.file} of ${COUNTS[spec]} ${spec} keys`
        test(`WebCrypto turns ${which} into their ${form.jwkFile}, and back`, () =>
          each(spec, (key) => assertSame(key, scheme, form)))
      }
    }
  }
})

for (const { scheme, specs, programs } of SIGNATURES) {
  for (const spec of specs) {
    suite(`${scheme} with ${COUNTS[spec]} ${spec} keys`, () => {
      const signatures = new Map()
      before(async () => {
        for (const program of programs) {
          signatures.set(program, await each(spec, (key) => program.sign(scheme, key, TEXT)))
        }
      })

      for (const verifier of programs) {
        const verify = (key, signature) => verifier.verify(scheme, key, TEXT, signature)

        for (const signer of programs) {
          test(`${verifier.name} verifies what ${signer.name} signs`, async () => {
            const valid = await each(spec, (key, index) => verify(key, signatures.get(signer)[index]))
            assert.deepEqual(valid, all(spec, true))
          })
        }

        test(`${verifier.name} refuses them with a bit flipped, and for another key`, async () => {
          const signed = signatures.get(verifier)
          const ofFlipped = await each(spec, (key, index) => verify(key, flipped(signed[index])))
          const ofAnother = await each(spec, (key, index) => verify(key, signed.at(index - 1)))
          assert.deepEqual([ofFlipped, ofAnother], [all(spec, false), all(spec, false)])
        })
      }
    })
  }
}

for (const { scheme, specs, programs } of CIPHERS) {
  for (const spec of specs) {
    suite(`${scheme} with ${COUNTS[spec]} ${spec} keys`, () => {
      const ciphertexts = new Map()
      before(async () => {
        for (const program of programs) {
          ciphertexts.set(program, await each(spec, (key) => program.encrypt(scheme, key, TEXT)))
        }
      })

      for (const decrypter of programs) {
        const opens = async (key, ciphertext) => {
          const plaintext = await decrypter.decrypt(scheme, key, ciphertext)
          return plaintext !== null && TEXT.equals(plaintext)
        }

        for (const encrypter of programs) {
          test(`${decrypter.name} decrypts what ${encrypter.name} encrypts`, async () => {
            const opened = await each(spec, (key, index) => opens(key, ciphertexts.get(encrypter)[index]))
            assert.deepEqual(opened, all(spec, true))
          })
        }

        test(`${decrypter.name} gets nothing out of them with a bit flipped, or by another key`, async () => {
          const sealed = ciphertexts.get(decrypter)
          const ofFlipped = await each(spec, (key, index) => opens(key, flipped(sealed[index])))
          const ofAnother = await each(spec, (key, index) => opens(key, sealed.at(index - 1)))
          assert.deepEqual([ofFlipped, ofAnother], [all(spec, false), all(spec, false)])
        })
      }
    })
  }
}

/** The results of `work` on every key of a spec. */
const each = (spec, work) => inLanes(keys[spec], work)
const all = (spec, result) => keys[spec].map(() => result)

/** Asserts that two forms of a key, imported and exported as each other, are each other. */
async function assertSame(key, scheme, { format, file, jwkFile, usage }) {
  const bytes = readFileSync(`${key}.${file}`)
  const jwk = JSON.parse(readFileSync(`${key}.${jwkFile}`))
  const { alg, ext, key_ops, ...members } = await converted(format, bytes, 'jwk', scheme, usage)
  assert.deepEqual(members, jwk)
  assert.deepEqual(Buffer.from(await converted('jwk', jwk, format, scheme, usage)), bytes)
}

/** The same bytes but for the lowest bit of the last: of s, of the padding, of the tag, of the text. */
function flipped(bytes) {
  const copy = Buffer.from(bytes)
  copy[copy.length - 1] ^= 1
  return copy
}
