// What the package weighs, in bytes: target/sizes.json, which the build writes, and the table of it in the README.
//   node pkg/sizes.mjs            puts the table of the last build into README.md
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const pkg = dirname(fileURLToPath(import.meta.url))
const root = join(pkg, '..')
const dist = join(pkg, 'dist')

/** What applications call, and which parts of the package are loaded for it. */
const PROGRAMS = {
  isKmsError: ["import { isKmsError } from 'pocket-kms'; console.log(isKmsError(1))", []],
  createKey: ["import { createKey } from 'pocket-kms'; createKey({ key_alias: 'a' })", ['part-create-key', 'wasm-create-key']],
  Kms: ["import { Kms } from 'pocket-kms'; Kms.open()", ['part-kms', 'wasm-kms']],
}
/** An RSA key loads these too: one kernel, whichever the engine runs. */
const RSA = ['part-rsa', 'wasm-rsa-fma']

/** Writes target/sizes.json, prints what the modules weigh, and resolves to it all. */
export async function reportSizes() {
  const names = readdirSync(dist, { recursive: true }).filter((name) => /\.(wasm|c?js)$/.test(name)).sort()
  const files = Object.fromEntries(names.map((name) => [name, sizeOf(readFileSync(join(dist, name)))]))
  const bundles = {}
  for (const [name, [program, parts]] of Object.entries(PROGRAMS)) bundles[name] = await bundled(program, parts)
  const sizes = { files, bundles }
  writeFileSync(join(root, 'target/sizes.json'), `${JSON.stringify(sizes, null, 2)}\n`)
  for (const name of names.filter((name) => name.endsWith('.wasm'))) {
    const { raw, gzip, brotli } = files[name]
    console.log(`${name.padEnd(16)} ${padded(raw)} KB, gzip ${padded(gzip)}, brotli ${padded(brotli)}`)
  }
}

/** Of a bundle that is minified and split: what is loaded first, with the call, and with an RSA key; and all in one file. */
async function bundled(program, parts) {
  const outputs = await bundle(program, true)
  const fileOf = (part) => Object.keys(outputs).find((file) => outputs[file].entryPoint?.endsWith(`/${part}.js`))
  const gzipOf = (loaded) => [...loaded].reduce((sum, file) => sum + outputs[file].gzip, 0)
  const first = withImports('stdin.js', outputs)
  const called = parts.reduce((loaded, part) => withImports(fileOf(part), outputs, loaded), new Set(first))
  const rsa = RSA.reduce((loaded, part) => withImports(fileOf(part), outputs, loaded), new Set(called))
  const [one] = Object.values(await bundle(program, false))
  return { first: gzipOf(first), called: gzipOf(called), rsa: gzipOf(rsa), one: one.gzip }
}

/** The file and what it imports statically. */
function withImports(file, outputs, loaded = new Set()) {
  if (loaded.has(file)) return loaded
  loaded.add(file)
  const imports = outputs[file].imports.filter(({ kind }) => kind === 'import-statement')
  return imports.reduce((all, { path }) => withImports(path, outputs, all), loaded)
}

async function bundle(program, splitting) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: root },
    alias: { 'pocket-kms': join(dist, 'index.js') },
    bundle: true,
    minify: true,
    format: 'esm',
    splitting,
    outdir: root,
    absWorkingDir: root,
    write: false,
    metafile: true,
  })
  const gzips = new Map(outputFiles.map(({ path, contents }) => [path, sizeOf(contents).gzip]))
  return Object.fromEntries(Object.entries(metafile.outputs).map(([file, output]) => [file, { ...output, gzip: gzips.get(join(root, file)) }]))
}

/** The sizes as the README has them, in KB. */
export function tableOf({ files, bundles }) {
  const { createKey, Kms, isKmsError } = bundles
  const moduleOf = (name) => ['raw', 'gzip', 'brotli'].map((packing) => kilobytes(files[name][packing])).join(' / ')
  const rows = [
    ['`import { createKey }`: loaded first', `${kilobytes(createKey.first)}`],
    ['… with the first key, its module included', `${kilobytes(createKey.called)}`],
    ['… more with the first RSA key', `${kilobytes(createKey.rsa - createKey.called)}`],
    ['`import { Kms }`: loaded first', `${kilobytes(Kms.first)}`],
    ['… with `Kms.open()`, its module included', `${kilobytes(Kms.called)}`],
    ['`import { isKmsError }`', `${kilobytes(isKmsError.one)}`],
    ['`create-key.wasm`, raw / gzip / brotli', moduleOf('create-key.wasm')],
    ['`kms.wasm`, raw / gzip / brotli', moduleOf('kms.wasm')],
    ['one kernel, raw / gzip / brotli', moduleOf('rsa-fma.wasm')],
  ]
  return `| | KB |\n| --- | --- |\n${rows.map((row) => `| ${row.join(' | ')} |\n`).join('')}`
}

export function sizeOf(bytes) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length }
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1)
const padded = (bytes) => kilobytes(bytes).padStart(6)

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = JSON.parse(readFileSync(join(root, 'target/sizes.json'), 'utf8'))
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  writeFileSync(join(root, 'README.md'), readme.replace(/(<!-- sizes -->\n)[^]*?(<!-- \/sizes -->)/, (_, begin, end) => begin + tableOf(sizes) + end))
}
