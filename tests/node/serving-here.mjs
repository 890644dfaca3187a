// The server in this process, from its source: what its limits are is for no user to set, and a test need
// not wait as long as a client may.
import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { send } from './serving.mjs'

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** What pkg/build.mjs puts in the place of these names. */
const GIVEN = {
  '#core': () => readFile(at('target/pkg/kms.js'), 'utf8'),
  '#worker-script': async () => `export default ${JSON.stringify(await readFile(at('pkg/dist/worker.js'), 'utf8'))}`,
}

/** Each test file has a bundle of its own, since they run side by side. */
async function bundled() {
  const folder = at(`target/serving-here/${process.pid}`)
  await mkdir(folder, { recursive: true })
  await copyFile(at('pkg/dist/kms.wasm'), `${folder}/kms.wasm`)
  const entry = ['cli/serve/server.ts', 'cli/serve/limits.ts', 'cli/serve/faults.ts', 'kms.ts'].map((it) => `export * from './${it}'`)
  await build({
    stdin: { contents: entry.join('\n'), resolveDir: at('pkg/src'), loader: 'ts' },
    outfile: `${folder}/server.mjs`,
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias: { '#source': at('pkg/src/source/file.ts') },
    plugins: [{
      name: 'given',
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^#(core|worker-script)$/ }, ({ path }) => ({ path, namespace: 'given' }))
        onLoad({ filter: /./, namespace: 'given' }, async ({ path }) => ({ contents: await GIVEN[path]() }))
      },
    }],
  })
  return import(`${folder}/server.mjs`)
}

const parts = await bundled()

/** A server with other limits than the usual ones. */
export async function serveHere(limits, fault) {
  const kms = await parts.Kms.open()
  const service = parts.serviceOf(kms)
  const faults = fault ? parts.faultsOf(fault, service) : []
  const entries = []
  const log = (entry) => entries.push(entry)
  const options = { host: '127.0.0.1', port: 0, faults, log, limits: { ...parts.LIMITS, ...limits } }
  const { port, stop } = await parts.startServer(service, options)
  return {
    kms,
    port,
    /** What was answered. */
    entries,
    send: (method, path, init) => send(port, method, path, init),
    async stop() {
      await stop()
      await kms.close()
    },
  }
}
