// The tarball as it would be published: what is in it, what its module may reach, what it weighs.
//   scripts/pack.sh && node --test tests/packaging/tarball.test.mjs
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { evalsIn } from './eval.mjs'
import { installed, run, tests } from './run.mjs'

const manifest = JSON.parse(readFileSync(installed('package.json'), 'utf8'))
const tarball = tests(`../target/pocket-kms-${manifest.version}.tgz`)
const read = (file) => readFileSync(installed('dist', file))

/** Of each a module and the same as CommonJS. */
const both = (...names) => names.flatMap((name) => [`dist/${name}.cjs`, `dist/${name}.js`])
const declarations = (...names) => names.flatMap((name) => [`dist/${name}.d.cts`, `dist/${name}.d.ts`])
const WASM = ['create-key', 'kms', 'rsa-fma', 'rsa-scalar', 'rsa-simd128']
const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD-PARTY-LICENSES',
  'package.json',
  ...declarations('convert', 'create-key', 'index', 'kms', 'testing'),
  'dist/wasm.d.ts',
  // Entries.
  ...both('index', 'create-key', 'testing', 'slim/index'),
  ...['cli', 'edge', 'edge-create-key', 'static', 'worker', 'workerd', 'workerd-create-key'].map((name) => `dist/${name}.js`),
  // What they load when it is called, and what several of them share, under a name of its content.
  ...both('base', 'call-create-key', 'part-create-key', 'part-kms', 'part-rsa', ...WASM.map((name) => `wasm-${name}`)),
  ...both('slim/base', 'slim/call-create-key', 'slim/part-create-key', 'slim/part-kms', 'slim/part-rsa'),
  ...WASM.map((name) => `dist/${name}.wasm`),
]
const isShared = (file) => /^dist\/(slim\/)?shared-[A-Z0-9]{8}\.c?js$/.test(file)
const packed = readdirSync(installed(), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(installed(), join(entry.parentPath, entry.name)))

const SCRIPTS = packed.filter((file) => /\.c?js$/.test(file)).map((file) => file.replace('dist/', ''))
const notices = readNotices(readFileSync(installed('THIRD-PARTY-LICENSES'), 'utf8'))

test('the tarball holds these files and no other', async () => {
  const names = (await run('tar', '-tzf', tarball)).trim().split('\n')
  const files = names.map((name) => name.replace(/^package\//, '')).filter((name) => !isShared(name))
  assert.deepEqual(files.sort(), FILES.sort())
})

test('the package depends on nothing and runs nothing when it is installed', () => {
  const kinds = ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies']
  for (const member of [...kinds, 'scripts']) assert.ok(!(member in manifest), member)
})

test('every path that the package names exists', () => {
  const paths = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(paths))
  const { main, module, types, exports, typesVersions, bin } = manifest
  for (const path of paths({ main, module, types, exports, typesVersions, bin })) {
    assert.ok(existsSync(installed(path)), path)
  }
})

test('publint has nothing to say', async () => {
  assert.match(await run(tests('node_modules/.bin/publint'), '--strict', tarball), /All good!\s*$/)
})

test('the types resolve from every kind of module', async () => {
  const attw = tests('node_modules/.bin/attw')
  const options = ['--profile', 'strict', '--exclude-entrypoints', './static', './worker.js', ...WASM.map((name) => `./${name}.wasm`)]
  assert.match(await run(attw, tarball, ...options), /No problems found/)
})

for (const name of ['create-key', 'index', 'convert', 'kms', 'testing']) {
  test(`the declarations of ${name} for import and for require are one text, but for what they refer to`, () => {
    const [esm, commonjs] = [`${name}.d.ts`, `${name}.d.cts`].map((file) => read(file).toString())
    assert.equal(commonjs, esm.replace(/'(\.\/[\w-]+)\.js'/g, "'$1.cjs'"))
  })
}

test('the service asks its platform for randomness, its caller for a call, and the language for the rest', () => {
  const call = ['now', 'fill', 'primes', 'isProved', 'pause']
  const store = ['insert', 'replace', 'get', 'list', 'count', 'remove']
  const handles = ['created_new', 'converted_new', 'waiting_new']
  const language = ['parse', 'stringify', 'call', 'length', 'new_with_length', 'of', 'prototypesetcall', 'instanceof_Uint8Array']
  assert.deepEqual(importsOf('kms'), ['getRandomValues', ...call, ...store, ...handles, ...language].sort())
})

test('create-key asks its platform for randomness and nobody for anything else', () => {
  assert.deepEqual(importsOf('create-key'), ['getRandomValues'])
})

/** What a module imports but for the values that cross. */
function importsOf(name) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(read(`${name}.wasm`))).map(({ name }) => name)
  const own = imports.filter((name) => !/^__wb(indgen|g___wbindgen)_/.test(name))
  return [...new Set(own.map((name) => name.replace(/^(__wbg_)+|_[0-9a-f]{16}$/g, '')))].sort()
}

