// What a terminal would take for a command never reaches one: controls of one byte and of two, and what turns the
// direction of text, whether it stands in an argument, the name of a file, its content or the environment.
//   node --test tests/node/cli-terminal.test.mjs
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { answered, bin, file, pocketKms } from './cli.mjs'
import { exchange } from './raw.mjs'
import { run, serve } from './serving.mjs'
import { source } from './source.mjs'

/** Every control that an argument may have, C1 among them; a title, a colour, a cursor; marks, overrides and isolates. */
const HOSTILE = `${Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join('')}\x7f${Array.from({ length: 32 }, (_, i) => String.fromCharCode(0x80 + i)).join('')}` +
  '\x1b[2J\x1b]0;forged\x07\x9b31m\x9d0;forged\x9c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u2028\u2029'
const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

const spki = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const named = (content) => {
  const path = `${file()}${HOSTILE}`
  writeFileSync(path, content)
  return path
}
const PARAMETERS = JSON.stringify({ key_id: HOSTILE, import_token: `${HOSTILE}${HOSTILE}`, public_key: spki })

const RUNS = {
  'a command': [HOSTILE],
  'an option': ['create-key', `--${HOSTILE}`],
  'an argument': ['create-key', HOSTILE],
  'create-key, an alias': ['create-key', '--alias', HOSTILE],
  'create-key, every value': ['create-key', '--alias', 'a', '--description', HOSTILE, '--vm-id', HOSTILE],
  'create-key, a spec': ['create-key', '--alias', 'a', '--spec', HOSTILE],
  'create-key, a file that is there': ['create-key', '--alias', 'a', '--out', named('mine')],
  'create-key, a folder that is not': ['create-key', '--alias', 'a', '--out', `${file()}${HOSTILE}/none`],
  'wrap, parameters': ['wrap', '--parameters', named(PARAMETERS), '--generate', 'AES_256'],
  'wrap, parameters that are none': ['wrap', '--parameters', named(HOSTILE), '--generate', 'AES_256'],
  'wrap, a public key': ['wrap', '--public-key', named(HOSTILE), '--generate', 'AES_256'],
  'wrap, material': ['wrap', '--public-key', file(spki), '--material', named(HOSTILE)],
  'convert, a key': ['convert', '--key', named(HOSTILE), '--to', 'jwk'],
  'convert, a key that is not there': ['convert', '--key', `${file()}${HOSTILE}`, '--to', 'jwk'],
  'convert, a JSON Web Key': ['convert', '--key', named(JSON.stringify({ kty: 'oct', k: HOSTILE, kid: HOSTILE })), '--to', 'jwk', '--out', '-'],
  'convert, a JSON Web Key with more in it': ['convert', '--key', named(JSON.stringify({ kty: 'oct', k: 'A'.repeat(43), kid: HOSTILE })), '--spec', 'AES_256', '--to', 'jwk', '--out', '-'],
  'convert, a form': ['convert', '--key', file(spki), '--to', HOSTILE],
  'convert, a ciphertext': ['convert', '--ciphertext', named(HOSTILE), '--to', 'ASN1'],
  'env, a host': ['env', '--host', HOSTILE],
  'env, a region': ['env', '--region', HOSTILE],
  'env, a shell': ['env', '--shell', HOSTILE],
  'serve, a host': ['serve', '--host', HOSTILE],
  'serve, a project': ['serve', '--port', '0', '--project', HOSTILE],
  'serve, origins': ['serve', '--port', '0', '--origins', HOSTILE],
  'serve, a fault': ['serve', '--port', '0', '--fault', HOSTILE],
  'serve, a log': ['serve', '--port', '0', '--log', HOSTILE],
  'serve, keys': ['serve', '--port', '0', '--seed', named(JSON.stringify({ keys: [{ key_id: HOSTILE, key_alias: HOSTILE, [HOSTILE]: HOSTILE }] }))],
  'serve, keys that are none': ['serve', '--port', '0', '--seed', named(HOSTILE)],
}
const ENVIRONMENT = { HOME: HOSTILE, TERM: HOSTILE, HUAWEICLOUD_SDK_AK: HOSTILE, HUAWEICLOUD_SDK_SK: HOSTILE, POCKET_KMS_TOKEN: HOSTILE }

