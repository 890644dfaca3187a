// What `pocket-kms serve` prints: nothing that it was given as a secret, and lines that a shell takes as they are meant.
//   node --test tests/node/serve-announced.test.mjs
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { parseEnv } from 'node:util'
import { PROJECT, targetOf } from './asking.mjs'
import { run, send, serve } from './serving.mjs'
import { signed } from './signing.mjs'
import { source } from './source.mjs'

const HOSTILE = {
  quotes: `it's"quoted'"`, commands: '$(echo~pwned)`echo~pwned`', expansions: '${HOME}$HOME$$!!', escapes: '\\n\\\'\\"\\', ends: "';echo'pwned';'", comments: '#%&|;<>*?~{}[]()',
}

/** The variables that a real sh has when it has run the lines, out of those of `names`. */
function evaluated(lines, names, env) {
  const script = `${lines}\nfor name in ${names.join(' ')}; do eval "printf '%s\\0' \\"\\$$name\\""; done`
  const output = execFileSync('sh', ['-eu', '-c', script], { env: { PATH: process.env.PATH, HOME: '/nowhere', ...env }, encoding: 'utf8' })
  return output.split('\0').slice(0, -1)
}

/** All that a server has printed when it has answered a request, and has ended. */
async function printedBy(args, env, headers) {
  const own = run(['serve', '--port', '0', ...args], env)
  await once(own.child.stdout, 'data')
  const [port] = /(?<=127\.0\.0\.1:)\d+/.exec(own.stdout)
  assert.equal((await send(Number(port), 'GET', 'tags', { headers: headers(port) })).status, 200)
  assert.notEqual((await send(Number(port), 'GET', 'tags')).status, 200)
  own.child.kill('SIGTERM')
  const { code, stdout, stderr } = await own.ended
  assert.equal(code, 0, stderr)
  return { stdout, stderr }
}

