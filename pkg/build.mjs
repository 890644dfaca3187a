// Makes pkg/dist of the wasm module and the glue that wasm-pack left in target/pkg, and of the kernels
// in target/kernels.
//   node pkg/build.mjs
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { notices } from './notices.mjs'

const pkg = dirname(fileURLToPath(import.meta.url))
const root = join(pkg, '..')
const dist = join(pkg, 'dist')
const core = join(root, 'target/pkg/kms.js')
// The fastest first, as in src/source/sections.ts.
const kernels = ['fma', 'simd128', 'scalar'].map((name) => [name, readFileSync(join(root, `target/kernels/${name}.wasm`))])
const { version } = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'))
const bare = readFileSync(join(root, 'target/pkg/kms_bg.wasm'))
// One file holds everything: nothing else has to be found, cached or checked at run time.
const wasm = Buffer.concat([bare, ...kernels.map(([name, bytes]) => customSection(`kernel.${name}`, bytes))])

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
writeFileSync(join(dist, 'kms.wasm'), wasm)
// For hosts that may not compile bytes. Every one of them has simd128.
for (const [name, bytes] of kernels) if (name !== 'scalar') writeFileSync(join(dist, `rsa-${name}.wasm`), bytes)
for (const name of ['index', 'convert', 'kms', 'testing']) {
  const text = readFileSync(join(pkg, `types/${name}.d.ts`), 'utf8')
  writeFileSync(join(dist, `${name}.d.ts`), text)
  // A declaration for require may refer to no other kind.
  writeFileSync(join(dist, `${name}.d.cts`), text.replaceAll(/(from '\.\/\w+)\.js'/g, "$1.cjs'"))
}
for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE']) copyFileSync(join(root, name), join(pkg, name))
writeFileSync(join(pkg, 'THIRD-PARTY-LICENSES'), notices())

const gzipped = gzipSync(wasm, { level: 9 })
const [worker] = await bundle('rsa/worker.ts', { format: 'iife', write: false })
const texts = { '#wasm-gzip-base64': gzipped.toString('base64'), '#worker-script': worker.text }
const glue = await glueFunction(readFileSync(core, 'utf8'))

const ESM = { format: 'esm' }
const CJS = { format: 'cjs' }
const entries = [
  ['index.js', 'embedded', ESM],
  ['index.cjs', 'embedded', CJS],
  ['slim.js', 'slim', ESM],
  ['slim.cjs', 'slim', CJS],
  ['workerd.js', 'workerd', ESM],
  ['edge.js', 'edge', ESM],
  ['testing.js', 'embedded', ESM, 'testing.ts'],
  ['testing.cjs', 'embedded', CJS, 'testing.ts'],
]
for (const [name, source, format, entry = 'index.ts'] of entries) {
  await bundle(entry, { ...format, outfile: join(dist, name) }, source)
}
writeFileSync(join(dist, 'worker.js'), worker.text)
const PROGRAM = { ...ESM, platform: 'node', target: 'node20.19', define: { __VERSION__: JSON.stringify(version) } }
await bundle('cli/main.ts', { ...PROGRAM, outfile: join(dist, 'cli.js') }, 'file')
// npm packs modes as they are, and a program has to be one before it is installed, too.
chmodSync(join(dist, 'cli.js'), 0o755)

// Not in the package: the server for tests, which give it other limits than a user can.
const server = join(root, 'target/server')
await bundle('../../tests/node/server.ts', { ...PROGRAM, outfile: join(server, 'server.mjs') }, 'file')
copyFileSync(join(dist, 'kms.wasm'), join(server, 'kms.wasm'))

const kib = (bytes) => `${(bytes.length / 1024).toFixed(1)} KiB`
const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
console.log(`kms.wasm  ${kib(wasm)}, gzip ${kib(gzipped)}, brotli ${kib(brotli(wasm))}`)
console.log(`  of which the core  ${kib(bare)}, brotli ${kib(brotli(bare))}; the kernels ${kernels.map(([name, bytes]) => `${name} ${kib(bytes)}, brotli ${kib(brotli(bytes))}`).join('; ')}`)
const alone = readFileSync(join(root, 'target/pkg-create-key/create-key_bg.wasm'))
console.log(`the module of create-key alone, not in the package yet  ${kib(alone)}, gzip ${kib(gzipSync(alone, { level: 9 }))}, brotli ${kib(brotli(alone))}`)
console.log(`slim.js   gzip ${kib(gzipSync(readFileSync(join(dist, 'slim.js')), { level: 9 }))} (the JavaScript without the module)`)
console.log(`index.js  gzip ${kib(gzipSync(readFileSync(join(dist, 'index.js')), { level: 9 }))} (all of it)`)

/** A section that engines keep and do not read (WebAssembly core specification, 5.5.3). */
function customSection(name, bytes) {
  const content = Buffer.concat([leb128(name.length), Buffer.from(name), bytes])
  return Buffer.concat([Buffer.from([0]), leb128(content.length), content])
}

function leb128(value) {
  const bytes = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return Buffer.from([...bytes, value])
}

/**
 * The glue as a function, each call of which gives the classes and functions of one instance: as a module it
 * knows one, for ever. How the instance is made is left to the caller.
 */
async function glueFunction(text) {
  const own = text.replace(/^export \{.*__wbg_init as default.*\};?$/m, 'export { __wbg_get_imports as imports, __wbg_finalize_init as start }')
  if (own === text) throw new Error(`${core} has another end than this file knows.`)
  // Nobody calls what is inside of it: its names need not stay.
  const options = { bundle: true, format: 'esm', minifyIdentifiers: true, target: 'es2022', write: false }
  const { outputFiles } = await build({ stdin: { contents: own }, ...options })
  // Not esbuild's own way to make a module an object: it takes what Object.prototype holds for an export.
  const [, body, exports] = /^(.*)export \{([^}]*)\};\s*$/s.exec(outputFiles[0].text)
  return `export default function () { ${body}; return {${exports.replaceAll(/([\w$]+) as ([\w$]+)/g, '$2: $1')}} }`
}

/** Bundles one file of src; #source is the way to the module. Throws if it bundles what the notices do not name. */
async function bundle(entry, options, source) {
  const { outputFiles, metafile } = await build({
    metafile: true,
    entryPoints: [join(pkg, 'src', entry)],
    bundle: true,
    // Names stay: an error in a user's console should say createKey, not a.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    target: 'es2022',
    charset: 'utf8',
    // Resolved when the package is used: beside the entry.
    external: ['./*.wasm', './*.wasm?module'],
    alias: source && { '#source': join(pkg, `src/source/${source}.ts`) },
    plugins: [{ name: 'texts', setup: provideTexts }],
    ...options,
  })
  const foreign = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules/'))
  if (foreign.length > 0) throw new Error(`${entry} bundles the code of others: ${foreign.join(', ')}`)
  return outputFiles
}

function provideTexts({ onResolve, onLoad }) {
  onResolve({ filter: /^#(wasm-gzip-base64|worker-script)$/ }, ({ path }) => ({ path, namespace: 'text' }))
  onLoad({ filter: /./, namespace: 'text' }, ({ path }) => ({ contents: texts[path], loader: 'text' }))
  onResolve({ filter: /^#glue$/ }, ({ path }) => ({ path, namespace: 'glue' }))
  onLoad({ filter: /./, namespace: 'glue' }, () => ({ contents: glue, loader: 'js' }))
}
