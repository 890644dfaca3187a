// kms.fetch in the place of the platform's own fetch, under a program that knows nothing of it.
//   node --test tests/node/transport.test.mjs
import assert from 'node:assert/strict'
import { after, beforeEach, suite, test } from 'node:test'
import { Kms } from 'pocket-kms'
import { MemoryStore, openForTesting } from 'pocket-kms/testing'
import { Client, ClientError } from './client.mjs'

const CREATE = 'https://kms.example.com/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key'
const { fetch } = globalThis
after(() => (globalThis.fetch = fetch))

let kms
beforeEach(async () => {
  kms = await Kms.open({ auth: { token: ['swordfish'] } })
  globalThis.fetch = (...request) => kms.fetch(...request)
})

suite('a client of the service', () => {
  const client = (token = 'swordfish') => new Client('https://kms.example.com', '0605767a8f80d5762fd3c0186d9a57c0', token)

  test('makes a key, encrypts and decrypts, by names of the service alone', async () => {
    const id = await client().createKey('orders')
    assert.deepEqual((await kms.listKeys()).keys, [id])
    assert.equal(await client().decrypt(await client().encrypt(id, 'vier Äpfel')), 'vier Äpfel')
  })

  test('learns why it is refused', async () => {
    await client().createKey('orders')
    await assert.rejects(client().createKey('orders'), new ClientError(400, 'KMS.1104'))
    await assert.rejects(client().encrypt('0'.repeat(36), 'hello'), new ClientError(400, 'KMS.0205'))
    await assert.rejects(client('herring').createKey('others'), new ClientError(403, 'KMS.0302'))
    assert.equal((await kms.listKeys()).total, 1)
  })

  test('can be tried against what time brings, by a service with a clock of the test', async () => {
    const days = (count) => count * 86_400_000
    let now = days(20_000)
    kms = await openForTesting({ clock: { now: () => now } })
    const id = await client().createKey('orders')
    const ciphertext = await client().encrypt(id, 'hello')
    await kms.deleteKey({ key_id: id, pending_days: 7 })
    await assert.rejects(client().decrypt(ciphertext), new ClientError(400, 'KMS.0210'))
    now += days(8)
    await assert.rejects(client().encrypt(id, 'hello'), new ClientError(404, 'KMS.0207'))
  })

  test('that gives up before it asks has asked for nothing', async () => {
    const reason = new Error('enough')
    await assert.rejects(client().createKey('orders', AbortSignal.abort(reason)), (error) => error === reason)
    assert.equal((await kms.listKeys()).total, 0)
  })

  test('that gives up while it waits hears no more of it, whatever has become of the key', async () => {
    const controller = new AbortController()
    const store = new MemoryStore()
    const insert = store.insert.bind(store)
    store.insert = async (record) => {
      controller.abort()
      return insert(record)
    }
    kms = await Kms.open({ store })
    await assert.rejects(client().createKey('orders', controller.signal), { name: 'AbortError' })
    assert.equal((await kms.listKeys()).total, 1)
  })
})

suite('what fetch takes', () => {
  const body = '{"key_alias":"orders"}'
  const headers = { 'X-Auth-Token': 'swordfish', 'Content-Type': 'application/json' }
  const init = { method: 'POST', headers, body }
  const forms = {
    'a text': () => [CREATE, init],
    'a URL': () => [new URL(CREATE), init],
    'a Request': () => [new Request(CREATE, init)],
    'a Request, and headers that it has not': () => [new Request(CREATE, { method: 'POST', body }), { headers }],
    'a Request of another method and another body': () => [new Request(CREATE, { headers }), { method: 'POST', body }],
    'Headers': () => [CREATE, { ...init, headers: new Headers(headers) }],
    'a list of headers': () => [CREATE, { ...init, headers: Object.entries(headers) }],
    'headers in other cases': () => [CREATE, { ...init, headers: { 'x-AUTH-token': 'swordfish', 'content-type': 'text/plain' } }],
    'bytes': () => [CREATE, { ...init, body: new TextEncoder().encode(body) }],
    'a Blob': () => [CREATE, { ...init, body: new Blob([body]) }],
    'a stream': () => [CREATE, { ...init, body: new Blob([body]).stream(), duplex: 'half' }],
    'a method in lower case': () => [CREATE, { ...init, method: 'post' }],
    'a fragment, which is not sent': () => [`${CREATE}#orders`, init],
  }
  for (const [name, request] of Object.entries(forms)) {
    test(`${name} makes a key`, async () => {
      const answer = await globalThis.fetch(...request())
      assert.deepEqual([answer.status, answer.ok], [200, true])
      assert.deepEqual((await kms.listKeys()).keys, [(await answer.json()).key_info.key_id])
    })
  }

  const none = {
    'nothing': () => [],
    'half a URL': () => ['/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key', init],
    'a method that pages may not use': () => [CREATE, { method: 'TRACE' }],
    'a GET with a body': () => [CREATE, { ...init, method: 'GET' }],
    'a header that is none': () => [CREATE, { ...init, headers: { 'X Auth': 'swordfish' } }],
    'a stream without duplex': () => [CREATE, { ...init, body: new Blob([body]).stream() }],
    'no signal': () => [CREATE, { ...init, signal: 'now' }],
  }
  for (const [name, request] of Object.entries(none)) {
    test(`${name} is a TypeError, as it is of the platform's own`, async () => {
      await assert.rejects(fetch(...request()), TypeError)
      await assert.rejects(globalThis.fetch(...request()), TypeError)
      assert.equal((await kms.listKeys()).total, 0)
    })
  }

  test('a Request is used up, and cannot be sent again', async () => {
    const request = new Request(CREATE, init)
    assert.equal((await globalThis.fetch(request)).status, 200)
    assert.equal(request.bodyUsed, true)
    await assert.rejects(globalThis.fetch(request), TypeError)
  })
})

suite('what fetch gives', () => {
  test('an answer is read once, as a clone of it is', async () => {
    const answer = await globalThis.fetch('http://kms/health')
    assert.ok(answer instanceof Response)
    assert.deepEqual(await answer.clone().json(), { status: 'ok' })
    assert.equal(await answer.text(), '{"status":"ok"}')
    await assert.rejects(answer.text(), TypeError)
  })

  test('a HEAD is answered by a status and headers, and no body', async () => {
    for (const path of ['/health', '/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key', '/none']) {
      const answer = await globalThis.fetch(`http://kms${path}`, { method: 'HEAD', headers: { 'X-Auth-Token': 'swordfish' } })
      assert.equal(answer.status, path === '/none' ? 400 : 405)
      assert.equal(answer.headers.get('content-type'), 'application/json')
      assert.deepEqual([answer.body, await answer.text()], [null, ''])
    }
  })

  test('the methods of a Kms are its own: taken off it, fetch is refused', async () => {
    const { fetch } = kms
    await assert.rejects(fetch('http://kms/health'), { code: 'ERR_DISPOSED' })
  })
})
