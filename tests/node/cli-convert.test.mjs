// pocket-kms convert, and the functions behind it.
//   node --test tests/node/cli-convert.test.mjs
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { suite, test } from 'node:test'
import { convertCiphertext, convertKey, convertSignature, createKey, isKmsError, Kms } from 'pocket-kms'
import { answered, file, pocketKms, printed, refused, text } from './cli.mjs'

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const pem = key.export({ type: 'pkcs8', format: 'pem' })
const der = key.export({ type: 'pkcs8', format: 'der' })
const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
const code = (expected, field) => (error) => isKmsError(error) && error.code === expected && error.field === field

suite('a private key', () => {
  test('goes to a file of its owner alone', async () => {
    const out = file()
    assert.equal(await printed(['convert', '--key', file(pem), '--to', 'jwk', '--out', out]), '')
    assert.equal(statSync(out).mode & 0o777, 0o600)
    assert.equal(createPrivateKey({ key: JSON.parse(text(out)), format: 'jwk' }).equals(key), true)
  })

  test('goes to stdout only if that is asked for', async () => {
    for (const to of ['pkcs8-pem', 'jwk', 'raw']) {
      const { exit, code, message } = await refused(['convert', '--key', file(pem), '--to', to])
      assert.deepEqual([exit, code], [2, 'ERR_USAGE'])
      assert.match(message, /--out/)
    }
    const { bytes, stderr } = await pocketKms(['convert', '--key', '-', '--to', 'pkcs8-der', '--out', '-'], { input: pem })
    assert.equal(createPrivateKey({ key: bytes, type: 'pkcs8', format: 'der' }).equals(key), true)
    assert.equal(stderr, '')
  })

  test('with --json is an object that says what it is', async () => {
    const args = ['convert', '--key', file(der), '--to', 'raw', '--encoding', 'hex', '--out', '-']
    const answer = await answered(args)
    assert.deepEqual([answer.key_spec, answer.kind], ['EC_P256', 'private'])
    assert.equal(answer.key, Buffer.from(key.export({ format: 'jwk' }).d, 'base64url').toString('hex'))
    const back = ['convert', '--key', file(`${answer.key}\n`), '--spec', 'EC_P256', '--to', 'pkcs8-pem', '--out', '-']
    assert.equal(createPrivateKey((await answered(back)).key).equals(key), true)
  })

  test('is not written over a file', async () => {
    const out = file('mine')
    assert.equal((await refused(['convert', '--key', file(pem), '--to', 'jwk', '--out', out])).exit, 3)
    assert.equal(text(out), 'mine')
  })
})

suite('a public key', () => {
  test('goes to stdout, or to a file', async () => {
    assert.equal(await printed(['convert', '--key', file(pem), '--to', 'spki-pem']), createPublicKey(key).export({ type: 'spki', format: 'pem' }))
    const out = file()
    await printed(['convert', '--key', file(spki), '--to', 'spki-der', '--out', out])
    assert.deepEqual(readFileSync(out), spki)
  })

  test('of 33 bytes or 65 is the same', async () => {
    const [long, short] = ['public-raw', 'public-raw-compressed'].map((to) =>
      printed(['convert', '--key', file(spki), '--to', to, '--encoding', 'hex']),
    )
    assert.equal((await long).length, 131)
    assert.equal((await short).length, 67)
    const back = ['convert', '--key', '-', '--spec', 'EC_P256', '--to', 'public-raw', '--encoding', 'hex']
    assert.equal(await printed(back, { input: await short }), await long)
  })
})

suite('what is refused', () => {
  for (const [name, contents, args, said] of [
    ['no form', 'swordfish!', ['--to', 'jwk'], 'KMS.0204'],
    ['nothing', '', ['--to', 'jwk'], 'KMS.0308'],
    ['an unknown form', pem, ['--to', 'pem'], 'KMS.0308'],
    ['no form to write', pem, [], 'KMS.0204'],
    ['an unknown spec', pem, ['--to', 'jwk', '--spec', 'P-256'], 'KMS.1110'],
    ['another spec', pem, ['--to', 'jwk', '--spec', 'SM2'], 'KMS.2609'],
    ['the other half', pem, ['--to', 'jwk', '--from', 'public'], 'KMS.0308'],
    ['an encoding of text', pem, ['--to', 'jwk', '--encoding', 'hex'], 'KMS.0308'],
    ['a private form of a public key', spki, ['--to', 'pkcs8-pem'], 'KMS.0308'],
    ['a key of 1,024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }), ['--to', 'jwk'], 'KMS.2609'],
    ['e = 3', generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey.export({ type: 'pkcs1', format: 'pem' }), ['--to', 'jwk'], 'KMS.2609'],
    ['a curve that is no spec', generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey.export({ type: 'pkcs8', format: 'pem' }), ['--to', 'jwk'], 'KMS.2609'],
    ['an encrypted key', key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }), ['--to', 'jwk'], 'KMS.0308'],
    ['an encrypted key of SEC 1', key.export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }), ['--to', 'jwk'], 'KMS.0308'],
  ]) {
    test(name, async () => {
      const out = file()
      const { exit, code, message } = await refused(['convert', '--key', file(contents), ...args, '--out', out])
      assert.deepEqual([exit, code], [1, said])
      assert.doesNotMatch(message, /swordfish/)
      assert.ok(!existsSync(out))
    })
  }
})

