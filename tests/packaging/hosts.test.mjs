// The two entries for hosts that forbid compiling bytes, both in workerd, which does forbid it.
//   node --test tests/packaging/hosts.test.mjs
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { build } from 'esbuild'
import workerd from 'workerd'
import { consumer, installed, keys, temporaryFolder } from './run.mjs'

const built = temporaryFolder()
const MODULES = ['kms.wasm', 'rsa-fma.wasm', 'rsa-simd128.wasm']

// The edge-light entry is Vercel's. It runs here in the other host, where the same is forbidden.
for (const condition of ['workerd', 'edge-light']) {
  test(`the ${condition} entry answers requests, RSA in the request's own thread`, async (t) => {
    const ask = await serve(t, [condition, 'worker', 'browser'])
    const answers = []
    for (const spec of ['EC_P256', 'SM2', 'RSA_2048']) answers.push(await ask(spec))
    assert.match(answers.join(''), keys())
  })

  test(`the ${condition} entry keeps keys from one request to the next`, async (t) => {
    const ask = await serve(t, [condition, 'worker', 'browser'])
    const answers = []
    for (const spec of ['EC_P256', 'SM2', 'RSA_2048']) answers.push(await ask(`${spec}/kept`))
    assert.match(answers.join(''), keys())
    assert.match(await ask('SM2/kept'), /^KMS\.1104 /)
  })

  test(`the ${condition} entry refuses what the contract refuses`, async (t) => {
    const ask = await serve(t, [condition, 'worker', 'browser'])
    assert.match(await ask('RSA_1024'), /^KMS\.1110 /)
  })
}

test('the default entry cannot load there, and says so', async (t) => {
  const ask = await serve(t, ['worker', 'browser'])
  assert.match(await ask('EC_P256'), /^ERR_WASM_LOAD /)
})

/** Deploys the worker as the platforms' tools do, and returns a function that asks it for a key. */
async function serve(t, conditions) {
  const folder = await mkdtemp(join(built, 'worker-'))
  await build({
    entryPoints: [consumer('worker/worker.mjs')],
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
  const { port } = JSON.parse(line)
  return async (spec) => (await fetch(`http://127.0.0.1:${port}/${spec}`)).text()
}

/** The host compiles modules itself; `?module` is how its users ask Vercel for that. */
function leaveModule({ onResolve }) {
  onResolve({ filter: /^\.\/[\w-]+\.wasm(\?module)?$/ }, ({ path }) => ({ path: path.replace('?module', ''), external: true }))
}