suite('an access key of the environment', () => {
  for (const [name, ak] of Object.entries(HOSTILE)) {
    const sk = `${ak}/secret-${name}`
    const env = { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk }
    const headers = (port) => signed({ method: 'GET', target: targetOf('tags'), headers: { Host: `127.0.0.1:${port}` } }, { ak, sk })
    const args = ['--auth', 'aksk', '--project', PROJECT]
    const names = ['HUAWEICLOUD_SDK_AK', 'CLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'CLOUD_SDK_SK', 'HUAWEICLOUD_SDK_PROJECT_ID']

    for (const log of ['text', 'json']) {
      test(`with ${name} comes through a shell as it is, and its secret is nowhere in what is printed, log ${log}`, async () => {
        const { stdout, stderr } = await printedBy([...args, '--log', log], env, headers)
        assert.ok(![stdout, stderr].some((it) => it.includes('secret-')), stdout)
        assert.doesNotMatch(stdout, /HUAWEICLOUD_SDK_SK=/)
        const lines = stdout.split('\n').slice(1).join('\n')
        assert.deepEqual(evaluated(lines, names, env), [ak, ak, sk, sk, PROJECT])
        // A shell that has another CLOUD_SDK_SK and not the secret keeps it.
        const { HUAWEICLOUD_SDK_SK: _, ...without } = env
        assert.deepEqual(evaluated(lines, ['CLOUD_SDK_SK'], { ...without, CLOUD_SDK_SK: 'mine' }), ['mine'])
      })
    }
    test(`with ${name} is in the object for a program without its secret`, async () => {
      const { stdout, stderr } = await printedBy([...args, '--json'], env, headers)
      assert.ok(![stdout, stderr].some((it) => it.includes('secret-')), stdout)
      const { environment } = JSON.parse(stdout)
      assert.deepEqual([environment.HUAWEICLOUD_SDK_AK, environment.CLOUD_SDK_AK], [ak, ak])
      assert.deepEqual(Object.keys(environment).filter((it) => it.endsWith('_SK')), [])
    })
  }
  test('of which only the id is given has a fresh secret, which is printed', async () => {
    const server = await serve(['--auth', 'aksk'], { HUAWEICLOUD_SDK_AK: 'mine' })
    const { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk, CLOUD_SDK_SK } = server.announced.environment
    await server.stop()
    assert.equal(ak, 'mine')
    assert.match(sk, /^[0-9a-f]{40}$/)
    assert.equal(CLOUD_SDK_SK, sk)
  })
})

suite('a token of the environment', () => {
  for (const [name, value] of Object.entries(HOSTILE)) {
    const token = `${value}secret-${name}`
    for (const args of [[], ['--json'], ['--log', 'json']]) {
      test(`with ${name} is nowhere in what is printed, ${args.join(' ') || 'as text'}`, async () => {
        const { stdout, stderr } = await printedBy(['--auth', 'token', ...args], { POCKET_KMS_TOKEN: token }, () => ({ 'X-Auth-Token': token }))
        assert.ok(![stdout, stderr].some((it) => it.includes('secret-')), stdout)
        if (args.includes('--json')) assert.ok(!('token' in JSON.parse(stdout)))
        else assert.match(stdout, /POCKET_KMS_TOKEN/)
      })
    }
  }
  test('that cannot be a token is not in the refusal either', async () => {
    for (const [name, value] of [['POCKET_KMS_TOKEN', 'two swordfish'], ['POCKET_KMS_TOKEN', 'sword\nfish'], ['HUAWEICLOUD_SDK_SK', 'two swordfish'], ['HUAWEICLOUD_SDK_AK', 'sword,fish']]) {
      const auth = name === 'POCKET_KMS_TOKEN' ? 'token' : 'aksk'
      const { code, stdout, stderr } = await run(['serve', '--port', '0', '--auth', auth], { [name]: value }).ended
      assert.deepEqual([code, stdout], [1, ''])
      assert.doesNotMatch(stderr, /sword|fish/)
    }
  })
})

suite('each shell', () => {
  const { assignmentIn } = source('cli/shells.ts')
  const values = { ...HOSTILE, plain: 'http://127.0.0.1:8480', empty: '', spaces: ' a  b ', lines: 'a\nb\n', tab: 'a\tb', letters: 'ü密🔑', all: Array.from({ length: 0x7e }, (_, i) => String.fromCharCode(i + 1)).join('') }

  for (const [name, value] of Object.entries(values)) {
    test(`sh reads ${name} as it was`, () => assert.deepEqual(evaluated(assignmentIn.sh('NAME', value), ['NAME'], {}), [value]))
  }
  const { status } = spawnSync('fish', ['--version'])
  for (const [name, value] of Object.entries(values)) {
    test(`fish reads ${name} as it was`, { skip: status !== 0 && 'there is no fish here: the table below stands for it' }, () => {
      const output = execFileSync('fish', ['--no-config', '-c', `${assignmentIn.fish('NAME', value)}\nprintf '%s' $NAME`], { env: { PATH: process.env.PATH, HOME: '/nowhere' }, encoding: 'utf8' })
      assert.equal(output, value)
    })
  }
  for (const [value, fish, powershell] of [
    ['plain', `set -gx N 'plain'`, `$env:N = 'plain'`],
    ['$HOME `a` "b"', `set -gx N '$HOME \`a\` "b"'`, `$env:N = '$HOME \`a\` "b"'`],
    [`it's`, `set -gx N 'it\\'s'`, `$env:N = 'it''s'`],
    [`a\\'b\\`, `set -gx N 'a\\\\\\'b\\\\'`, `$env:N = 'a\\''b\\'`],
    ['two\nlines', `set -gx N 'two\nlines'`, `$env:N = 'two\nlines'`],
    // PowerShell takes any of these for the quote.
    ['‘a’ ‚b‛', `set -gx N '‘a’ ‚b‛'`, `$env:N = '‘‘a’’ ‚‚b‛‛'`],
  ]) {
    test(`fish and PowerShell are told ${JSON.stringify(value)} in their own way`, () => {
      assert.deepEqual([assignmentIn.fish('N', value), assignmentIn.powershell('N', value)], [fish, powershell])
    })
  }
  for (const [name, value] of Object.entries(values)) {
    test(`a reader of .env reads ${name} as it was, or it is refused`, () => {
      // Between double quotes readers differ, so there is no form of a value that has both of the others.
      const isHopeless = value.includes("'") && value.includes('`')
      if (isHopeless) assert.throws(() => assignmentIn.dotenv('NAME', value), { code: 'ERR_USAGE' })
      else assert.deepEqual({ ...parseEnv(assignmentIn.dotenv('NAME', value)) }, { NAME: value })
    })
  }
})
