// What a user downloads, against budgets: nothing of the service may grow createKey. The figures are those of the build,
// target/sizes.json, in bytes; KB are 1,000.
//   node --test tests/packaging/sizes.test.mjs
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { suite, test } from 'node:test'
import { tableOf } from '../../pkg/sizes.mjs'
import { installed, tests } from './run.mjs'

const sizes = JSON.parse(readFileSync(tests('../target/sizes.json'), 'utf8'))
const { version } = JSON.parse(readFileSync(installed('package.json'), 'utf8'))
const KB = 1000

const FILES = [
  ['create-key.wasm', { raw: 110, gzip: 45, brotli: 37 }],
  ['kms.wasm', { gzip: 490, brotli: 380 }],
  ['rsa-fma.wasm', { brotli: 17.5 }],
  ['rsa-simd128.wasm', { brotli: 17.5 }],
  ['rsa-scalar.wasm', { brotli: 15.5 }],
  ['part-rsa.js', { gzip: 7 }],
  ['part-create-key.js', { gzip: 4 }],
  ['cli.js', { gzip: 17 }],
]
suite('a file stays within its budget', () => {
  for (const [file, budget] of FILES) {
    for (const [packing, most] of Object.entries(budget)) {
      test(`${file}, ${packing}: ${most} KB`, () => {
        const is = sizes.files[file][packing]
        assert.ok(is <= most * KB, `${file} has grown to ${is} bytes of ${packing}`)
      })
    }
  }
})

// Minified by esbuild, gzip: what is loaded first; with the call; what an RSA key adds; all in one file.
const BUNDLES = [
  ['isKmsError', { one: 0.5 }],
  ['createKey', { first: 3, called: 51.5, rsa: 26, one: 118 }],
  ['Kms', { first: 4, called: 500 }],
]
suite('what an application loads stays within its budget', () => {
  for (const [name, budget] of BUNDLES) {
    for (const [what, most] of Object.entries(budget)) {
      test(`${name}, ${what}: ${most} KB`, () => {
        const { [what]: loaded, called } = sizes.bundles[name]
        const is = what === 'rsa' ? loaded - called : loaded
        assert.ok(is <= most * KB, `${name} has grown to ${is} bytes of gzip`)
      })
    }
  }

  test('the tarball: 1,500 KB', () => {
    const { size } = statSync(tests(`../target/pocket-kms-${version}.tgz`))
    assert.ok(size <= 1500 * KB, `${size} bytes`)
  })
})

test('the sizes in the README are those of the build, to a twentieth', () => {
  const readme = readFileSync(tests('../README.md'), 'utf8')
  const figures = (table) => [...table.matchAll(/\d[\d.,]*/g)].map(([text]) => Number(text.replace(',', '')))
  const [, written] = /<!-- sizes -->\n([^]*?)<!-- \/sizes -->/.exec(readme)
  const built = tableOf(sizes)
  assert.equal(written.replaceAll(/[\d.,]+/g, '0'), built.replaceAll(/[\d.,]+/g, '0'))
  for (const [i, is] of figures(built).entries()) {
    assert.ok(Math.abs(figures(written)[i] - is) <= Math.max(is / 20, 0.1), `${figures(written)[i]} is written, ${is} it is: node pkg/sizes.mjs writes them`)
  }
})
