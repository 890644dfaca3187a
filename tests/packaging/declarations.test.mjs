// Whether the implementation is what index.d.ts declares.
//   node --test tests/packaging/declarations.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { build } from 'esbuild'
import * as kms from 'pocket-kms'
import ts from 'typescript'
import { program } from './compiler.mjs'
import { installed, tests } from './run.mjs'

const file = installed('dist/index.d.ts')
const declarations = program([file], { module: 'nodenext', lib: ['es2022'], types: [] })
const checker = declarations.getTypeChecker()
const declared = checker.getExportsOfModule(checker.getSymbolAtLocation(declarations.getSourceFile(file)))
const typeOf = (name) => checker.getDeclaredTypeOfSymbol(declared.find((symbol) => symbol.name === name))

for (const entry of ['index.js', 'index.cjs', 'slim.js', 'slim.cjs', 'workerd.js', 'edge.js']) {
  test(`${entry} exports the values that are declared, and no other`, async () => {
    const values = declared.filter((symbol) => symbol.flags & ts.SymbolFlags.Value).map(({ name }) => name)
    assert.deepEqual((await exportsOf(entry)).sort(), values.sort())
  })
}

test('key material has the members that are declared, and no other', async () => {
  const { material } = await kms.createKey({ key_alias: 'orders' })
  const members = [...Reflect.ownKeys(kms.KeyMaterial.prototype), ...Reflect.ownKeys(material)]
  const names = members.map((member) => (member === Symbol.dispose ? 'Symbol.dispose' : member))
  // The compiler calls the member of a symbol __@dispose@ and a number.
  const properties = typeOf('KeyMaterial').getProperties()
  const expected = properties.map(({ name }) => name.replace(/^__@(\w+)@\d+$/, 'Symbol.$1'))
  assert.deepEqual(names.sort(), ['constructor', ...expected].sort())
})

test('the declared error codes are those of the table, and two that JavaScript alone can give', () => {
  const union = typeOf('KmsErrorCode').types.map(({ value }) => value)
  const [, table] = readFileSync(tests('../src/contract/error.rs'), 'utf8').split(/^codes! \{$/m)
  const rows = [...table.matchAll(/^ {4}\w+, "([^"]+)", \d+, "/gm)].map(([, code]) => code)
  assert.deepEqual(union.sort(), [...rows, 'ERR_DISPOSED', 'ERR_WASM_LOAD'].sort())
})

/** The names that a file exports: of ESM told by its text, since not all of it loads in Node. */
async function exportsOf(entry) {
  const path = installed('dist', entry)
  if (entry.endsWith('.cjs')) return Object.keys((await import(path)).default)
  const options = { bundle: true, format: 'esm', external: ['./kms.wasm*', './rsa-*'], metafile: true, write: false }
  const { metafile } = await build({ entryPoints: [path], outfile: 'out.js', ...options })
  return metafile.outputs['out.js'].exports
}