suite('nothing hidden is printed of', () => {
  for (const [name, args] of Object.entries(RUNS)) {
    for (const more of [[], ['--json']]) {
      test([name, ...more].join(' '), async () => {
        const { code, stdout, stderr } = await pocketKms([...args, ...more], { env: ENVIRONMENT })
        assert.ok([0, 1, 2, 3].includes(code), stderr)
        assert.ok(stdout || stderr)
        for (const text of [stdout, stderr]) assert.doesNotMatch(text, HIDDEN)
      })
    }
  }
  for (const auth of ['token', 'aksk']) {
    test(`serve, ${auth} of the environment`, async () => {
      const { code, stdout, stderr } = await run(['serve', '--port', '0', '--auth', auth], ENVIRONMENT).ended
      assert.deepEqual([code, stdout], [1, ''])
      assert.doesNotMatch(stderr, HIDDEN)
    })
  }
  for (const log of ['text', 'json']) {
    test(`serve, targets and methods that come to its log, ${log}`, async () => {
      const server = await serve(['--log', log])
      for (const target of [`/${HOSTILE}`, `/${encodeURIComponent(HOSTILE)}`, '/\x9b2J', '/\u0085', '/a\x7f', `/?${HOSTILE}`]) {
        await exchange(server.port, [Buffer.from(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)])
      }
      const { stdout, stderr } = await server.stop()
      for (const text of [stdout, stderr]) assert.doesNotMatch(text, HIDDEN)
      assert.match(stderr, /GET/)
    })
  }
})

test('JSON says what was hidden with an escape: a reader has it as it was', async () => {
  const { key_id, import_token } = await answered(RUNS['wrap, parameters'])
  assert.deepEqual([key_id, import_token], [HOSTILE, `${HOSTILE}${HOSTILE}`])
})

suite('text is printable', () => {
  const { printable } = source('cli/printable.ts')
  test('whatever character it has, and no other is changed', () => {
    for (let code = 0; code < 0x10000; code++) {
      const it = String.fromCharCode(code)
      const shown = HIDDEN.test(it) ? `\\u${code.toString(16).padStart(4, '0')}` : it
      assert.equal(printable(`a${it}b`), `a${shown}b`)
    }
    assert.equal(printable('🔑'), '🔑')
  })
})

suite('on a terminal', { skip: spawnSync('script', ['--version']).status !== 0 && 'there is no script here' }, () => {
  /** What a terminal is sent. */
  function seen(args, env = {}) {
    const command = [process.execPath, bin, ...args].map((it) => `'${it.replaceAll("'", `'\\''`)}'`).join(' ')
    const { status, stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { env: { PATH: process.env.PATH, TERM: 'xterm', ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
    return { status, text: stdout.toString().replaceAll('\r\n', '\n') }
  }
  test('the name of the program is red, and nothing else is more than text', () => {
    const { status, text } = seen(['create-key', '--alias', HOSTILE])
    assert.equal(status, 1)
    assert.match(text, /^\x1b\[31mpocket-kms:\x1b\[39m KMS\.1101 /)
    assert.doesNotMatch(text.replaceAll(/\x1b\[3[19]m/g, ''), HIDDEN)
  })
  test('nothing is red if nobody wants it', () => {
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) assert.match(seen(['frobnicate'], env).text, /^pocket-kms: There/)
  })
  test('bytes are refused: they would be commands', () => {
    const ciphertext = file(`04${'32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0'}${'1b'.repeat(32)}9b`)
    for (const [args, option] of [
      [['convert', '--ciphertext', ciphertext, '--from', 'C1C3C2', '--to', 'ASN1'], 'out'], [['create-key', '--alias', 'a', '--out', '-'], 'out'],
      [['create-key', '--alias', 'a', '--spec', 'SM2', '--public-out', '-', '--public-format', 'spki-der'], 'public-out'],
    ]) {
      const { status, text } = seen(args)
      assert.equal(status, 2, text)
      assert.match(text, new RegExp(`Bytes are not for a terminal: name a file by --${option}, or pipe them on\\.\\n$`))
      assert.doesNotMatch(text.replaceAll(/\x1b\[3[19]m/g, ''), HIDDEN)
    }
    assert.equal(seen(['convert', '--ciphertext', ciphertext, '--from', 'C1C3C2', '--to', 'ASN1', '--encoding', 'hex']).status, 0)
  })
})
