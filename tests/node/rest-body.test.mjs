// Bodies that fail, are slow, endless or too long; requests that are aborted; a service that is closed, a
// store that throws, prototypes that are polluted.
//   node --test tests/node/rest-body.test.mjs
import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import { Kms } from 'pocket-kms'
import { MemoryStore, openForTesting } from 'pocket-kms/testing'
import { ask, read, targetOf } from './asking.mjs'
import { CountingStore } from './counting-store.mjs'
import { polluting } from './polluting.mjs'

const LIMIT = 65_536
const CREATE = `http://kms${targetOf('create-key')}`
const bytes = (text) => new TextEncoder().encode(text)

let kms
let store
let count = 0
beforeEach(async () => {
  store = new CountingStore()
  kms = await Kms.open({ store })
})

/** A create-key of another alias each time, as text. */
const creating = (members) => JSON.stringify({ key_alias: `key-${++count}`, ...members })

/** A stream that gives these chunks, then does what it ends with; and what has become of it. */
function streamed(chunks, ending = (controller) => controller.close()) {
  const seen = { pulled: 0, cancelled: 0 }
  const source = {
    async pull(controller) {
      if (seen.pulled === chunks.length) return ending(controller)
      controller.enqueue(chunks[seen.pulled++])
    },
    cancel() {
      seen.cancelled += 1
    },
  }
  seen.stream = new ReadableStream(source, { highWaterMark: 0 })
  return seen
}

/** A service on the same store that tells when the search for an RSA_4096 key begins: it draws a start of 256 bytes. */
const openWatched = (onSearch) => openForTesting({
  store,
  random(bytes) {
    if (bytes.length === 256) onSearch()
    crypto.getRandomValues(bytes)
  },
})

const post = (body, init) => ask(kms, 'POST', 'create-key', { body, ...init })

/** The request is refused so, and there is no key. */
async function refused(answering, status, code) {
  const answer = await answering
  assert.deepEqual([answer.status, answer.code], [status, code], answer.text)
  assert.equal(store.changes, 0)
  return answer
}

suite('a stream', () => {
  test('is read to its end, in whatever pieces it comes', async () => {
    const text = creating({ key_description: 'ü€😀' })
    for (const size of [1, 2, 3, 7, 1000]) {
      const whole = bytes(text.replace(/key-\d+/, `key-${++count}`))
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => whole.subarray(i * size, (i + 1) * size))
      assert.equal((await post(streamed(chunks).stream)).status, 200)
    }
    const { key_details } = await kms.listKeys()
    assert.ok(key_details.length === 5 && key_details.every((it) => it.key_description === 'ü€😀'))
  })
  test('may have empty pieces, and wait', async () => {
    const [first, second] = [creating().slice(0, 9), creating().slice(9)].map(bytes)
    let go
    const waiting = new Promise((resolve) => (go = resolve))
    const { stream } = streamed([new Uint8Array(), first, new Uint8Array(), second])
    const slow = stream.pipeThrough(new TransformStream({ transform: (chunk, it) => waiting.then(() => it.enqueue(chunk)) }))
    const answering = post(slow)
    assert.equal((await ask(kms, 'GET', '/health')).status, 200)
    go()
    assert.equal((await answering).status, 200)
  })
  test('that fails is a request that broke off, even behind a whole body', async () => {
    for (const chunks of [[], [bytes('{"key_')], [bytes(creating())], [bytes(creating()), bytes(' ')]]) {
      for (const reason of [new Error('/etc/passwd'), undefined, 'text', { toString() { throw 1 } }]) {
        await refused(post(streamed(chunks, (controller) => controller.error(reason)).stream), 400, 'KMS.0202')
      }
    }
  })
  test('of pieces that are no bytes is a request that broke off', async () => {
    const whole = bytes(creating())
    const kinds = [creating(), 5, null, undefined, {}, { length: 3 }, [...whole], new Uint16Array(whole), whole.buffer, new Proxy({}, { get() { throw 1 } })]
    for (const chunk of kinds) {
      await refused(post(streamed([chunk]).stream), 400, 'KMS.0202')
      await refused(post(streamed([whole, chunk]).stream), 400, 'KMS.0202')
    }
  })
  test('that was used already, or is being used, is a request that broke off', async () => {
    const used = new Request(CREATE, { method: 'POST', body: creating() })
    await used.text()
    const halfUsed = new Request(CREATE, { method: 'POST', body: creating() })
    const reader = halfUsed.body.getReader()
    await reader.read()
    reader.releaseLock()
    const locked = new Request(CREATE, { method: 'POST', body: creating() })
    locked.body.getReader()
    // What `fetch` itself refuses as no request at all, it refuses here as well.
    for (const request of [used, halfUsed, locked]) await assert.rejects(kms.fetch(request), TypeError)
    assert.equal(store.changes, 0)
  })
})

