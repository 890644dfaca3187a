// Every program, on every runtime that has a command line.
//   node --test tests/packaging/runtimes.test.mjs
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consumer, keys, nodes, run, temporaryFolder, tests } from './run.mjs'

// Deno keeps what it has compiled by time and size, and files out of a tarball are all of one time.
process.env.DENO_DIR = temporaryFolder()

const runtimes = {
  ...Object.fromEntries(Object.entries(nodes).map(([name, program]) => [name, [program]])),
  Bun: [tests('node_modules/.bin/bun')],
  Deno: [tests('node_modules/.bin/deno'), 'run', '--no-prompt', '--allow-read'],
}

const programs = {
  'that imports the package': 'esm/main.mjs',
  'that requires the package': 'cjs/main.cjs',
  'that imports pocket-kms/slim, calls too early, and gives it the bytes': 'slim-esm/main.mjs',
  'that requires pocket-kms/slim, calls too early, and gives it the bytes': 'slim-cjs/main.cjs',
  'with two copies of the package, and a third in another realm': 'both/main.mjs',
  'that keeps keys, on stores and clocks of its own': 'kms/main.mjs',
  'that requires the service and the testing entry': 'kms-cjs/main.cjs',
  'that asks the REST API': 'fetch/main.mjs',
  'that gives up a search': 'aborted/main.mjs',
  'that counts on a worker for its RSA key': 'worker-thread/main.mjs',
  'of a host that refuses to be taken for Node': 'no-node/main.mjs',
  'that sees import do no work, the first call load, and RSA start a worker': 'idle/main.mjs',
}

for (const [runtime, command] of Object.entries(runtimes)) {
  describe(runtime, () => {
    for (const [kind, file] of Object.entries(programs)) {
      test(`a program ${kind} makes its keys and ends by itself`, async () => {
        const output = await run(...command, consumer(file))
        assert.match(output, keys(file.startsWith('both') ? 2 : 1))
      })
    }
  })
}

/** Flags of Node that forbid what a program might do, but for what this package needs. */
const STRICT = {
  'forbids code of text': () => ['--disallow-code-generation-from-strings'],
  'has its permission model on': (version) => [
    version < 22 ? '--experimental-permission' : '--permission',
    '--allow-worker',
    `--allow-fs-read=${tests()}*`,
  ],
}

for (const [name, program] of Object.entries(nodes)) {
  for (const [rule, flags] of Object.entries(STRICT)) {
    test(`${name} that ${rule} makes an RSA key in a worker`, async () => {
      const [version] = /\d+/.exec(name)
      assert.match(await run(program, ...flags(Number(version)), consumer('worker-thread/main.mjs')), keys())
    })
  }
}
