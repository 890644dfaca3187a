// pocket-kms wrap: what it prints is imported as it is.
//   node --test tests/node/cli-wrap.test.mjs
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { Kms } from 'pocket-kms'
import { answered, file, printed, refused, text } from './cli.mjs'

let kms
let count = 0
before(async () => (kms = await Kms.open()))
after(() => kms.close())

/** An external key, and the answer of get-parameters-for-import. */
async function parameters(key_spec, wrapping_algorithm = 'RSAES_OAEP_SHA_256') {
  const { key_info } = await kms.createKey({ key_alias: `key-${++count}`, key_spec, origin: 'external' })
  return kms.createParametersForImport({ key_id: key_info.key_id, wrapping_algorithm })
}
const publicKeyOf = async (key_id) => (await kms.showPublicKey({ key_id })).public_key.replaceAll('\r', '')
const pair = (curve) => generateKeyPairSync('ec', { namedCurve: curve }).privateKey
const pem = (key) => createPublicKey(key).export({ type: 'spki', format: 'pem' })

suite('the body', () => {
  for (const algorithm of ['RSAES_OAEP_SHA_256', 'SM2_ENCRYPT']) {
    for (const spec of ['AES_256', 'SM4', 'EC_P384', 'SM2', 'ED25519', 'RSA_2048']) {
      test(`of a generated ${spec} by ${algorithm} is imported as it is`, async () => {
        const answer = await parameters(spec, algorithm)
        const body = await answered(['wrap', '--parameters', file(JSON.stringify(answer)), '--generate', spec])
        assert.deepEqual([body.key_id, body.import_token], [answer.key_id, answer.import_token])
        assert.deepEqual(await kms.importKeyMaterial(body), {})
      })
    }
  }

  test('of a public key alone has what was wrapped, and no more', async () => {
    const { public_key } = await parameters('AES_256')
    const body = await answered(['wrap', '--public-key', file(public_key), '--generate', 'AES_256'])
    assert.deepEqual(Object.keys(body), ['encrypted_key_material'])
  })

  test('is printed for people too, and is JSON', async () => {
    const { public_key } = await parameters('AES_256')
    const stdout = await printed(['wrap', '--public-key', '-', '--generate', 'SM2'], { input: `${public_key}\n` })
    assert.deepEqual(Object.keys(JSON.parse(stdout)), ['encrypted_key_material', 'encrypted_privatekey'])
  })
})

suite('material from outside', () => {
  const key = pair('P-256')
  const forms = {
    'PKCS#8 in PEM': key.export({ type: 'pkcs8', format: 'pem' }),
    'PKCS#8 in DER': key.export({ type: 'pkcs8', format: 'der' }),
    'SEC 1 in PEM': key.export({ type: 'sec1', format: 'pem' }),
    'a JSON Web Key': JSON.stringify(key.export({ format: 'jwk' })),
  }
  for (const [form, contents] of Object.entries(forms)) {
    test(`as ${form} is the same key in the service`, async () => {
      const answer = await parameters('EC_P256')
      const args = ['wrap', '--parameters', file(JSON.stringify(answer)), '--material', file(contents)]
      await kms.importKeyMaterial(await answered(args))
      assert.equal(await publicKeyOf(answer.key_id), pem(key))
    })
  }

  test('is read from stdin', async () => {
    const answer = await parameters('EC_P256')
    const args = ['wrap', '--parameters', file(JSON.stringify(answer)), '--material', '-']
    await kms.importKeyMaterial(await answered(args, { input: forms['PKCS#8 in PEM'] }))
    assert.equal(await publicKeyOf(answer.key_id), pem(key))
  })

  test('of a cipher may be bytes or digits, and its spec is said', async () => {
    const answer = await parameters('AES_256')
    const bytes = randomBytes(32)
    const wrap = (contents) => ['wrap', '--parameters', file(JSON.stringify(answer)), '--material', file(contents)]
    assert.equal((await refused(wrap(bytes))).code, 'KMS.0204')
    await kms.importKeyMaterial(await answered([...wrap(bytes), '--spec', 'AES_256']))
    await kms.deleteImportedKeyMaterial({ key_id: answer.key_id })
    const again = await kms.createParametersForImport({ key_id: answer.key_id, wrapping_algorithm: 'RSAES_OAEP_SHA_256' })
    const args = ['wrap', '--parameters', file(JSON.stringify(again)), '--material', file(`${bytes.toString('hex')}\n`)]
    // Another material would be refused: KMS.2606.
    await kms.importKeyMaterial(await answered([...args, '--spec', 'AES_256']))
  })

  test('that was generated is kept, for its owner alone', async () => {
    const answer = await parameters('EC_P256')
    const out = file()
    const args = ['wrap', '--parameters', file(JSON.stringify(answer)), '--generate', 'EC_P256', '--out', out]
    await kms.importKeyMaterial(await answered(args))
    assert.equal(statSync(out).mode & 0o777, 0o600)
    assert.equal(await publicKeyOf(answer.key_id), pem(createPrivateKey(text(out))))
  })
})

