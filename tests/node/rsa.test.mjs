// RSA keys: made off the caller's thread, with progress, and given up at once when told to.
//   node --test tests/node/rsa.test.mjs
import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { createKey } from 'pocket-kms'

const request = { key_alias: 'a', key_spec: 'RSA_2048' }
const workers = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length

suite('an RSA key', () => {
  test('is made while the caller goes on', async () => {
    let turns = 0
    const pending = createKey({ ...request, key_spec: 'RSA_3072' })
    let done = false
    pending.finally(() => { done = true })
    while (!done) {
      turns++
      await setImmediate()
    }
    assert.ok(turns > 100, `${turns} turns of the event loop`)
    ;(await pending).material.dispose()
  })

  test('reports its progress: more candidates every time, a share from 0 to 1', async () => {
    const reports = []
    await createKey(request, { onProgress: (progress) => reports.push(progress) })
    assert.ok(reports.length > 0)
    for (const [i, { candidates, share }] of reports.entries()) {
      assert.equal(candidates, i + 1)
      assert.ok(share >= 0 && share < 1, String(share))
    }
  })

  test('can be made in numbers side by side', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => createKey(request)))
    assert.equal(new Set(made.map(({ material }) => material.publicKey('spki-pem'))).size, 4)
  })

  test('of another spec reports nothing', async () => {
    await createKey({ key_alias: 'a' }, { onProgress: () => assert.fail('called') })
  })
})

suite('a signal', () => {
  test('that has already been aborted rejects with its reason, before anything is read', async () => {
    const reason = new Error('changed my mind')
    await assert.rejects(createKey(request, { signal: AbortSignal.abort(reason) }), reason)
  })

  test('that is aborted before the search has begun ends it too', async () => {
    const controller = new AbortController()
    const pending = createKey({ ...request, key_spec: 'RSA_4096' }, { signal: controller.signal })
    controller.abort('at once')
    assert.equal(await pending.catch((reason) => reason), 'at once')
  })

  test('ends the search with its reason and leaves no worker behind', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort('enough')
    const outcome = await createKey({ ...request, key_spec: 'RSA_4096' }, { signal: controller.signal, onProgress }).catch((e) => e)
    assert.equal(outcome, 'enough')
    while (workers() > 0) await setImmediate()
  })

  test('that is aborted after the key was made has no effect', async () => {
    const controller = new AbortController()
    const { material } = await createKey(request, { signal: controller.signal })
    controller.abort()
    assert.equal(material.publicKey('jwk').e, 'AQAB')
  })
})

test('an error thrown by onProgress rejects the call', async () => {
  const oops = new Error('oops')
  await assert.rejects(createKey(request, { onProgress: () => { throw oops } }), oops)
})

suite('where no worker can be started', () => {
  const without = async (work) => {
    const { getBuiltinModule } = process
    process.getBuiltinModule = undefined
    try {
      return await work()
    } finally {
      process.getBuiltinModule = getBuiltinModule
    }
  }

  test('the key is made in the caller\'s thread, which goes on between two candidates', async () => {
    let turns = 0
    const ticking = setInterval(() => turns++)
    const { material } = await without(() => createKey(request, { onProgress: () => {} }))
    clearInterval(ticking)
    assert.equal(material.spec, 'RSA_2048')
    assert.ok(turns > 5, `${turns} turns`)
  })

  test('the search can be aborted too', async () => {
    const controller = new AbortController()
    const options = { signal: controller.signal, onProgress: () => controller.abort('enough') }
    assert.equal(await without(() => createKey(request, options).catch((e) => e)), 'enough')
  })

  test('a random source that fails ends the search', async () => {
    const random = Object.defineProperty(crypto, 'getRandomValues', { value: (b) => b.fill(0), configurable: true })
    try {
      await assert.rejects(without(() => createKey(request)), { code: 'ERR_RANDOM' })
    } finally {
      delete random.getRandomValues
    }
  })
})
