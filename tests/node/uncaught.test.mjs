// A refusal that nobody catches is readable: Node prints the line that threw, which holds no module.
//   node --test tests/node/uncaught.test.mjs
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'

const MOST_BYTES = 2_000
const SCRIPTS = {
  'createKey by import': `const { createKey } = await import('pocket-kms'); await createKey({ key_alias: 'a b' })`,
  'createKey by require': `require('pocket-kms').createKey({ key_alias: 'a b' })`,
  'createKey of its own entry': `const { createKey } = await import('pocket-kms/create-key'); await createKey({ key_alias: 'a b' })`,
  'a Kms by import': `const { Kms } = await import('pocket-kms'); await (await Kms.open()).createKey({ key_alias: 'a b' })`,
  'a Kms by require': `require('pocket-kms').Kms.open().then((kms) => kms.createKey({ key_alias: 'a b' }))`,
}

suite('an uncaught refusal of', () => {
  for (const [name, script] of Object.entries(SCRIPTS)) {
    test(`${name} prints little, and its message comes through a pipe`, async (t) => {
      const { code, printed } = await piped(script)
      const text = printed.toString()
      assert.equal(code, 1)
      assert.match(text, /KmsError: Invalid key_alias\. key_alias must be 1 to 255 characters/)
      for (const member of [/code: 'KMS\.1101'/, /status: 400/, /field: 'key_alias'/]) assert.match(text, member)
      assert.ok(printed.length <= MOST_BYTES, `${printed.length} bytes`)
      t.diagnostic(`${name}: ${printed.length} bytes`)
    })
  }
})

test('a module inside of the package, and any long text, stands alone on its line: nothing there can throw', () => {
  const dist = new URL('../node_modules/pocket-kms/dist/', import.meta.url)
  const files = readdirSync(dist, { recursive: true }).filter((name) => /\.c?js$/.test(name) && name !== 'worker.js')
  const lines = files.flatMap((name) => readFileSync(new URL(name, dist), 'utf8').split('\n').map((line) => [name, line]))
  const long = lines.filter(([, line]) => line.length > MOST_BYTES / 2)
  assert.ok(long.length >= 6, 'five modules, and the script of workers')
  for (const [name, line] of long) assert.match(line, /^((var|const) \w+ = )?("[^"]*"|'[^']*');?$/, `${name}: ${line.slice(0, 80)}`)
})

/** What a process prints on a pipe until it is over. */
async function piped(script) {
  const type = script.startsWith('require') ? 'commonjs' : 'module'
  const child = spawn(process.execPath, [`--input-type=${type}`, '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const parts = []
  child.stderr.on('data', (part) => parts.push(part))
  const [code] = await once(child, 'close')
  return { code, printed: Buffer.concat(parts) }
}
