// JSON Web Signatures: keys that createKey makes go to jose as JSON Web Keys, and to the service as material. What
// either signs the other verifies.
import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { after, suite, test } from 'node:test'
import { CompactSign, compactVerify, importJWK } from 'jose'
import { createKey, Kms, wrapKeyMaterial } from 'pocket-kms'
import { openForTesting } from 'pocket-kms/testing'
import { inLanes } from './lanes.mjs'
import { flippedAt, messages } from './material.mjs'
import { derSignature, plainSignature } from './programs/ecdsa-signature.mjs'
import { codeOf } from './programs/service.mjs'

const COUNT = 100
const kms = await Kms.open()
after(() => kms.close())

/** ECDSA: r and s side by side in a JWS (RFC 7518, 3.4), DER in the service. `half` is the length of r. */
const ALGORITHMS = {
  ES256: { spec: 'EC_P256', scheme: 'ECDSA_SHA_256', half: 32, keys: 20, others: ['ES384', 'EdDSA', 'HS256'] },
  ES384: { spec: 'EC_P384', scheme: 'ECDSA_SHA_384', half: 48, keys: 20, others: ['ES256', 'PS256'] },
  PS256: { spec: 'RSA_2048', scheme: 'RSASSA_PSS_SHA_256', keys: 3, others: ['RS256', 'PS384'] },
  RS256: { spec: 'RSA_2048', scheme: 'RSASSA_PKCS1_V1_5_SHA_256', keys: 3, others: ['PS256', 'RS384'] },
  EdDSA: { spec: 'ED25519', scheme: 'ED25519_SHA_512', keys: 20, others: ['ES256', 'HS256'] },
}

/** A key in the hands of both: its JSON Web Keys, and the id that the service has for it. */
async function shared(spec) {
  const { material, jwks } = await made(spec)
  const request = { key_alias: randomUUID(), key_spec: spec, key_usage: 'SIGN_VERIFY', origin: 'external' }
  const { key_info: { key_id } } = await kms.createKey(request)
  const wrapping_algorithm = 'SM2_ENCRYPT'
  const { import_token, public_key } = await kms.createParametersForImport({ key_id, wrapping_algorithm })
  const wrapped = await wrapKeyMaterial({ public_key, wrapping_algorithm, material, key_spec: spec })
  await kms.importKeyMaterial({ key_id, import_token, ...wrapped })
  return { key_id, ...jwks }
}

/** A key outside of the service: by createKey, or by Node where createKey makes none. */
async function made(spec) {
  if (spec === 'ED25519') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const jwks = { private: privateKey.export({ format: 'jwk' }), public: publicKey.export({ format: 'jwk' }) }
    return { material: privateKey.export({ type: 'pkcs8', format: 'der' }), jwks }
  }
  const { material } = await createKey({ key_alias: 'jose', key_spec: spec, key_usage: 'SIGN_VERIFY' })
  return { material, jwks: { private: material.privateKey('jwk'), public: material.publicKey('jwk') } }
}

const base64url = (bytes) => Buffer.from(bytes).toString('base64url')
const partsOf = (jws) => {
  const end = jws.lastIndexOf('.')
  return [Buffer.from(jws.slice(0, end)), Buffer.from(jws.slice(end + 1), 'base64url')]
}
const refuses = (promise) =>
  promise.then(() => false, (error) => /^ERR_J/.test(error.code) || error instanceof TypeError)
/** The same JWS with another signature. */
const altered = (jws, signature) => jws.slice(0, jws.lastIndexOf('.') + 1) + base64url(signature)

