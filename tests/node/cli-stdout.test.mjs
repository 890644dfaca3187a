// A stdout that takes nothing: a full disk, and a reader who is gone before anything is printed. What a run has
// made arrives, or is not there.
//   node --test tests/node/cli-stdout.test.mjs
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { suite, test } from 'node:test'
import { bin, file, text } from './cli.mjs'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PUBLIC = file(pair.publicKey.export({ type: 'spki', format: 'der' }))
const PRIVATE = file(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
const AES = file(Buffer.alloc(32, 7))
// The curve's base point, any digest, a byte.
const POINT = '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0'
const CIPHERTEXT = file(`04${POINT}${'2'.repeat(64)}33`)
const SIGNATURE = file('1'.repeat(128))

/** Runs the program by these lines of a shell, in which "$@" is its command. */
function shell(lines, args) {
  const child = spawn('sh', ['-c', lines, 'sh', process.execPath, bin, ...args], { env: { PATH: process.env.PATH } })
  child.result = Promise.all([once(child, 'close'), child.stderr.toArray()])
    .then(([[code, signal], stderr]) => ({ code, signal, stderr: Buffer.concat(stderr).toString() }))
  return child
}

/** Each stdout that takes nothing: what a run with it comes to. */
const STDOUTS = {
  'a full disk': (args) => {
    const child = shell('exec "$@" >/dev/full', args)
    child.stdin.end()
    return child.result
  },
  'a reader who is gone': async (args) => {
    // The program is started when its reader has gone, and not before.
    const child = shell('read -r _; exec "$@"', args)
    child.stdout.destroy()
    await once(child.stdout, 'close')
    child.stdin.end('\n')
    return child.result
  },
}
const REASONS = { 'a full disk': 'no space left on device', 'a reader who is gone': 'broken pipe' }

/** The runs that make something: their arguments, and the files that they are told to make. */
const MAKING = {
  'create-key': () => [['create-key', '--alias', 'a']],
  'create-key with files': () => {
    const [out, publicOut] = [file(), file()]
    return [['create-key', '--alias', 'a', '--spec', 'EC_P256', '--out', out, '--public-out', publicOut], out, publicOut]
  },
  'create-key with a key on stdout': () => {
    const publicOut = file()
    return [['create-key', '--alias', 'a', '--spec', 'EC_P256', '--out', '-', '--public-out', publicOut], publicOut]
  },
  'wrap of material': () => [['wrap', '--public-key', PUBLIC, '--material', AES, '--spec', 'AES_256']],
  'wrap of what it makes': () => {
    const out = file()
    return [['wrap', '--public-key', PUBLIC, '--generate', 'AES_256', '--out', out], out]
  },
  'convert of a public key': () => [['convert', '--key', PUBLIC, '--to', 'spki-pem']],
  'convert of a private key': () => [['convert', '--key', PRIVATE, '--to', 'pkcs8-der', '--out', '-']],
  'convert of a ciphertext': () => [['convert', '--ciphertext', CIPHERTEXT, '--from', 'C1C3C2', '--to', 'C1C2C3']],
  'convert of a signature': () => [['convert', '--signature', SIGNATURE, '--to', 'RAW']],
}
/** The runs that say what they would say again. */
const SAYING = {
  'the overview': ['--help'], 'the version': ['--version'], env: ['env'], 'env as JSON': ['env', '--json'],
  ...Object.fromEntries(['serve', 'create-key', 'wrap', 'convert', 'env'].map((name) => [`help of ${name}`, [name, '--help']])),
}

for (const [stdout, ended] of Object.entries(STDOUTS)) {
  suite(`stdout is ${stdout}`, () => {
    for (const [name, of] of Object.entries(MAKING)) {
      for (const more of [[], ['--json']]) {
        test(`${[name, ...more].join(' ')} fails in one line and leaves no file`, async () => {
          const [args, ...files] = of()
          const { code, signal, stderr } = await ended([...args, ...more])
          assert.deepEqual([code, signal], [3, null], stderr)
          const message = `stdout cannot be written: ${REASONS[stdout]}.`
          if (more.length === 0) assert.equal(stderr, `pocket-kms: ${message}\n`)
          else assert.deepEqual(JSON.parse(stderr), { error: { code: 'ERR_FILE', status: 400, message } })
          for (const path of files) assert.ok(!existsSync(path), path)
        })
      }
    }
  })
}

suite('what can be said again', () => {
  for (const [name, args] of Object.entries(SAYING)) {
    test(`${name} fails on a full disk, in one line`, async () => {
      const { code, stderr } = await STDOUTS['a full disk'](args)
      const message = 'stdout cannot be written: no space left on device.'
      assert.equal(code, 3)
      if (args.includes('--json')) assert.equal(JSON.parse(stderr).error.message, message)
      else assert.equal(stderr, `pocket-kms: ${message}\n`)
    })
    test(`${name} may have a reader who is gone`, async () => {
      assert.deepEqual(await STDOUTS['a reader who is gone'](args), { code: 0, signal: null, stderr: '' })
    })
  }
})

suite('serve', () => {
  test('that cannot say where it is ends', async () => {
    for (const more of [[], ['--json']]) {
      const { code, stderr } = await STDOUTS['a full disk'](['serve', '--port', '0', ...more])
      assert.equal(code, 3)
      assert.match(stderr, /^[^\n]*stdout cannot be written: no space left on device\.[^\n]*\n$/)
    }
  })
})

suite('stderr takes nothing', () => {
  test('and a refusal ends as ever', async () => {
    const child = shell('exec "$@" 2>/dev/full', ['create-key', '--alias', 'a b'])
    assert.equal((await child.result).code, 1)
  })
  test('and the answer that was for it has not arrived: no file is left', async () => {
    const out = file()
    const child = shell('exec "$@" 2>/dev/full', ['create-key', '--alias', 'a', '--spec', 'EC_P256', '--out', out, '--public-out', '-'])
    assert.equal((await child.result).code, 3)
    assert.ok(!existsSync(out))
  })
})

test('a disk that is full in the middle of the answer fails as one that is full before', async () => {
  // Of 512 bytes that a file may have 12 are left: the answer is longer, the key is not.
  const [out, answers] = [file(), file('x'.repeat(500))]
  const child = shell(`trap '' XFSZ; ulimit -f 1; exec "$@" >>${answers}`, ['create-key', '--alias', 'a', '--out', out])
  const { code, stderr } = await child.result
  assert.equal(code, 3, stderr)
  assert.ok(!existsSync(out))
})

test('a reader who takes the first line leaves the files where they are', async () => {
  const out = file()
  const { code } = await shell('"$@" | head -1', ['create-key', '--alias', 'a', '--spec', 'EC_P256', '--out', out]).result
  assert.equal(code, 0)
  assert.equal(createPublicKey(text(out)).asymmetricKeyType, 'ec')
})
