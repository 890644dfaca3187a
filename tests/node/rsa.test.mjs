// RSA keys: made off the caller's thread, with progress, and given up at once when told to.
//   node --test tests/node/rsa.test.mjs
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { createKey } from 'pocket-kms'
import { freshCopy } from './copy.mjs'

const request = { key_alias: 'a', key_spec: 'RSA_2048' }
/** Worker threads that keep the process alive. */
const workers = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length

/** Worker threads that there are: the pool's. */
const threads = () => started.filter((worker) => worker.threadId > 0).length
const started = []
const { getBuiltinModule } = process
process.getBuiltinModule = (name) => {
  const module = getBuiltinModule(name)
  if (name !== 'node:worker_threads') return module
  return { ...module, Worker: class extends module.Worker { constructor(...args) { super(...args); started.push(this) } } }
}

/** How often the caller has its turn while a key is made, which may be found soon: no clock says so. */
async function turnsDuring(pending) {
  let [turns, isDone] = [0, false]
  const end = () => { isDone = true }
  pending.then(end, end)
  for (; !isDone; turns++) await setImmediate()
  return { turns, material: (await pending).material }
}

suite('an RSA key', () => {
  test('is made while the caller goes on', async () => {
    const { turns, material } = await turnsDuring(createKey({ ...request, key_spec: 'RSA_3072' }))
    assert.ok(turns > 100, `${turns} turns of the event loop`)
    material.dispose()
  })

  test('reports its progress: candidates and a share that never fall', async () => {
    const reports = []
    await createKey({ ...request, key_spec: 'RSA_3072' }, { onProgress: (progress) => reports.push(progress) })
    assert.ok(reports.length >= 2)
    for (const [i, { candidates, share }] of reports.entries()) {
      assert.ok(Number.isInteger(candidates) && candidates >= (reports[i - 1]?.candidates ?? 0), String(candidates))
      assert.ok(share >= (reports[i - 1]?.share ?? 0) && share < 1, String(share))
    }
    // The first prime is half of the way, and the second the end.
    assert.ok(reports.at(-1).share > 0.5)
  })

  test('takes as many candidates as its share is reckoned with', async () => {
    let candidates = 0
    for (let i = 0; i < 60; i++) {
      let last
      await createKey(request, { maxWorkers: 1, onProgress: (progress) => { last = progress } })
      candidates += last.candidates
    }
    // 2 · 1,024 · ln 2 / (e^γ · ln 2^18) = 63.9 for two primes; the mean of 60 keys is off by 5.9.
    const mean = candidates / 60
    assert.ok(mean > 63.9 - 6 * 5.9 && mean < 63.9 + 6 * 5.9 + 4, `${mean} candidates`)
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

  test('ends the search with its reason, and no worker keeps the process alive', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort('enough')
    const outcome = await createKey({ ...request, key_spec: 'RSA_4096' }, { signal: controller.signal, onProgress }).catch((e) => e)
    assert.equal(outcome, 'enough')
    while (workers() > 0) await setImmediate()
  })

  test('ends that search only: others go on, and the workers are used again', async () => {
    const controller = new AbortController()
    const aborted = createKey({ ...request, key_spec: 'RSA_4096' }, { signal: controller.signal }).catch((e) => e)
    const others = [createKey(request), createKey(request)]
    controller.abort('enough')
    assert.equal(await aborted, 'enough')
    for (const { material } of await Promise.all(others)) assert.equal(material.spec, 'RSA_2048')
    assert.ok(threads() <= availableParallelism(), `${threads()} threads`)
  })

  test('gives no report after it was aborted', async () => {
    const controller = new AbortController()
    let reports = 0
    const onProgress = () => {
      reports++
      controller.abort()
    }
    await createKey({ ...request, key_spec: 'RSA_4096' }, { signal: controller.signal, onProgress }).catch(() => {})
    await createKey(request)
    assert.equal(reports, 1)
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

suite('maxWorkers', () => {
  for (const maxWorkers of [1, 2, 64]) {
    test(`may be ${maxWorkers}`, async () => {
      assert.equal((await createKey(request, { maxWorkers })).material.spec, 'RSA_2048')
      assert.ok(threads() <= availableParallelism(), `${threads()} threads`)
    })
  }

  test('of 0 makes the key in the caller\'s thread, which goes on between two slices', async () => {
    const before = threads()
    const { turns, material } = await turnsDuring(createKey({ ...request, key_spec: 'RSA_3072' }, { maxWorkers: 0 }))
    assert.equal(material.spec, 'RSA_3072')
    assert.ok(turns > 2, `${turns} turns`)
    assert.equal(threads(), before)
  })

  for (const maxWorkers of [-1, 1.5, NaN, Infinity, '2', null, {}]) {
    test(`may not be ${JSON.stringify(maxWorkers) ?? maxWorkers} (${typeof maxWorkers})`, async () => {
      await assert.rejects(createKey(request, { maxWorkers }), { code: 'KMS.0308', status: 400, field: 'maxWorkers' })
    })
  }
})

suite('where no worker can be started', () => {
  /** A copy of the package of its own, with no worker yet, where the platform has none. */
  const withoutWorkers = async (work) => {
    const withWorkers = process.getBuiltinModule
    process.getBuiltinModule = undefined
    try {
      return await work(await freshCopy())
    } finally {
      process.getBuiltinModule = withWorkers
    }
  }

  test('the key is made in the caller\'s thread, which goes on between two slices', async () => {
    const { turns, material } = await withoutWorkers(async ({ createKey }) => {
      // Whatever has to be loaded is loaded before turns are counted.
      await createKey(request)
      return turnsDuring(createKey({ ...request, key_spec: 'RSA_3072' }))
    })
    assert.equal(material.spec, 'RSA_3072')
    assert.ok(turns > 2, `${turns} turns`)
  })

  test('the search can be aborted too', async () => {
    const controller = new AbortController()
    const options = { signal: controller.signal, onProgress: () => controller.abort('enough') }
    const aborted = withoutWorkers((copy) => copy.createKey({ ...request, key_spec: 'RSA_4096' }, options))
    assert.equal(await aborted.catch((e) => e), 'enough')
  })
})

suite('a worker that fails', () => {
  /** The package where every worker that it starts does this. */
  const withWorkers = async (Worker, work) => {
    const whole = process.getBuiltinModule
    process.getBuiltinModule = (name) => (name === 'node:worker_threads' ? { Worker } : whole(name))
    try {
      return await work(await freshCopy())
    } finally {
      process.getBuiltinModule = whole
    }
  }
  const { Worker } = getBuiltinModule('node:worker_threads')

  for (const [name, script] of Object.entries({
    'at once': 'throw new Error("forbidden")',
    'at its first task': `require('node:worker_threads').parentPort.on('message', ({ task }) => { if (task) throw new Error('lost') })`,
    'after some reports': `const { parentPort } = require('node:worker_threads')
      parentPort.on('message', ({ task }) => { if (task) { parentPort.postMessage({ tested: 2 }); setTimeout(() => { throw new Error('lost') }, 5) } })`,
    'by saying so': `const { parentPort } = require('node:worker_threads')
      parentPort.on('message', ({ task }) => { if (task) parentPort.postMessage({ failure: 'no memory' }) })`,
  })) {
    test(`${name} leaves its work to the caller's thread`, async () => {
      const Failing = class extends Worker { constructor() { super(script, { eval: true }) } }
      const { material } = await withWorkers(Failing, (copy) => copy.createKey(request))
      assert.equal(material.spec, 'RSA_2048')
    })
  }

  test('to be constructed leaves its work to the caller\'s thread', async () => {
    const Throwing = class { constructor() { throw new Error('forbidden') } }
    assert.equal((await withWorkers(Throwing, (copy) => copy.createKey(request))).material.spec, 'RSA_2048')
  })
})

suite('a way to start workers that throws', () => {
  const worker = () => { throw new Error('no more workers') }

  test('ends its own call', async () => {
    const copy = await freshCopy()
    await assert.rejects(copy.createKey(request, { worker }), /no more workers/)
  })

  test('ends no other call', async () => {
    const copy = await freshCopy()
    const [one, other] = await Promise.allSettled([
      copy.createKey(request, { worker, maxWorkers: 1 }),
      copy.createKey(request, { maxWorkers: 1 }),
    ])
    assert.match(one.reason.message, /no more workers/)
    assert.equal(other.value.material.spec, 'RSA_2048')
  })
})

suite('a random source that is broken ends the search for primes', () => {
  const real = crypto.getRandomValues
  for (const [name, fill] of Object.entries({
    'throws': () => { throw new Error('no entropy') },
    'gives zeros': (bytes) => bytes.fill(0),
    'gives the same bytes at every call': (bytes) => bytes.map((_, i) => { bytes[i] = i * 7 + 1 }),
  })) {
    for (const maxWorkers of [0, 2]) {
      test(`it ${name}, maxWorkers ${maxWorkers}`, async () => {
        Object.defineProperty(crypto, 'getRandomValues', { value: fill, configurable: true })
        try {
          await assert.rejects(createKey(request, { maxWorkers }), { code: 'ERR_RANDOM' })
        } finally {
          delete crypto.getRandomValues
        }
      })
    }
  }

  test('it repeats itself from one prime to the next, which no single draw shows', async () => {
    let draws = 0
    const repeating = (bytes) => {
      const block = createHash('sha256').update(String(draws++ % 4)).digest()
      bytes.set(block.subarray(0, bytes.length))
      return bytes
    }
    Object.defineProperty(crypto, 'getRandomValues', { value: repeating, configurable: true })
    try {
      await assert.rejects(createKey(request, { maxWorkers: 1 }), { code: 'ERR_RANDOM' })
    } finally {
      delete crypto.getRandomValues
    }
    assert.equal(crypto.getRandomValues, real)
  })
})
