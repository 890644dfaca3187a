// Whether the implementation is what the declarations say.
//   node --test tests/packaging/declarations.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { build } from 'esbuild'
import * as kms from 'pocket-kms'
import ts from 'typescript'
import { program } from './compiler.mjs'
import { installed, tests } from './run.mjs'

const files = Object.fromEntries(['index', 'create-key', 'testing'].map((name) => [name, installed(`dist/${name}.d.ts`)]))
const declarations = program(Object.values(files), { module: 'nodenext', lib: ['es2022'], types: [] })
const checker = declarations.getTypeChecker()
const declaredBy = (file) => checker.getExportsOfModule(checker.getSymbolAtLocation(declarations.getSourceFile(file)))
const declared = declaredBy(files.index)
const symbolOf = (name) => declared.find((symbol) => symbol.name === name)
const typeOf = (name) => checker.getDeclaredTypeOfSymbol(resolved(symbolOf(name)))
const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)

const entries = {
  index: ['index.js', 'index.cjs', 'slim/index.js', 'slim/index.cjs', 'static.js', 'workerd.js', 'edge.js'],
  'create-key': ['create-key.js', 'create-key.cjs', 'workerd-create-key.js', 'edge-create-key.js'],
  testing: ['testing.js', 'testing.cjs'],
}
for (const [types, entry] of Object.entries(entries).flatMap(([types, files]) => files.map((file) => [types, file]))) {
  test(`${entry} exports the values that are declared, and no other`, async () => {
    const values = declaredBy(files[types]).filter((symbol) => resolved(symbol).flags & ts.SymbolFlags.Value).map(({ name }) => name)
    assert.deepEqual((await exportsOf(entry)).sort(), values.sort())
  })
}

const classes = {
  KeyMaterial: async () => (await kms.createKey({ key_alias: 'orders' })).material,
  Kms: async () => kms.Kms.open(),
}
for (const [name, open] of Object.entries(classes)) {
  test(`${name} has the members that are declared, and no other`, async () => {
    const names = Reflect.ownKeys(await open()).concat(Reflect.ownKeys(kms[name].prototype))
    assert.deepEqual(names.map(nameOf).sort(), ['constructor', ...propertiesOf(typeOf(name))].sort())
    const statics = Reflect.ownKeys(kms[name]).filter((member) => !['length', 'name', 'prototype'].includes(member))
    const ofClass = propertiesOf(checker.getTypeOfSymbol(resolved(symbolOf(name))))
    assert.deepEqual(statics.map(nameOf).sort(), ofClass.filter((member) => member !== 'prototype').sort())
  })
}

test('every operation of the core is a method of Kms, and every other method is known', () => {
  const table = readFileSync(tests('../src/contract/operation.rs'), 'utf8').split(/^operations! \{$/m)[1]
  const operations = [...table.matchAll(/^ {4}\w+, "(\w+)", "/gm)].map(([, name]) => name)
  const methods = propertiesOf(typeOf('Kms')).filter((name) => !name.startsWith('Symbol.'))
  assert.deepEqual(methods.sort(), [...operations, 'close', 'fetch'].sort())
})

test('the declared error codes are those of the table, and two that JavaScript alone can give', () => {
  const union = typeOf('RestErrorCode').types.map(({ value }) => value)
  const [, table] = readFileSync(tests('../src/contract/error.rs'), 'utf8').split(/^codes! \{$/m)
  const rows = [...table.matchAll(/^ {4}\w+, "([^"]+)", \d+, "/gm)].map(([, code]) => code)
  assert.deepEqual(union.sort(), [...rows, 'ERR_DISPOSED', 'ERR_WASM_LOAD'].sort())
})

/** A member's name, of a symbol too. Node 20 describes its symbols otherwise than the language does. */
function nameOf(member) {
  return typeof member === 'symbol' ? member.description.replace('nodejs', 'Symbol') : member
}

/** The compiler calls the member of a symbol __@dispose@ and a number. */
function propertiesOf(type) {
  return type.getProperties().map(({ name }) => name.replace(/^__@(\w+)@\d+$/, 'Symbol.$1'))
}

/** The names that a file exports: of ESM told by its text, since not all of it loads in Node. */
async function exportsOf(entry) {
  const path = installed('dist', entry)
  if (entry.endsWith('.cjs')) return Object.keys((await import(path)).default)
  const options = { bundle: true, format: 'esm', external: ['*.wasm', '*.wasm?module'], metafile: true, write: false }
  const { metafile } = await build({ entryPoints: [path], outfile: 'out.js', ...options })
  return metafile.outputs['out.js'].exports
}