suite('what SM2 makes', () => {
  test('a ciphertext is decrypted by the service in every layout', async () => {
    await withKms(async (kms) => {
      const { key_info } = await kms.createKey({ key_alias: 'a', key_spec: 'SM2', key_usage: 'ENCRYPT_DECRYPT' })
      const given = { key_id: key_info.key_id, encryption_algorithm: 'SM2_ENCRYPT' }
      const { cipher_text } = await kms.encryptData({ ...given, plain_text: 'hello' })
      for (const layout of ['ASN1', 'C1C3C2', 'C1C2C3']) {
        const args = ['convert', '--ciphertext', file(cipher_text), '--to', layout, '--encoding', 'base64']
        const other = (await printed(args)).trim()
        assert.equal((await kms.decryptData({ ...given, cipher_text: other })).plain_text, 'hello')
        const back = ['convert', '--ciphertext', file(other), '--from', layout, '--to', 'ASN1', '--encoding', 'base64']
        assert.equal((await printed(back)).trim(), cipher_text)
      }
    })
  })

  test('a ciphertext without ASN.1 needs its layout', async () => {
    const { material } = await createKey({ key_alias: 'a', key_spec: 'SM2' })
    const point = Buffer.from(material.publicKey('spki-der')).subarray(-65)
    const raw = Buffer.concat([point, Buffer.alloc(40)])
    const { exit, code, field } = await refused(['convert', '--ciphertext', file(raw), '--to', 'ASN1'])
    assert.deepEqual([exit, code, field], [1, 'KMS.0204', 'from'])
    assert.ok((await answered(['convert', '--ciphertext', file(raw), '--from', 'C1C2C3', '--to', 'ASN1'])).ciphertext)
    raw[20] ^= 1
    assert.equal((await refused(['convert', '--ciphertext', file(raw), '--from', 'C1C2C3', '--to', 'ASN1'])).code, 'KMS.0308')
  })

  test('a signature is the same in both layouts', async () => {
    const raw = '01'.repeat(64)
    const args = ['convert', '--signature', '-', '--to', 'DER', '--encoding', 'hex']
    const der = await printed(args, { input: raw })
    assert.equal(der, `30440220${'01'.repeat(32)}0220${'01'.repeat(32)}\n`)
    const { signature } = await answered(['convert', '--signature', file(der), '--to', 'RAW'])
    assert.equal(signature, Buffer.from(raw, 'hex').toString('base64'))
    assert.equal((await refused(args, { input: '00'.repeat(64) })).code, 'KMS.0308')
  })
})

suite('convertKey', () => {
  test('takes bytes, text and an object, and leaves them as they are', async () => {
    const bytes = Uint8Array.from(der)
    const jwk = key.export({ format: 'jwk' })
    for (const given of [bytes, pem, jwk, JSON.stringify(jwk), Buffer.from(pem)]) {
      const answer = await convertKey({ key: given, to: 'jwk' })
      assert.deepEqual({ ...answer, key: { ...jwk, ...answer.key } }, { key_spec: 'EC_P256', kind: 'private', key: jwk })
    }
    assert.deepEqual(bytes, Uint8Array.from(der))
  })

  test('answers with bytes, text or an object', async () => {
    const to = async (form, encoding) => (await convertKey({ key: pem, to: form, encoding })).key
    assert.ok((await to('spki-der')) instanceof Uint8Array)
    assert.ok((await to('public-raw', 'binary')) instanceof Uint8Array)
    assert.equal(typeof (await to('spki-pem')), 'string')
    assert.equal(await to('spki-der', 'base64'), spki.toString('base64'))
    assert.deepEqual(Object.keys(await to('public-jwk')), ['kty', 'crv', 'x', 'y'])
  })

  test('refuses what is neither, and what throws when it is read', async () => {
    for (const given of [5, true, [], () => {}, new Uint16Array(32), new DataView(new ArrayBuffer(8))]) {
      await assert.rejects(convertKey({ key: given, to: 'jwk' }), isKmsError, String(given))
    }
    for (const request of [{}, { to: 'jwk' }, { key: null, to: 'jwk' }, undefined, 'x']) {
      await assert.rejects(convertKey(request), code('KMS.0204', 'key'))
    }
    const throws = { to: 'jwk', get key() { throw new Error('mine') } }
    await assert.rejects(convertKey(throws), code('KMS.0308', 'key'))
    await assert.rejects(convertKey({ key: pem, to: { toString: () => 'jwk' } }), code('KMS.0308', 'to'))
    await assert.rejects(convertKey({ key: 'A'.repeat(1 << 20), to: 'jwk', key_spec: 'SM4' }), code('KMS.0308', 'key'))
  })

  test('ends with a signal that has been aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await assert.rejects(convertKey({ key: pem, to: 'jwk' }, { signal }), /enough/)
  })
})

test('convertCiphertext and convertSignature refuse what is neither bytes nor text', async () => {
  for (const given of [5, {}, [], null]) {
    await assert.rejects(convertCiphertext({ ciphertext: given, to: 'ASN1' }), isKmsError)
    await assert.rejects(convertSignature({ signature: given, to: 'RAW' }), isKmsError)
  }
  await assert.rejects(convertSignature({ signature: '01', to: 'RAW' }), code('KMS.0308', 'signature'))
  await assert.rejects(convertCiphertext({ ciphertext: '01', to: 'RAW' }), code('KMS.0308', 'to'))
})

async function withKms(work) {
  const kms = await Kms.open()
  await work(kms).finally(() => kms.close())
}
