// No name that the package declares is ever looked for along a prototype: what a script has added to
// Object.prototype is neither seen nor called, and changes nothing.
//   node --test tests/node/pollution.test.mjs
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, suite, test } from 'node:test'
import threads from 'node:worker_threads'
import { createKey, Kms } from 'pocket-kms'
import { ManualClock, openForTesting } from 'pocket-kms/testing'
import { freshCopy } from './copy.mjs'
import { declaredNames, publicNames } from './declared.mjs'
import { CALLS, everyCall, everyCallButFetch } from './every-call.mjs'
import { polluting } from './polluting.mjs'

/** What Node's own `Request` and `Response` look for along the prototypes of objects of their own. */
const OF_FETCH = new Set(['status', 'method', 'headers', 'body', 'get'])

let clean
before(async () => ({ clean } = { clean: await everyCall() }))

test('every public call is made, and every name is taken from the types', () => {
  const made = new Set(clean.map(([name]) => name))
  assert.deepEqual(CALLS.filter((name) => !made.has(name)), [])
  for (const name of ['origins', 'worker', 'maxWorkers', 'clock', 'random', 'encoding', 'cause']) assert.ok(publicNames.has(name), name)
  for (const name of ['fill', 'outcome', 'isSound', 'kernel']) assert.ok(declaredNames.has(name), name)
})

suite('on Object.prototype', () => {
  for (const name of declaredNames) {
    test(`${name} is not read`, async () => {
      const readers = []
      const seen = () => void readers.push(...readersInPackage())
      const calls = OF_FETCH.has(name) ? everyCallButFetch : everyCall
      const outcomes = await polluting({ [name]: { get: seen, set: seen } }, calls)
      assert.deepEqual(readers, [])
      assert.deepEqual(outcomes, clean.slice(0, outcomes.length))
    })
  }
})

/** Where the package has just read something itself; nothing if it was the platform. */
function readersInPackage() {
  const [, , , reader = ''] = new Error().stack.split('\n')
  return reader.includes('/pocket-kms/dist/') ? [reader.trim()] : []
}

suite('a script that has put its own under every name', () => {
  const called = []
  const VALUES = {
    'functions': (name) => (...values) => void called.push([name, ...values]),
    'true': () => true,
    'texts': () => 'hex',
    'objects': () => ({ tested: 1, prime: new Uint8Array(128), isSound: true }),
  }
  for (const [kind, valueOf] of Object.entries(VALUES)) {
    const names = [...declaredNames].filter((name) => !OF_FETCH.has(name))
    for (const enumerable of [false, true]) {
      const members = Object.fromEntries(names.map((name) => [name, { value: valueOf(name), writable: true, enumerable }]))
      const how = `${kind}${enumerable ? ' that are enumerable' : ''}`

      test(`gets nothing from any call by ${how}, and changes none`, async () => {
        const outcomes = await polluting(members, everyCallButFetch)
        assert.deepEqual(outcomes, clean.slice(0, outcomes.length))
        assert.deepEqual(called, [])
      })

      test(`gets nothing of an RSA key by ${how}, whoever searches for its primes`, async () => {
        const copy = await freshCopy()
        const request = { key_alias: 'a', key_spec: 'RSA_2048' }
        const kms = await copy.Kms.open()
        // Node loads files and unpacks modules along the prototypes, too. No worker is started for these.
        await copy.createKey(request, { maxWorkers: 0 })
        const made = await polluting(members, async () => {
          await kms.createKey(request)
          return [await copy.createKey(request, { maxWorkers: 0 }), await copy.createKey(request), await copy.createKey(request)]
        })
        const publicKeys = made.map(({ material }) => material.publicKey('spki-pem'))
        assert.equal(new Set(publicKeys).size, made.length)
        assert.deepEqual(called, [])
        await kms.close()
      })
    }
  }
})

test('a script inside of a worker that has put its own there leaves the worker as it is', async (t) => {
  const script = readFileSync(new URL('../node_modules/pocket-kms/dist/worker.js', import.meta.url), 'utf8')
  const pollution = 'for (const name of ["stop", "task", "kernel", "prime", "isSound"]) Object.prototype[name] = true\n'
  const reports = []
  class Polluted extends threads.Worker {
    constructor() {
      super(pollution + script, { eval: true })
      this.on('message', (report) => reports.push(report))
      this.on('error', (error) => reports.push(error))
    }
  }
  const { getBuiltinModule } = process
  const changed = { 'node:os': { availableParallelism: () => 2 }, 'node:worker_threads': { Worker: Polluted } }
  t.mock.method(process, 'getBuiltinModule', (name) => changed[name] ?? getBuiltinModule(name))
  const { material } = await (await freshCopy()).createKey({ key_alias: 'a', key_spec: 'RSA_2048' })
  assert.equal(material.spec, 'RSA_2048')
  assert.deepEqual(reports.filter(({ failure, message }) => failure || message), [])
  assert.ok(reports.some(({ outcome }) => outcome?.isSound === true))
})

test('toJSON on Object.prototype is not given the keys of a document', async () => {
  const given = []
  const keys = [{ key_id: '0d0466b0-e727-4d9c-b35d-f84bb474a37f', key_alias: 'a' }]
  const kms = await polluting({ toJSON: { value: (value) => void given.push(value) } }, () => openForTesting({ seed: { keys } }))
  assert.deepEqual((await kms.listKeys()).keys, keys.map(({ key_id }) => key_id))
  assert.deepEqual(given, [])
  await kms.close()
})

suite('options of a class', () => {
  test('count if they are fields of its own', async () => {
    class Options {
      domainId = 'abcdef0123456789abcdef0123456789'
      maxKeys = 1
    }
    const { key_info } = await createKey({ key_alias: 'a' }, new Options())
    assert.equal(key_info.domain_id, new Options().domainId)
    const kms = await Kms.open(new Options())
    await kms.createKey({ key_alias: 'a' })
    await assert.rejects(kms.createKey({ key_alias: 'b' }), { code: 'KMS.1105' })
    await kms.close()
  })

  test('do not count if they are accessors of its prototype, or inherited in any other way', async () => {
    class Options {
      get domainId() { return 'abcdef0123456789abcdef0123456789' }
      get maxKeys() { return 0 }
      get signal() { return AbortSignal.abort() }
    }
    for (const options of [new Options(), Object.create({ ...new Options(), domainId: 'a', maxKeys: 0 })]) {
      const { key_info } = await createKey({ key_alias: 'a' }, options)
      assert.equal(key_info.domain_id, '0'.repeat(32))
      const kms = await Kms.open(options)
      await kms.createKey({ key_alias: 'a' }, options)
      await kms.close()
    }
  })

  test('are each read once', async () => {
    const read = []
    const options = new Proxy({ maxWorkers: 0, clock: new ManualClock(), domainId: '0'.repeat(32) }, {
      get(target, name) {
        read.push(name)
        return target[name]
      },
    })
    await (await openForTesting(options)).close()
    assert.deepEqual(read.sort(), ['clock', 'domainId', 'maxWorkers'])
  })
})