suite('a body', () => {
  const padded = (length) => bytes(creating().padEnd(length))

  test('of up to the limit is read, and one of a byte more refused', async () => {
    for (const length of [LIMIT - 1, LIMIT]) assert.equal((await post(padded(length))).status, 200)
    store.changes = 0
    for (const length of [LIMIT + 1, LIMIT + 2, 2 * LIMIT, 16 << 20]) await refused(post(padded(length)), 400, 'KMS.0203')
  })
  test('that is too long is refused whatever it is of', async () => {
    for (const path of ['create-key', '/none', '/health', 'create-grant']) {
      await refused(ask(kms, 'POST', path, { body: new Uint8Array(LIMIT + 1) }), 400, 'KMS.0203')
    }
  })
  test('without an end is read to the limit and a piece, and cancelled once', async () => {
    for (const size of [1, 1000, LIMIT, 1 << 20]) {
      const pieces = new Proxy([], { get: (_, name) => (name === 'length' ? Infinity : new Uint8Array(size)) })
      const seen = streamed(pieces)
      await refused(post(seen.stream), 400, 'KMS.0203')
      assert.equal(seen.pulled, Math.floor(LIMIT / size) + 1)
      assert.equal(seen.cancelled, 1)
    }
  })
  test('that is too long may fail afterwards, or refuse to be cancelled', async () => {
    const long = new Uint8Array(LIMIT + 1)
    await refused(post(streamed([long], (controller) => controller.error(new Error('late'))).stream), 400, 'KMS.0203')
    const unwilling = new ReadableStream({ pull: (it) => it.enqueue(long), cancel: () => Promise.reject(new Error('no')) })
    await refused(post(unwilling), 400, 'KMS.0203')
    const stuck = new ReadableStream({ pull: (it) => it.enqueue(long), cancel: () => new Promise(() => {}) })
    await refused(post(stuck), 400, 'KMS.0203')
  })
})

suite('a request that is aborted', () => {
  const reasons = [new Error('enough'), 'a text', '{"code":"KMS.0101"}', undefined, 5]
  const create = (key_spec, signal) => kms.fetch(CREATE, { method: 'POST', body: creating({ key_spec }), signal })
  const thrownBy = (answering) => answering.then(() => assert.fail('answered'), (error) => error)

  test('beforehand makes no key', async () => {
    for (const reason of reasons) {
      const signal = AbortSignal.abort(reason)
      assert.equal(await thrownBy(create('AES_256', signal)), signal.reason)
    }
    assert.equal(store.changes, 0)
  })
  test('during the search for an RSA key makes none, and the reason comes out as it is', async () => {
    for (const reason of reasons) {
      const aborter = new AbortController()
      kms = await openWatched(() => aborter.abort(reason))
      assert.equal(await thrownBy(create('RSA_4096', aborter.signal)), aborter.signal.reason)
    }
    assert.equal(store.changes, 0)
  })
  test('while its body is awaited makes none, and its stream is cancelled', async () => {
    const aborter = new AbortController()
    const { signal } = aborter
    let thrown
    const cancelled = new Promise((resolve) => {
      const body = new ReadableStream({ start: (it) => it.enqueue(bytes(creating())), cancel: resolve })
      thrown = thrownBy(kms.fetch(CREATE, { method: 'POST', body, duplex: 'half', signal }))
      setImmediate(() => aborter.abort(new Error('enough')))
    })
    assert.equal(await thrown, signal.reason)
    await cancelled
    assert.equal(store.changes, 0)
  })
  test('when it is answered stays answered', async () => {
    const aborter = new AbortController()
    const response = await create('AES_256', aborter.signal)
    aborter.abort()
    assert.equal((await read('POST', response)).status, 200)
  })
})

suite('a service that is closed', () => {
  test('answers nothing any more', async () => {
    await kms.close()
    for (const path of ['create-key', '/health', '/none']) {
      await assert.rejects(ask(kms, 'POST', path, { body: '{}' }), { name: 'KmsError', code: 'ERR_DISPOSED' })
    }
  })
  test('lets what is under way come to its end first', async (t) => {
    // Its patience does not run out while a slow machine searches.
    t.mock.timers.enable({ apis: ['setTimeout'] })
    let answering
    await new Promise(async (resolve) => {
      kms = await openWatched(resolve)
      answering = post(creating({ key_spec: 'RSA_4096' }))
    })
    const closing = kms.close()
    assert.equal((await answering).status, 200)
    await closing
  })
  test('while a body is awaited does not answer it', async () => {
    let end
    const body = new ReadableStream({ start: (it) => (end = () => it.close()) })
    const answering = post(body)
    answering.catch(() => {})
    await kms.close()
    end()
    await assert.rejects(answering, { code: 'ERR_DISPOSED' })
    assert.equal(store.changes, 0)
  })
  test('is none if it was never opened', async () => {
    await assert.rejects(new Kms().fetch('http://kms/health'), { code: 'ERR_DISPOSED' })
    await assert.rejects(kms.fetch.call(undefined, 'http://kms/health'), { code: 'ERR_DISPOSED' })
  })
})

