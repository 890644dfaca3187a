// How the server ends: whatever clients have begun, it is gone when it was told to go.
//   node --test tests/node/serve-stop.test.mjs
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { targetOf } from './asking.mjs'
import { connected } from './raw.mjs'
import { serveHere } from './serving-here.mjs'
import { serve } from './serving.mjs'

const head = (method, path, length = 0) =>
  `${method} ${targetOf(path)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`
const post = (path, body) => head('POST', path, JSON.stringify(body).length) + JSON.stringify(body)
const slow = (i) => post('create-key', { key_alias: `slow-${i}`, key_spec: 'RSA_4096' })
const each = (count, make) => Array.from({ length: count }, (_, i) => make(i))

/** Sockets on which these bytes were sent, and have been read: what was sent after them is answered. */
async function sockets({ port, send }, texts) {
  const all = await Promise.all(texts.map(() => connected(port)))
  for (const [i, text] of texts.entries()) if (text) all[i].write(text)
  await send('GET', '/health')
  return all
}

/** How many answers come on these sockets until they are closed. */
async function answersOn(all) {
  const texts = all.map(async (socket) => {
    let text = ''
    socket.on('data', (chunk) => (text += chunk))
    if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve))
    return text.split('HTTP/1.1 ').length - 1
  })
  return (await Promise.all(texts)).reduce((sum, count) => sum + count, 0)
}

suite('after its grace it gives up', () => {
  const cases = {
    'searches, each of a connection': each(12, slow),
    'searches in a row on one connection': [each(12, slow).join('')],
    'a head that does not end': ['POST /v1.0/p/kms'],
    'a body that does not end': [head('POST', 'create-key', 100) + '{'],
    'connections without a request': ['', head('GET', '/health')],
  }
  for (const [name, texts] of Object.entries(cases)) {
    test(name, async () => {
      const server = await serveHere({ grace: 20 })
      const answers = answersOn(await sockets(server, texts))
      await server.stop()
      // What is logged was answered, one by one: nothing went on behind the back of its client.
      assert.equal(await answers, server.entries.length - 1)
    })
  }
  test('a client that does not read', async () => {
    const server = await serveHere({ grace: 20 })
    for (const i of each(1_000, (i) => i)) await server.kms.createKey({ key_alias: `key-${i}` })
    const [socket] = await sockets(server, [''])
    socket.pause().write(post('list-keys', { limit: '1000' }).repeat(250))
    await server.send('GET', '/health')
    await server.stop()
    socket.destroy()
  })
})

suite('before its grace is over it ends', () => {
  // Longer than any test may take.
  const grace = 10 * 60_000

  test('when the request under way is answered; those behind it are not begun', async () => {
    const server = await serveHere({ grace })
    const rsa = post('create-key', { key_alias: 'slow', key_spec: 'RSA_2048' })
    const all = await sockets(server, [rsa + post('create-key', { key_alias: 'ahead' })])
    const answers = answersOn(all)
    await server.stop()
    assert.equal(await answers, 1)
    assert.deepEqual(server.entries.map(({ answer }) => answer.status), [200, 200])
  })
  test('at once if there are connections alone, whatever they have sent of a head', async () => {
    const server = await serveHere({ grace })
    const all = await sockets(server, ['', 'GET /hea', head('GET', '/health')])
    const closed = Promise.all(all.map((socket) => once(socket.resume(), 'close')))
    await server.stop()
    await closed
  })
  test('although a client has left in the middle of a search', async () => {
    const server = await serveHere({ grace })
    const all = await sockets(server, each(4, slow))
    for (const socket of all) socket.resetAndDestroy()
    await server.stop()
    assert.ok(server.entries.length < 1 + all.length)
  })
  for (const [name, leave] of Object.entries({ answered: () => {}, 'given up if its client has left': (socket) => socket.destroy() })) {
    test(`although a request has a delay on purpose: that is over, and it is ${name}`, async () => {
      const server = await serveHere({ grace }, '{key_id}/tags=600000ms')
      const [socket] = await sockets(server, [head('GET', 'some/tags')])
      const answers = answersOn([socket])
      leave(socket)
      await server.send('GET', '/health')
      await server.stop()
      assert.equal(await answers, name === 'answered' ? 1 : 0)
    })
  }
})

test('the process has ended then, whatever its workers were at and whichever delay was under way', async () => {
  const server = await serve(['--log', 'none', '--fault', '{key_id}/tags=600000ms'])
  const [searching, delayed] = await sockets(server, [slow(0), head('GET', 'some/tags')])
  const answers = answersOn([delayed])
  searching.resetAndDestroy()
  const { code, signal } = await server.stop()
  assert.deepEqual([code, signal, await answers], [0, null, 1])
})