for (const name of WASM) {
  test(`${name}.wasm names no place on the machine that built it`, () => {
    const text = read(`${name}.wasm`).toString('latin1')
    assert.doesNotMatch(text, /\/(root|home|Users)\/|\.cargo\//)
    for (const place of [homedir(), tests('..')]) assert.ok(!text.includes(place), place)
  })
}

test('every crate that is linked is named with its version and its licence, and no other', async () => {
  const options = ['--target', 'wasm32-unknown-unknown', '--edges', 'normal,no-proc-macro', '--prefix', 'none']
  const tree = await run('cargo', 'tree', '--locked', '--manifest-path', tests('../Cargo.toml'), '--workspace', ...options, '--format', '{p}: {l}')
  const linked = tree.split('\n').filter((line) => line && !line.includes(' (/'))
  const expected = linked.map((line) => line.replace(/ \(\*\)$/, '').replace(' v', ' '))
  assert.deepEqual(notices.crates, [...new Set(expected)].sort())
})

test('every crate that the module itself names in its texts is among them', () => {
  const paths = read('kms.wasm').toString('latin1').matchAll(/cargo\/registry\/src\/[^/]+\/([\w-]+)-(\d[\w.+-]*)\//g)
  const named = new Set([...paths].map(([, name, version]) => `${name} ${version}`))
  assert.ok(named.size > 10, [...named].join())
  for (const name of named) assert.ok(notices.crates.some((line) => line.startsWith(`${name}: `)), name)
})

test('each of them has the text of a licence that it offers', () => {
  // A sentence of each licence that only its text has.
  const sentences = {
    'Apache-2.0': /Apache License\s+Version 2\.0|Licensed under the Apache License, Version 2\.0/i,
    MIT: /The above copyright notice and this permission notice/,
    'BSD-3-Clause': /Neither the name of/,
    'Unicode-3.0': /UNICODE LICENSE V3/,
  }
  const covered = new Map()
  for (const { licence, names, text } of notices.texts) {
    assert.match(text, sentences[licence], `${licence}: ${names}`)
    for (const name of names) covered.set(name, [...(covered.get(name) ?? []), licence])
  }
  for (const line of notices.crates) {
    const [name, offered] = line.split(': ')
    const licences = covered.get(name) ?? []
    // One of every part: "(MIT OR Apache-2.0) AND Unicode-3.0".
    for (const part of offered.split(' AND ')) assert.ok(licences.some((licence) => part.includes(licence)), line)
    covered.delete(name)
  }
  assert.deepEqual([...covered.keys()], [])
  assert.ok(notices.texts.some(({ text }) => text.includes('TERMS AND CONDITIONS FOR USE, REPRODUCTION')))
})

for (const file of SCRIPTS) {
  test(`${file} makes no code of text`, () => assert.deepEqual(evalsIn(read(file).toString()), []))
}

const EVALS = [
  'eval(text)', '(0, eval)(text)', 'const run = eval; run(text)', 'globalThis.eval(text)', 'globalThis["eval"](text)',
  'globalThis["ev" + "al"](text)', 'globalThis[`eval`](text)', '\\u0065val(text)', 'const { eval: run } = globalThis',
  'new Worker(text, { eval: true })', 'new Worker(text, {eval:!0})', 'new Worker(text, { "eval": 1 })',
  'new Function(text)', 'Function(text)()', 'Reflect.construct(Function, [text])', '(() => {}).constructor(text)',
  'new (async () => {}).constructor(text)', '[]["constructor"]["constructor"](text)', 'setTimeout("go()", 1)',
  'globalThis.setInterval(`go()`)', 'import vm from "node:vm"', 'require("vm").runInThisContext(text)',
]
for (const script of EVALS) {
  test(`this would be found: ${script}`, () => assert.notDeepEqual(evalsIn(script), []))
}

test('what only speaks of eval is not found', () => {
  for (const script of ["'wasm-unsafe-eval'", '/unsafe-eval/.test(text)', '// eval(text)', 'setTimeout(() => go(), 1)', 'medieval()']) {
    assert.deepEqual(evalsIn(script), [], script)
  }
})

// The command line reads the module beside it, and throws dice for the faults that serve is asked for.
for (const file of SCRIPTS.filter((name) => name !== 'cli.js')) {
  test(`${file} draws no weak randomness and looks for nothing around it`, () => {
    const text = read(file).toString()
    for (const word of ['Math.random', 'document', 'import.meta']) assert.ok(!text.includes(word), word)
  })
}

test('the command line is a program, and holds no second copy of the module', () => {
  assert.equal(manifest.bin['pocket-kms'], './dist/cli.js')
  assert.equal(statSync(installed('dist/cli.js')).mode & 0o777, 0o755)
  assert.match(read('cli.js').toString(), /^#!\/usr\/bin\/env node\n/)
})

const ENTRIES = SCRIPTS.filter((name) => /^(slim\/)?(index|create-key|static|workerd|edge)\b/.test(name))
for (const entry of ENTRIES) {
  test(`${entry} reaches nothing of what is for tests alone`, () => {
    for (const file of reachedFrom(entry)) {
      const text = read(file).toString()
      for (const word of ['ManualClock', 'seededRandom', 'openForTesting', 'storeConformance']) {
        assert.ok(!text.includes(word), `${file}: ${word}`)
      }
    }
  })
}

for (const entry of ['create-key.js', 'create-key.cjs', 'workerd-create-key.js', 'edge-create-key.js']) {
  test(`${entry} never names the service`, () => {
    const files = [...reachedFrom(entry)]
    for (const file of files) assert.doesNotMatch(read(file).toString(), /\bkms(\.wasm|-wasm|_call)|part-kms|listKeys/, file)
    assert.ok(entry.includes('-create') || files.some((file) => file.startsWith('wasm-create-key')), files.join())
  })
}

/** The files that a file of dist may load, itself among them. */
function reachedFrom(entry, reached = new Set()) {
  if (reached.has(entry)) return reached
  reached.add(entry)
  const paths = read(entry).toString().matchAll(/(?:from|import|require)\s*\(?\s*"(\.\/[\w-]+\.c?js)"/g)
  for (const [, path] of paths) reachedFrom(join(dirname(entry), path), reached)
  return reached
}

/** THIRD-PARTY-LICENSES: the lines that name a crate, and the texts under "LICENCE: CRATE, CRATE…". */
function readNotices(file) {
  const [head, ...texts] = file.split(`${'-'.repeat(80)}\n`)
  return {
    crates: head.split('\n').filter((line) => /^[\w-]+ \d+\.\d+\S*: /.test(line)),
    texts: texts.map((section) => {
      const [, licence, names, text] = /^(\S+): (.+)\n\n([^]+)$/.exec(section)
      return { licence, names: names.split(', '), text }
    }),
  }
}