test('what is no request is a TypeError, as it is to fetch', async () => {
  for (const input of ['/health', 'http://', undefined, {}]) await assert.rejects(kms.fetch(input), TypeError)
  for (const init of [{ method: 'CONNECT' }, { method: 'a b' }, { headers: { a: 'b\r\nc: d' } }, { headers: { a: '\u0100' } }, { body: 'of a GET' }]) {
    await assert.rejects(kms.fetch('http://kms/health', init), TypeError)
  }
})

suite('a store that fails', () => {
  const METHODS = ['insert', 'replace', 'get', 'list', 'count', 'remove']
  const failures = {
    'throws': () => { throw new Error('/var/lib/secret at line 5') },
    'rejects': () => Promise.reject(new Error('/var/lib/secret at line 5')),
    'throws nothing': () => { throw undefined },
    'answers what is no answer': () => Promise.resolve({ toString() { throw 1 } }),
  }
  for (const [name, fail] of Object.entries(failures)) {
    test(`that ${name} is answered by 500 and a fixed body`, async () => {
      const own = await Kms.open({ store: Object.fromEntries(METHODS.map((method) => [method, fail])) })
      for (const [path, body] of [['create-key', creating()], ['list-keys', '{}'], ['describe-key', { key_id: '00000000-0000-4000-8000-000000000001' }]]) {
        const { status, answer } = await ask(own, 'POST', path, { body })
        assert.deepEqual([status, answer.error_code], [500, 'ERR_STORE'])
        assert.match(answer.error_msg, /^The store failed; nothing was changed\. The store that was given (threw, or rejected|answered what the interface does not have)\.$/)
      }
      assert.equal((await ask(own, 'GET', '/health')).status, 200)
      await own.close()
    })
  }
  test('for once is asked again the next time', async () => {
    let isFailing = true
    class Moody extends MemoryStore {
      insert(record) {
        if (isFailing) throw new Error('once')
        return super.insert(record)
      }
    }
    const own = await Kms.open({ store: new Moody() })
    const body = creating()
    assert.equal((await ask(own, 'POST', 'create-key', { body })).status, 500)
    isFailing = false
    assert.equal((await ask(own, 'POST', 'create-key', { body })).status, 200)
    await own.close()
  })
})

suite('a polluted prototype', () => {
  let own
  before(async () => (own = await Kms.open({ auth: { token: ['token'] } })))
  after(() => own.close())
  // The platform's own Request reads what it inherits: it is there before anything is polluted.
  const asking = (headers) => new Request(`http://kms${targetOf('tags')}`, { headers: { 'X-Auth-Token': 'token', ...headers } })

  test('with toJSON hides no header', async () => {
    for (const value of [() => undefined, () => [], () => ['X-Auth-Token', 'token'], () => 'x', () => { throw 1 }]) {
      const [good, foreign, unknown] = [asking(), asking({ Origin: 'https://evil.example' }), asking({ 'X-Auth-Token': 'other' })]
      const answers = await polluting({ toJSON: { value } }, () => Promise.all([good, foreign, unknown].map((it) => own.fetch(it))))
      assert.deepEqual(answers.map(({ status }) => status), [200, 403, 403])
    }
  })
  test('supplies no part of a request or an answer', async () => {
    const seen = []
    const inherited = {
      status: 418, statusText: 'polluted', headers: { 'X-Polluted': 'a' }, method: 'PUT', target: '/', body: '{"polluted":1}',
      signal: AbortSignal.abort(), onProgress: () => seen.push('progress'), code: 'KMS.0101', error_code: 'KMS.0101',
    }
    const members = Object.fromEntries(Object.entries(inherited).map(([name, value]) => [name, { value, writable: true }]))
    const answering = own.fetch(asking())
    const { response, text } = await polluting(members, async () => {
      const response = await answering
      return { response, text: await response.text() }
    })
    assert.deepEqual([response.status, response.statusText, response.headers.get('x-polluted')], [200, '', null])
    assert.deepEqual([JSON.parse(text), seen], [{ tags: [] }, []])
  })
})
