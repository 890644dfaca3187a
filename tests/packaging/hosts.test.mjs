// The two entries for hosts that forbid compiling bytes, both in workerd, which does forbid it.
//   node --test tests/packaging/hosts.test.mjs
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys, temporaryFolder } from './run.mjs'
import { deploy } from './workerd.mjs'

const built = temporaryFolder()

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

/** Deploys the worker, and returns a function that asks it for a key. */
async function serve(t, conditions) {
  const origin = await deploy(t, built, 'worker/worker.mjs', conditions)
  return async (spec) => (await fetch(`${origin}/${spec}`)).text()
}
