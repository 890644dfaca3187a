// Makes pkg/dist of the modules and their glue, which wasm-pack left in target, and of the kernels in target/kernels.
//   node pkg/build.mjs
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { commonjs } from './commonjs.mjs'
import { dataCommonjs, dataModule } from './data.mjs'
import { glueFunction } from './glue.mjs'
import { notices } from './notices.mjs'
import { reportSizes } from './sizes.mjs'

const pkg = dirname(fileURLToPath(import.meta.url))
const root = join(pkg, '..')
const dist = join(pkg, 'dist')
const { version } = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'))

/** What each module is called in dist, and what the builds before have called it. */
const MODULES = {
  'create-key': 'pkg-create-key/create-key_bg.wasm',
  kms: 'pkg/kms_bg.wasm',
  'rsa-fma': 'kernels/fma.wasm',
  'rsa-simd128': 'kernels/simd128.wasm',
  'rsa-scalar': 'kernels/scalar.wasm',
}
/** Files that nobody requires. */
const PROGRAMS = new Set(['cli.js', 'worker.js'])
const GLUE = { 'create-key': 'pkg-create-key/create-key.js', kms: 'pkg/kms.js' }

/**
 * What several entries and parts use is in one file for each subject, and everybody else takes it from there: by itself
 * esbuild makes a file for each set of users. What bundlers are to leave out with its import()s is apart from the rest.
 */