for (const [alg, { spec, scheme, half, keys: count, others }] of Object.entries(ALGORITHMS)) {
  suite(`${alg} with ${count} ${spec} keys`, async () => {
    const keys = await Promise.all(Array.from({ length: count }, () => shared(spec)))
    const loaded = await Promise.all(keys.map(async (key) => ({
      ...key, signer: await importJWK(key.private, alg), verifier: await importJWK(key.public, alg),
    })))
    const payloads = messages(COUNT, 2000)
    const keyOf = (index) => loaded[index % count]
    const otherOf = (index) => loaded[(index + 1) % count]
    const positions = payloads.map((_, index) => index)

    const toService = (signature) => half ? derSignature(signature) : signature
    const request = (key, input) =>
      ({ key_id: key.key_id, signing_algorithm: scheme, message: input.toString('base64'), message_type: 'RAW' })
    async function validates(key, input, signature) {
      const asked = { ...request(key, input), signature: signature.toString('base64') }
      return (await kms.validateSignature(asked)).signature_valid
    }

    test(`the service verifies ${COUNT} that jose makes, and none that is another's`, async (t) => {
      await inLanes(positions, async (index) => {
        const jws = await new CompactSign(payloads[index]).setProtectedHeader({ alg }).sign(keyOf(index).signer)
        const [input, plain] = partsOf(jws)
        const signature = toService(plain)
        assert.equal(await validates(keyOf(index), input, signature), 'true')
        assert.equal(await validates(keyOf(index), input, flippedAt(signature, index)), 'false')
        assert.equal(await validates(keyOf(index), flippedAt(input, index), signature), 'false')
        assert.equal(await validates(otherOf(index), input, signature), 'false')
        if (half) assert.equal(await validates(keyOf(index), input, plain), 'false')
      })
      t.diagnostic(`${COUNT} verified, ${(half ? 4 : 3) * COUNT} refused`)
    })

    test(`jose verifies ${COUNT} that the service makes, and none that is another's`, async (t) => {
      await inLanes(positions, async (index) => {
        const header = base64url(JSON.stringify({ alg }))
        const input = Buffer.from(`${header}.${base64url(payloads[index])}`)
        const made = Buffer.from((await kms.sign(request(keyOf(index), input))).signature, 'base64')
        const signature = half ? plainSignature(made, half) : made
        const jws = `${input}.${base64url(signature)}`
        const { payload, protectedHeader } = await compactVerify(jws, keyOf(index).verifier)
        assert.deepEqual([Buffer.from(payload), protectedHeader], [payloads[index], { alg }])

        assert.ok(await refuses(compactVerify(jws, otherOf(index).verifier)))
        assert.ok(await refuses(compactVerify(altered(jws, flippedAt(signature, index)), keyOf(index).verifier)))
        const other = others[index % others.length]
        const renamed = jws.replace(header, base64url(JSON.stringify({ alg: other })))
        assert.ok(await refuses(compactVerify(renamed, await importJWK(keyOf(index).public, alg))))
      })
      t.diagnostic(`${COUNT} verified, ${3 * COUNT} refused`)
    })
  })
}

suite('HS256, HS384 and HS512', () => {
  const CODES = {
    HS256: ['HMAC_256', 'HMAC_SHA_256'], HS384: ['HMAC_384', 'HMAC_SHA_384'], HS512: ['HMAC_512', 'HMAC_SHA_512'],
  }
  for (const [alg, [key_spec, mac_algorithm]] of Object.entries(CODES)) {
    test(`${alg}: the service and jose verify ${COUNT} of each other, and none that is changed`, async (t) => {
      const keys = await Promise.all(Array.from({ length: 10 }, async () => {
        const secret = randomBytes(Number(alg.slice(2)) / 8)
        const key_id = randomUUID()
        return { secret, seeded: { key_id, key_alias: key_id, key_spec, material: secret.toString('base64') }, key_id }
      }))
      // A key of HMAC cannot be imported: a Kms of its own has them from the beginning.
      const withKeys = await openForTesting({ seed: { keys: keys.map(({ seeded }) => seeded) } })
      for (const [index, payload] of messages(COUNT, 2000).entries()) {
        const [{ secret, key_id }, other] = [keys[index % 10], keys[(index + 1) % 10]]
        const jws = await new CompactSign(payload).setProtectedHeader({ alg }).sign(secret)
        const [input, mac] = partsOf(jws)
        const request = { key_id, mac_algorithm, message: input.toString('base64') }
        const check = async (members) =>
          (await withKeys.verifyMac({ ...request, mac: mac.toString('hex'), ...members })).mac_valid
        assert.equal(await check({}), true)
        assert.equal(await check({ mac: flippedAt(mac, index).toString('hex') }), false)
        assert.equal(await check({ key_id: other.key_id }), false)

        const made = Buffer.from((await withKeys.generateMac(request)).mac, 'hex')
        const { payload: read } = await compactVerify(altered(jws, made), secret)
        assert.deepEqual(Buffer.from(read), payload)
        assert.ok(await refuses(compactVerify(altered(jws, made), other.secret)))
        assert.ok(await refuses(compactVerify(altered(jws, flippedAt(made, index)), secret)))
      }
      await withKeys.close()
      t.diagnostic(`${2 * COUNT} verified, ${4 * COUNT} refused`)
    })
  }
})

test('a key of ES256 signs by no other algorithm: KMS.0332', async () => {
  const key = await shared('EC_P256')
  const request = { key_id: key.key_id, message: 'AAAA', message_type: 'RAW' }
  for (const signing_algorithm of ['ECDSA_SHA_512', 'ECDSA_SHA_384', 'ED25519_SHA_512', 'RSASSA_PSS_SHA_256']) {
    assert.equal(await codeOf(kms.sign({ ...request, signing_algorithm })), 'KMS.0332')
  }
})
