// Many RSA keys at a time share the workers: a short search need not wait for the long ones that came
// before it, and no stream of short ones keeps a long one waiting for ever.
//   node --test tests/node/rsa-turns.test.mjs
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { freshCopy } from './copy.mjs'

const request = (key_spec) => ({ key_alias: 'a', key_spec })

test('a short search that comes last is done before half of the long ones are', async () => {
  const { createKey } = await freshCopy()
  const controllers = Array.from({ length: 16 }, () => new AbortController())
  let longOnes = 0
  const long = controllers.map(({ signal }) => createKey(request('RSA_4096'), { signal }).then(() => longOnes++))
  await createKey(request('RSA_2048'))
  // It needs a sixteenth of the work of each of them.
  assert.ok(longOnes < 8, `${longOnes} of 16 were first`)
  for (const controller of controllers) controller.abort()
  await Promise.allSettled(long)
})

test('a long search comes to its end although short ones never cease to come', async () => {
  const { createKey } = await freshCopy()
  let isDone = false
  const shortOnes = async () => {
    while (!isDone) await createKey(request('RSA_2048'))
  }
  const streams = Array.from({ length: 6 }, shortOnes)
  const { material } = await createKey(request('RSA_4096'))
  isDone = true
  await Promise.all(streams)
  assert.equal(material.spec, 'RSA_4096')
})

suite('a start that has no prime to show', () => {
  /** A key of a copy whose workers answer a search with `outcome`, two hundred times, and fail then. */
  const keyWith = async (outcome) => {
    const { getBuiltinModule } = process
    const { Worker } = getBuiltinModule('node:worker_threads')
    const script = `let left = 200
      const { parentPort } = require('node:worker_threads')
      parentPort.on('message', ({ task }) => { if (task) parentPort.postMessage(task.kind === 'search' && left-- > 0 ? { outcome: ${outcome} } : { failure: 'enough' }) })`
    const Answering = class extends Worker { constructor() { super(script, { eval: true }) } }
    process.getBuiltinModule = (name) => (name === 'node:worker_threads' ? { Worker: Answering } : getBuiltinModule(name))
    try {
      const { createKey } = await freshCopy()
      return await createKey(request('RSA_2048'), { maxWorkers: 1 })
    } finally {
      process.getBuiltinModule = getBuiltinModule
    }
  }

  test('since it was given up for the turn of another counts for nothing, however often', async () => {
    const { material } = await keyWith('{ tested: 1, isStopped: true }')
    assert.equal(material.spec, 'RSA_2048')
  })
  test('time and again although it was searched to its end is a machine that computes wrongly', () =>
    assert.rejects(keyWith('{ tested: 1 }'), { code: 'ERR_INTERNAL', message: /computes wrongly/ }))
})
