// The command line itself: help, wrong usage, exit codes, errors, colour.
//   node --test tests/node/cli.test.mjs
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { bin, file, interrupted, pocketKms, printed, refused } from './cli.mjs'

const COMMANDS = ['serve', 'create-key', 'wrap', 'convert', 'env']

suite('help', () => {
  test('without arguments there is an overview, which names every command and every exit code', async () => {
    const overview = await printed([])
    for (const name of COMMANDS) assert.match(overview, new RegExp(`^  ${name} `, 'm'))
    for (const code of [0, 1, 2, 3, 130]) assert.match(overview, new RegExp(`^  ${code} `, 'm'))
    assert.equal(await printed(['--help']), overview)
  })

  for (const name of COMMANDS) {
    test(`of ${name} has examples, and every option in it is there`, async () => {
      const help = await printed([name, '--help'])
      assert.match(help, /^Examples:\n/m)
      assert.match(help, new RegExp(`^Usage: pocket-kms ${name}`, 'm'))
      assert.equal(await printed([name, '-h']), help)
      const named = new Set([...help.matchAll(/--([a-z-]+)/g)].map(([, option]) => option))
      for (const option of named) {
        // Refused before anything is done: as given twice, or as one that takes no value.
        const { message } = await refused([name, `--${option}=`, `--${option}=`])
        assert.match(message, /given twice|takes no value/, option)
      }
    })
  }

  test('help comes before what is wrong with the rest', async () => {
    assert.match(await printed(['create-key', '--spec', 'none', '--help']), /^Usage:/)
  })

  test('--version is that of the package', async () => {
    const manifest = new URL('../node_modules/pocket-kms/package.json', import.meta.url)
    assert.equal(await printed(['--version']), `${JSON.parse(readFileSync(manifest, 'utf8')).version}\n`)
  })

  test('has the exit codes of docs/cli.md', () => {
    const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
    for (const code of [0, 1, 2, 3, 130]) assert.match(page, new RegExp(`^\\| ${code} \\|`, 'm'))
  })
})

suite('wrong usage ends in 2, and names what was meant', () => {
  for (const [args, message] of [
    [['creat-key'], /Did you mean create-key\?/],
    [['CONVERT'], /See pocket-kms --help/],
    [['frobnicate'], /See pocket-kms --help/],
    [['create-key', '--alais', 'a'], /Did you mean --alias\?/],
    [['create-key', '--frobnicate'], /See pocket-kms create-key --help/],
    [['create-key', '-x'], /no such option/],
    [['create-key', '--alias'], /--alias needs a value/],
    [['create-key', '--alias', '--spec', 'SM4'], /--alias needs a value/],
    [['create-key', '--alias', 'a', '--alias', 'b'], /given twice/],
    [['create-key', 'orders'], /takes options only/],
    [['create-key', '--alias', 'a', '--', 'b'], /takes options only/],
    [['create-key', '--help=yes'], /takes no value/],
    [['create-key', '--constructor', 'a'], /no such option/],
    [['create-key', '--alias', 'a', '--format', 'jwk'], /--format needs --out/],
    [['create-key', '--alias', 'a', '--public-format', 'jwk'], /--public-format needs --public-out/],
    [['create-key', '--alias', 'a', '--out', '-', '--public-out', '-'], /one place/],
    [['create-key', '--alias', 'a', '--origin', 'external', '--out', '-'], /no material/],
    [['convert', '--to', 'jwk'], /One of --key, --ciphertext, --signature/],
    [['convert', '--key', '-', '--signature', '-', '--to', 'jwk'], /only one/],
    [['convert', '--signature', '-', '--spec', 'SM2', '--to', 'RAW'], /--spec/],
    [['wrap', '--public-key', '-'], /--material, --generate/],
    [['wrap', '--public-key', '-', '--material', '-'], /stdin/],
    [['wrap', '--parameters', '-', '--public-key', '-', '--generate', 'SM2'], /only one/],
    [['wrap', '--public-key', '-', '--generate', 'SM2', '--out', '-'], /stdout/],
    [['wrap', '--public-key', '-', '--generate', 'SM2', '--spec', 'SM2'], /--spec needs --material/],
    [['wrap', '--public-key', '-', '--material', 'a', '--out', 'b'], /--out needs --generate/],
    [['env', '--port', '0'], /--port/],
    [['env', '--port', '65536'], /--port/],
    [['env', '--host', "a'; rm"], /--host/],
    [['env', '--region', 'CN_NORTH'], /--region/],
    [['env', '--shell', 'toString'], /--shell/],
  ]) {
    test(`pocket-kms ${args.join(' ')}`, async () => {
      const { exit, code, message: said } = await refused(args)
      assert.deepEqual([exit, code], [2, 'ERR_USAGE'])
      assert.match(said, message)
    })
  }

  test('a value that begins with - is written with =', async () => {
    assert.match((await refused(['create-key', '--alias', '-a'])).message, /--alias=-…/)
    assert.equal((await pocketKms(['create-key', '--alias=-a'])).code, 0)
  })

  test('what was typed is not repeated: it may be a secret', async () => {
    for (const args of [['swordfish'], ['create-key', 'swordfish'], ['create-key', '--swordfish', 'swordfish']]) {
      assert.doesNotMatch((await pocketKms(args)).stderr, /swordfish/)
    }
  })
})

suite('a refusal', () => {
  test('is the code and the sentence of the service, on stderr alone, and ends in 1', async () => {
    const { code, stdout, stderr } = await pocketKms(['create-key', '--alias', 'or ders'])
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^pocket-kms: KMS\.1101 Invalid key_alias\. key_alias must be .*\n$/)
  })

  test('with --json is an object, with the members of a KmsError', async () => {
    const { exit, message, ...rest } = await refused(['create-key', '--alias', 'or ders'])
    assert.deepEqual([exit, rest], [1, { code: 'KMS.1101', status: 400, field: 'key_alias' }])
    assert.match(message, /^Invalid key_alias/)
  })

  test('of a file ends in 3, and does not repeat its name', async () => {
    const { exit, code, field, message } = await refused(['convert', '--key', file(), '--to', 'jwk'])
    assert.deepEqual([exit, code, field], [3, 'ERR_FILE', 'key'])
    assert.equal(message, 'The file of --key cannot be read: no such file or directory.')
  })

  test('of a file that has no end comes when it is longer than any key', async () => {
    const { exit, code, field, message } = await refused(['convert', '--key', '/dev/zero', '--to', 'jwk'])
    assert.deepEqual([exit, code, field], [3, 'ERR_FILE', 'key'])
    assert.match(message, /longer than anything/)
  })

  for (const env of [{}, { NO_COLOR: '1' }]) {
    test(`has no colour where nobody watches, with ${JSON.stringify(env)}`, async () => {
      assert.doesNotMatch((await pocketKms(['frobnicate'], { env })).stderr, /\x1b/)
    })
  }
})

test('Ctrl-C ends the wait for stdin with 130', async () => {
  const { code, stdout, stderr } = await interrupted(['convert', '--key', '-', '--to', 'jwk'], { input: null })
  assert.deepEqual([code, stdout, stderr], [130, '', ''])
})

test('whoever has read enough of the output ends nothing', () => {
  const { status, stderr } = spawnSync('sh', ['-c', '"$0" "$1" --help | true', process.execPath, bin])
  assert.deepEqual([status, stderr.toString()], [0, ''])
})