suite('the wrapping key', () => {
  test('may be Base64, DER or PEM', async () => {
    const { public_key } = await parameters('SM4')
    const der = Buffer.from(public_key, 'base64')
    const armoured = createPublicKey({ key: der, type: 'spki', format: 'der' }).export({ type: 'spki', format: 'pem' })
    for (const contents of [public_key, `${public_key}\r\n`, der, armoured]) {
      await printed(['wrap', '--public-key', file(contents), '--generate', 'SM4'])
    }
  })

  test('has to be for the algorithm', async () => {
    const { public_key } = await parameters('SM4', 'SM2_ENCRYPT')
    const wrap = ['wrap', '--public-key', file(public_key), '--generate', 'SM4', '--algorithm']
    await printed([...wrap, 'SM2_ENCRYPT'])
    assert.deepEqual((await refused([...wrap, 'RSAES_OAEP_SHA_256'])).field, 'public_key')
    assert.deepEqual((await refused([...wrap, 'RSAES_OAEP_SHA_1'])).field, 'wrapping_algorithm')
  })

  for (const [name, contents] of [
    ['that is none', 'swordfish'],
    ['of a curve that does not encrypt', pem(pair('P-256'))],
    ['of 1,024 bits', pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)],
  ]) {
    test(`${name} is refused`, async () => {
      const { exit, message } = await refused(['wrap', '--public-key', file(contents), '--generate', 'SM4'])
      assert.equal(exit, 1)
      assert.doesNotMatch(message, /swordfish/)
    })
  }
})

suite('what is refused', () => {
  test('are parameters that are no answer of the service', async () => {
    for (const contents of ['', '{}', '[]', 'null', '{"public_key":5}', 'swordfish']) {
      const { exit, field } = await refused(['wrap', '--parameters', file(contents), '--generate', 'SM4'])
      assert.deepEqual([exit, field], [3, 'parameters'])
    }
  })

  test('are a public key in the place of a private one, and a key of HMAC', async () => {
    const { public_key } = await parameters('EC_P256')
    const wrap = ['wrap', '--public-key', file(public_key)]
    const { exit, field } = await refused([...wrap, '--material', file(pem(pair('P-256')))])
    assert.deepEqual([exit, field], [1, 'material'])
    assert.equal((await refused([...wrap, '--generate', 'HMAC_256'])).code, 'KMS.1110')
    assert.equal((await refused([...wrap, '--generate', 'RSA_1024'])).code, 'KMS.1110')
  })

  test('is a key that is not of the spec', async () => {
    const { public_key } = await parameters('EC_P256')
    const contents = file(pair('P-256').export({ type: 'pkcs8', format: 'pem' }))
    const { code } = await refused(['wrap', '--public-key', file(public_key), '--material', contents, '--spec', 'SM2'])
    assert.equal(code, 'KMS.2609')
  })

  test('leaves no file', async () => {
    const out = file()
    assert.equal((await refused(['wrap', '--public-key', file('x'), '--generate', 'SM4', '--out', out])).exit, 1)
    assert.ok(!existsSync(out))
  })
})