const SHARED = {
  base: ['base/', 'kms/closed.ts', 'kms/platform.ts'],
  'call-create-key': ['create-key/index.ts', 'create-key/call.ts', 'create-key/init.ts', 'create-key/members.ts', 'parts/dynamic/create-key.ts', 'parts/dynamic/loaded.ts', 'parts/dynamic/rsa.ts'],
}
const shared = Object.entries(SHARED).map(([name, paths]) => [name, paths.map(source)])
const sharedIn = (file) => shared.find(([, paths]) => paths.some((path) => file.startsWith(path)))?.[0]
const BESIDE = {
  name: 'beside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^(\.\.?\/|#parts\/)/ }, ({ kind, path, importer, resolveDir }) => {
      const file = path.startsWith('#') ? source(path.replace('#parts', 'parts/dynamic') + '.ts') : join(resolveDir, path)
      const name = kind === 'entry-point' ? undefined : sharedIn(file)
      return name && name !== sharedIn(importer) ? { path: `./${name}.js`, external: true } : undefined
    })
  },
}

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
for (const [name, file] of Object.entries(MODULES)) {
  const wasm = readFileSync(join(root, 'target', file))
  writeFileSync(join(dist, `${name}.wasm`), wasm)
  writeFileSync(join(dist, `wasm-${name}.js`), dataModule(wasm))
  writeFileSync(join(dist, `wasm-${name}.cjs`), dataCommonjs(`wasm-${name}`))
}
for (const name of ['create-key', 'index', 'convert', 'kms', 'testing']) {
  const text = readFileSync(join(pkg, `types/${name}.d.ts`), 'utf8')
  writeFileSync(join(dist, `${name}.d.ts`), text)
  // A declaration for require may refer to no other kind.
  writeFileSync(join(dist, `${name}.d.cts`), text.replaceAll(/(from '\.\/[\w-]+)\.js'/g, "$1.cjs'"))
}
copyFileSync(join(pkg, 'types/wasm.d.ts'), join(dist, 'wasm.d.ts'))
for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE']) copyFileSync(join(root, name), join(pkg, name))
writeFileSync(join(pkg, 'THIRD-PARTY-LICENSES'), notices())

/** The code that stands in the place of a name. */
const scripts = {}
for (const [name, file] of Object.entries(GLUE)) scripts[`#glue/${name}`] = await glueFunction(join(root, 'target', file))

const [worker] = await bundle({ entryPoints: [source('rsa/worker.ts')], format: 'iife', minify: true, write: false, plugins: [names()] })
scripts['#worker-script'] = `export default ${JSON.stringify(worker.text)}`
writeFileSync(join(dist, 'worker.js'), worker.text)

// Parts are files of their own, which import() loads.
const PARTS = {
  base: source('base/index.ts'),
  'call-create-key': source('create-key/index.ts'),
  'part-create-key': source('create-key/part.ts'),
  'part-kms': source('kms/part.ts'),
  'part-rsa': source('rsa/part.ts'),
}
await split('embedded', dist, {
  index: source('index.ts'),
  'create-key': source('create-key.ts'),
  testing: source('testing.ts'),
  cli: source('cli/main.ts'),
  ...PARTS,
})
await split('slim', join(dist, 'slim'), { index: source('index.ts'), ...PARTS })
// npm packs modes as they are, and a program has to be one before it is installed, too.
chmodSync(join(dist, 'cli.js'), 0o755)

// Hosts that may not compile bytes: one file, whose modules the host compiles.
for (const host of ['workerd', 'edge']) {
  for (const [entry, file] of [['index.ts', host], ['create-key.ts', `${host}-create-key`]]) {
    await bundle({ entryPoints: [source(entry)], outfile: join(dist, `${file}.js`), plugins: [names(host, 'static')] })
  }
}

// Service workers have no import(): all of the code is in one file.
await bundle({ entryPoints: [source('index.ts')], outfile: join(dist, 'static.js'), plugins: [names('static', 'static')] })

// Not in the package: the server for tests, which give it other limits than a user can.
await bundle({ entryPoints: [join(root, 'tests/node/server.ts')], outfile: join(root, 'target/server/server.mjs'), plugins: [names('embedded')] })
for (const name of Object.keys(MODULES)) copyFileSync(join(dist, `wasm-${name}.js`), join(root, `target/server/wasm-${name}.js`))

await reportSizes()

function source(file) {
  return join(pkg, 'src', file)
}

/** Entries and parts as modules, and each but the programs as CommonJS beside it. */
async function split(sources, outdir, entryPoints) {
  await bundle({ entryPoints, outdir, splitting: true, chunkNames: 'shared-[hash]', plugins: [BESIDE, names(sources)] })
  for (const name of readdirSync(outdir).filter((name) => name.endsWith('.js') && !PROGRAMS.has(name) && !name.startsWith('wasm-'))) {
    const file = join(outdir, name)
    // A file of which nothing is used has no effect either, and bundlers warn of its import.
    const text = readFileSync(file, 'utf8').replaceAll(/^import "\.\/[\w-]+\.js";\n/gm, '')
    writeFileSync(file, text)
    writeFileSync(file.replace(/\.js$/, '.cjs'), commonjs(text, file))
  }
}

/**
 * Bundles files of src. The code stays readable: whoever minifies it, minifies it with the rest. Throws if it
 * bundles what the notices do not name.
 */
async function bundle(options) {
  const { outputFiles, metafile } = await build({
    metafile: true,
    bundle: true,
    format: 'esm',
    legalComments: 'none',
    target: 'es2022',
    charset: 'utf8',
    define: { __VERSION__: JSON.stringify(version) },
    // Resolved when the package is used: what the platform has, and what lies beside the entry.
    external: ['node:*', './*.wasm', './*.wasm?module'],
    ...options,
  })
  const foreign = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules/'))
  if (foreign.length > 0) throw new Error(`The code of others would be bundled: ${foreign.join(', ')}`)
  return outputFiles
}

/** What each name that begins with # stands for: src/ambient.d.ts. */
function names(sources, parts = 'dynamic') {
  const setup = ({ onResolve, onLoad }) => {
    onResolve({ filter: /^#source\// }, ({ path }) => ({ path: source(`source/${sources}/${path.slice('#source/'.length)}.ts`) }))
    onResolve({ filter: /^#parts\// }, ({ path }) => ({ path: source(`parts/${parts}/${path.slice('#parts/'.length)}.ts`) }))
    onResolve({ filter: /^#data\// }, ({ path }) => ({ path: path.replace('#data/', './wasm-') + '.js', external: true }))
    onResolve({ filter: /^#(glue\/|worker-script$)/ }, ({ path }) => ({ path, namespace: 'script' }))
    onLoad({ filter: /./, namespace: 'script' }, ({ path }) => ({ contents: scripts[path], loader: 'js' }))
  }
  return { name: 'names', setup }
}
