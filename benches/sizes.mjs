// What programs weigh that make an RSA and an SM2 key and print both as PEM, by this package and by others. Each is
// bundled and minified by esbuild, and then run in Node, which tells which of its files it loads.
//   node benches/sizes.mjs     after `make build`: prints the table, and writes docs/performance.md
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sizeOf } from '../pkg/sizes.mjs'
import { writeBlock } from './page.mjs'
import { table } from './rsa/table.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { build } = createRequire(join(root, 'pkg/package.json'))('esbuild')

/** Each is a file in sizes/. */
const PROGRAMS = {
  'pocket-kms': 'pocket-kms',
  'WebCrypto, sm-crypto-v2 (with @noble/curves)': 'webcrypto',
  'jose, sm-crypto-v2 (with @noble/curves)': 'jose',
  'node-forge, sm-crypto-v2': 'node-forge',
  jsrsasign: 'jsrsasign',
}

execFileSync('bash', ['-c', '. scripts/env.sh; npm_ci benches/sizes'], { cwd: root, stdio: 'inherit' })
const weighed = []
for (const [name, file] of Object.entries(PROGRAMS)) weighed.push([name, await weigh(file)])

const installed = (name) => JSON.parse(readFileSync(join(root, `benches/sizes/node_modules/${name}/package.json`), 'utf8')).version
const versions = ['sm-crypto-v2', 'jose', 'node-forge', 'jsrsasign'].map((name) => `${name} ${installed(name)}`)
const programs = table([
  ['RSA and SM2 keys with PEM, KB of gzip', 'loaded first', 'loaded in all', 'files'],
  ...weighed.map(([name, { first, all, files }]) => [name, kilobytes(first), kilobytes(all), files]),
])
console.log(programs)
writeBlock('sizes: modules', modules(JSON.parse(readFileSync(join(root, 'target/sizes.json'), 'utf8'))))
writeBlock('sizes: programs', `${programs}\n\n${versions.join(', ')}.`)

/** Bundles a program as an application would be, runs it, and adds up what it has loaded. */
async function weigh(name) {
  const folder = mkdtempSync(join(tmpdir(), 'sizes-'))
  try {
    await build({
      entryPoints: [join(root, `benches/sizes/${name}.mjs`)],
      alias: { 'pocket-kms': join(root, 'pkg/dist/index.js') },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      minify: true,
      splitting: true,
      // As in a page: node-forge asks it, and would require what is not in the bundle.
      define: { 'process.versions': 'undefined' },
      format: 'esm',
      logLevel: 'error',
    })
    const { files, output } = run(folder, `${name}.mjs`)
    checkKeys(output)
    const gzip = (file) => sizeOf(readFileSync(join(folder, file))).gzip
    const first = staticallyImported(folder, `${name}.mjs`)
    const sum = (list) => list.reduce((all, file) => all + gzip(file), 0)
    return { first: sum([...first]), all: sum(files), files: files.length }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Runs a program and gives what it prints, and the files of the folder that it has loaded. */
function run(folder, program) {
  const log = join(folder, 'loaded')
  const hook = `import { appendFileSync } from 'node:fs'
    export const load = (url, context, next) => (appendFileSync(process.env.LOADED, url + '\\n'), next(url, context))`
  const register = `globalThis.self = globalThis; import { register } from 'node:module'; register(${JSON.stringify(asUrl(hook))})`
  const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, LOADED: log } }
  const output = execFileSync(process.execPath, ['--import', asUrl(register), program], options)
  const urls = readFileSync(log, 'utf8').split('\n').filter((url) => url.includes(basename(folder)))
  return { output, files: [...new Set(urls)].map((url) => basename(fileURLToPath(url))) }
}

function asUrl(script) {
  return `data:text/javascript,${encodeURIComponent(script)}`
}

/** A file and what it imports by a statement. */
function staticallyImported(folder, file, found = new Set()) {
  if (found.has(file)) return found
  found.add(file)
  const text = readFileSync(join(folder, file), 'utf8')
  for (const [, path] of text.matchAll(/(?:from|import) ?"\.\/([\w-]+\.mjs)"/g)) staticallyImported(folder, path, found)
  return found
}

/** Two pairs, an RSA key and one of the curve SM2, which its OID names. The public halves are those of the private ones. */
function checkKeys(output) {
  const pems = output.match(/-----BEGIN (\w+) KEY-----[^]+?-----END \1 KEY-----/g)
  const halves = (half) => pems.filter((pem) => pem.startsWith(`-----BEGIN ${half} KEY`))
  const privateKeys = halves('PRIVATE').map((pem) => createPrivateKey(pem))
  const spki = (key) => key.export({ type: 'spki', format: 'pem' })
  assert.deepEqual(halves('PUBLIC').map((pem) => spki(createPublicKey(pem))), privateKeys.map((key) => spki(createPublicKey(key))))
  const [{ asymmetricKeyDetails: rsa }, sm2] = privateKeys
  assert.deepEqual([privateKeys.length, rsa.modulusLength, rsa.publicExponent], [2, 2048, 65537n])
  assert.ok(sm2.export({ type: 'pkcs8', format: 'der' }).includes(Buffer.from('06082a811ccf5501822d', 'hex')))
}

/** The modules of the package, and the code of its parts. */
function modules({ files }) {
  const names = ['create-key.wasm', 'kms.wasm', 'rsa-fma.wasm', 'rsa-simd128.wasm', 'rsa-scalar.wasm']
  return table([
    ['KB', 'raw', 'gzip', 'brotli'],
    ...names.map((name) => [name, ...['raw', 'gzip', 'brotli'].map((packing) => kilobytes(files[name][packing]))]),
  ])
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1)
}
