// pocket-kms create-key: the answer, the files, and what is not left behind.
//   node --test tests/node/cli-create-key.test.mjs
import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { answered, file, interrupted, pocketKms, printed, refused, text } from './cli.mjs'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

suite('the answer', () => {
  test('is that of the service', async () => {
    const { key_info } = JSON.parse(await printed(['create-key', '--alias', 'orders']))
    assert.match(key_info.key_id, ID)
    assert.equal(key_info.domain_id, '0'.repeat(32))
  })

  test('is of the account that is named, and every member of the request has its option', async () => {
    const members = ['--alias=a', '--spec=RSA_2048', '--usage=ENCRYPT_DECRYPT', '--description=d', '--origin=external']
    const more = ['--enterprise-project-id=0', `--sequence=${'s'.repeat(36)}`, '--keystore-id=0', '--vm-id=v']
    const account = 'a'.repeat(32)
    const { key_info } = await answered(['create-key', ...members, ...more, `--domain-id=${account}`])
    assert.equal(key_info.domain_id, account)
  })

  for (const [option, value, code] of [
    ['alias', '', 'KMS.1101'],
    ['spec', 'RSA_1024', 'KMS.1110'],
    ['usage', 'SIGN_VERIFY', 'KMS.1115'],
    ['description', 'd'.repeat(256), 'KMS.1103'],
    ['origin', 'elsewhere', 'KMS.0308'],
    ['enterprise-project-id', 'x', 'KMS.0308'],
    ['sequence', 'short', 'KMS.0206'],
    ['keystore-id', '1', 'KMS.0340'],
    ['vm-id', 'v'.repeat(256), 'KMS.0308'],
    ['domain-id', 'short', 'KMS.0308'],
  ]) {
    test(`--${option} is judged by the core`, async () => {
      const alias = option === 'alias' ? [] : ['--alias', 'a']
      const { exit, code: said } = await refused(['create-key', ...alias, `--${option}=${value}`])
      assert.deepEqual([exit, said], [1, code])
    })
  }

  test('without an alias there is none', async () => {
    assert.equal((await refused(['create-key'])).code, 'KMS.0204')
  })
})

suite('the key', () => {
  for (const spec of ['RSA_2048', 'EC_P256', 'EC_P384', 'SECP256K1', 'ED25519', 'SM2']) {
    test(`of ${spec} is a pair in two files, of which the private one is its owner's alone`, async () => {
      const [out, publicOut] = [file(), file()]
      await printed(['create-key', '--alias', 'a', '--spec', spec, '--out', out, '--public-out', publicOut])
      assert.equal(statSync(out).mode & 0o777, 0o600)
      assert.match(text(out), /^-----BEGIN PRIVATE KEY-----\n/)
      if (spec === 'SM2') return
      const derived = createPublicKey(createPrivateKey(text(out))).export({ type: 'spki', format: 'pem' })
      assert.equal(text(publicOut), derived)
    })
  }

  test('of a cipher is its bytes', async () => {
    const out = file()
    await printed(['create-key', '--alias', 'a', '--spec', 'SM4', '--out', out])
    assert.deepEqual([statSync(out).size, statSync(out).mode & 0o777], [16, 0o600])
  })

  test('is on stdout if that is asked for, and the answer on stderr', async () => {
    const { stdout, stderr } = await pocketKms(['create-key', '--alias', 'a', '--spec', 'EC_P256', '--out', '-'])
    assert.equal(createPrivateKey(stdout).asymmetricKeyType, 'ec')
    assert.match(JSON.parse(stderr).key_info.key_id, ID)
    const jwk = JSON.parse(await printed(['create-key', '--alias', 'a', '--out', '-', '--format', 'jwk']))
    assert.equal(jwk.kty, 'oct')
  })

  test('with --json is a member of the object on stdout', async () => {
    const secret = await answered(['create-key', '--alias', 'a', '--out', '-'])
    assert.equal(Buffer.from(secret.secret_key, 'base64').length, 32)
    const pair = ['create-key', '--alias', 'a', '--spec', 'ED25519', '--public-out', '-', '--public-format', 'jwk']
    const { public_key, private_key } = await answered(pair)
    assert.deepEqual([public_key.crv, private_key], ['Ed25519', undefined])
  })

  for (const [args, code] of [
    [['--out', '-', '--format', 'pkcs8-pem'], 'KMS.0308'],
    [['--spec', 'SM2', '--out', '-', '--format', 'jwk'], 'KMS.0308'],
    [['--spec', 'SM2', '--out', '-', '--format', 'raw'], 'KMS.0308'],
    [['--public-out', '-'], 'KMS.0331'],
  ]) {
    test(`has no other form than it has: ${args.join(' ')}`, async () => {
      assert.equal((await refused(['create-key', '--alias', 'a', ...args])).code, code)
    })
  }
})

suite('files', () => {
  test('that are there are never written over, and no key is made for them', async () => {
    const out = file('mine')
    const { exit, code, field } = await refused(['create-key', '--alias', 'a', '--out', out])
    assert.deepEqual([exit, code, field, text(out)], [3, 'ERR_FILE', 'out', 'mine'])
  })

  test('are not reached through a symbolic link, though it leads nowhere', async () => {
    const [link, target] = [file(), file()]
    symlinkSync(target, link)
    assert.equal((await refused(['create-key', '--alias', 'a', '--out', link])).exit, 3)
    assert.ok(!existsSync(target))
  })

  test('come all or not at all', async () => {
    const out = file()
    const nowhere = join(file(), 'none')
    const args = ['create-key', '--alias', 'a', '--spec', 'EC_P256', '--out', out, '--public-out', nowhere]
    const { exit, field } = await refused(args)
    assert.deepEqual([exit, field], [3, 'public-out'])
    assert.ok(!existsSync(out))
  })

  test('are not made by a run that is refused', async () => {
    const out = file()
    assert.equal((await refused(['create-key', '--alias', 'a b', '--out', out])).exit, 1)
    assert.equal((await refused(['create-key', '--alias', 'a', '--out', out, '--format', 'x'])).exit, 1)
    assert.ok(!existsSync(out))
  })

  test('are no folders', async () => {
    const folder = file()
    mkdirSync(folder)
    assert.equal((await refused(['create-key', '--alias', 'a', '--out', folder])).exit, 3)
    const { exit, message } = await refused(['convert', '--key', folder, '--to', 'jwk'])
    assert.equal(exit, 3)
    assert.match(message, /illegal operation on a directory/)
  })

  test('two of one name are refused', async () => {
    const out = file()
    const args = ['create-key', '--alias', 'a', '--spec', 'SM2', '--out', out, '--public-out', out]
    assert.equal((await refused(args)).exit, 2)
    assert.ok(!existsSync(out))
  })
})

test('Ctrl-C ends the making of a key with 130 and leaves nothing', async () => {
  const out = file()
  const args = ['create-key', '--alias', 'a', '--spec', 'RSA_4096', '--out', out]
  const { code, stdout, stderr } = await interrupted(args)
  assert.deepEqual([code, stdout, stderr, existsSync(out)], [130, '', '', false])
})
