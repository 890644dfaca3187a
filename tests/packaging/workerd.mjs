// Deploys a worker as its platform's tools do, and runs it in workerd.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import workerd from 'workerd'
import { consumer, installed } from './run.mjs'

const MODULES = ['create-key.wasm', 'kms.wasm', 'rsa-fma.wasm', 'rsa-simd128.wasm']

/** Builds the entry in a folder of its own below `parent`, and resolves to where it answers until the test is over. */
export async function deploy(t, parent, entry, conditions) {
  const folder = await mkdtemp(join(parent, 'worker-'))
  await build({
    entryPoints: [consumer(entry)],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    conditions,
    plugins: [{ name: 'module of the host', setup: leaveModule }],
  })
  for (const name of MODULES) copyFileSync(installed('dist', name), join(folder, name))
  copyFileSync(consumer('worker/config.capnp'), join(folder, 'config.capnp'))

  // workerd writes to the control descriptor which port it has got.
  const values = ['serve', join(folder, 'config.capnp'), '--control-fd=3']
  const host = spawn(workerd.default, values, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  t.after(() => host.kill())
  const ended = once(host, 'exit').then(() => assert.fail('workerd ended before it listened'))
  const [line] = await Promise.race([once(host.stdio[3], 'data'), ended])
  return `http://127.0.0.1:${JSON.parse(line).port}`
}

/** The host compiles modules itself; `?module` is how its users ask Vercel for that. */
function leaveModule({ onResolve }) {
  onResolve({ filter: /^\.\/[\w-]+\.wasm(\?module)?$/ }, ({ path }) => ({ path: path.replace('?module', ''), external: true }))
}
