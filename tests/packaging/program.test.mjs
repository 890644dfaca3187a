// The package's program, installed from the tarball as a user does it, on every Node.
//   scripts/pack.sh && node --test tests/packaging/program.test.mjs
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { before, describe, test } from 'node:test'
import { installed, nodes, run, temporaryFolder, tests } from './run.mjs'

const { version } = JSON.parse(readFileSync(installed('package.json'), 'utf8'))
const tarball = tests(`../target/pocket-kms-${version}.tgz`)
const folder = temporaryFolder()
const program = join(folder, 'node_modules/.bin/pocket-kms')
// It depends on nothing, so there is nothing to be had from elsewhere.
const OFFLINE = ['--offline', '--no-audit', '--no-fund']

before(async () => {
  mkdirSync(join(folder, 'node_modules'))
  await run('npm', 'install', ...OFFLINE, '--prefix', folder, tarball)
})

test('npx runs it out of the tarball', async () => {
  assert.equal(await run('npx', ...OFFLINE, '--yes', '--package', tarball, '--', 'pocket-kms', '--version'), `${version}\n`)
})

for (const [name, node] of Object.entries(nodes)) {
  describe(name, () => {
    // As a shell finds it: by the first line of the file, and PATH.
    const env = { ...process.env, NO_COLOR: '1', PATH: dirname(node) + delimiter + process.env.PATH }
    const started = (...args) => spawn(program, args, { env, timeout: 60_000, killSignal: 'SIGKILL' })
    const outcome = async (child) => {
      const texts = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray())
      const [code] = await once(child, 'close')
      const [output, errors] = await Promise.all(texts)
      return { code, output: output.join(''), errors: errors.join('') }
    }

    test('pocket-kms --version is that of the package', async () => {
      assert.deepEqual(await outcome(started('--version')), { code: 0, output: `${version}\n`, errors: '' })
    })

    test('pocket-kms create-key makes a key', async () => {
      const { code, output } = await outcome(started('create-key', '--alias', 'orders', '--json'))
      assert.equal(code, 0)
      assert.match(JSON.parse(output).key_info.key_id, /^[0-9a-f-]{36}$/)
    })

    test('pocket-kms create-key that is refused ends with 1, and one that is none with 2', async () => {
      const refused = await outcome(started('create-key', '--alias', 'or ders'))
      assert.deepEqual([refused.code, refused.output], [1, ''])
      assert.match(refused.errors, /KMS\.1101/)
      const wrong = await outcome(started('create-keys'))
      assert.deepEqual([wrong.code, wrong.output], [2, ''])
      assert.match(wrong.errors, /Did you mean create-key\?/)
    })

    test('pocket-kms serve answers on a port of its own until it is told to stop', async () => {
      const server = started('serve', '--port', '0', '--json', '--log', 'none')
      const [line] = await Promise.race([once(server.stdout, 'data'), once(server, 'exit')])
      const { endpoint } = JSON.parse(line)
      assert.deepEqual(await (await fetch(`${endpoint}/health`)).json(), { status: 'ok' })
      assert.equal((await fetch(`${endpoint}/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key`)).status, 405)
      server.kill('SIGTERM')
      assert.deepEqual(await outcome(server), { code: 0, output: '', errors: '' })
      await assert.rejects(fetch(`${endpoint}/health`), TypeError)
    })
  })
}
