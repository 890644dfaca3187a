// What clients may take of the server's time and room, and what they see beyond it.
//   node --test tests/node/serve-limits.test.mjs
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { targetOf } from './asking.mjs'
import { connected, exchange } from './raw.mjs'
import { serveHere } from './serving-here.mjs'
import { checked } from './serving.mjs'

const head = (method, path, length = 0, ...headers) =>
  [`${method} ${targetOf(path)} HTTP/1.1`, 'Host: localhost', `Content-Length: ${length}`, ...headers, '', ''].join('\r\n')
const post = (path, body) => head('POST', path, JSON.stringify(body).length) + JSON.stringify(body)
const SLOW = post('create-key', { key_alias: 'slow', key_spec: 'RSA_4096' })
/** A delay that no test lives to see the end of, and what is delayed. */
const FAULT = 'create-key=600000ms'
const DELAYED = post('create-key', { key_alias: 'delayed' })
const HEALTH = head('GET', '/health')

async function serving(limits, work, fault) {
  const server = await serveHere(limits, fault)
  try {
    await work(server)
  } finally {
    await server.stop()
  }
}

/** What comes on a socket until it is closed. */
async function untilClosed(socket) {
  const chunks = []
  socket.on('data', (chunk) => chunks.push(chunk))
  // By a reset, too, if there was more to be read.
  await new Promise((resolve) => socket.once('close', resolve))
  return String(Buffer.concat(chunks))
}

/** What /health answers as soon as there is room for a connection: when the server has noticed that one has gone. */
async function untilAnswered(port) {
  for (;;) {
    const [answer] = await exchange(port, [head('GET', '/health', 0, 'Connection: close')]).catch(() => [])
    if (answer) return checked(answer).answer
  }
}

const numberOfKeys = async ({ send }) => (await send('GET', 'user-instances')).answer.instance_num

suite('searches for primes', () => {
  const rsa = { key_alias: 'a', key_spec: 'RSA_2048' }
  const refusedBy = async ({ send }, body, path = 'create-key') => {
    const { status, code, pairs } = await send('POST', path, { body })
    assert.deepEqual([status, code], [429, 'APIGW.0308'])
    assert.equal(pairs[pairs.indexOf('Retry-After') + 1], '1')
  }

  test('beyond their number are refused, and nothing is made; what needs none is answered', () =>
    serving({ searches: 0 }, async (server) => {
      await refusedBy(server, rsa)
      await refusedBy(server, { ...rsa, key_spec: 'RSA_4096' })
      assert.equal(await numberOfKeys(server), 0)
      const { status } = await server.send('POST', 'create-key', { body: { key_alias: 'a' } })
      assert.equal(status, 200)
    }))
  test('are refused no earlier than what is wrong with the request', () =>
    serving({ searches: 0 }, async ({ send }) => {
      const { code } = await send('POST', 'create-key', { body: { ...rsa, key_alias: 'a b' } })
      assert.equal(code, 'KMS.1101')
    }))
  test('that have ended make room for others', () =>
    serving({ searches: 1 }, async ({ send }) => {
      for (let i = 0; i < 3; i++) {
        const { status } = await send('POST', 'create-key', { body: { ...rsa, key_alias: `key-${i}` } })
        assert.equal(status, 200)
      }
    }))
  test('whose client has left make room for others', () =>
    serving({ searches: 1 }, async ({ port, send }) => {
      const socket = await connected(port)
      socket.write(SLOW)
      await send('GET', '/health')
      socket.resetAndDestroy()
      await send('GET', '/health')
      const { status } = await send('POST', 'create-key', { body: rsa })
      assert.equal(status, 200)
    }))
})

suite('requests sent ahead on one connection', () => {
  test('may be so many, all of which are answered', () =>
    serving({ requests: 50 }, async ({ port }) => {
      const answers = await exchange(port, [HEALTH.repeat(50)], { count: 50 })
      for (const answer of answers) assert.deepEqual(checked(answer).answer, { status: 'ok' })
    }))
  test('and one more close it, and none of them is carried out', () =>
    serving({ requests: 50 }, async (server) => {
      const socket = await connected(server.port)
      socket.write(DELAYED + post('create-key', { key_alias: 'ahead' }).repeat(50))
      assert.equal(await untilClosed(socket), '')
      assert.equal(await numberOfKeys(server), 0)
    }, FAULT))
  for (const [name, ahead] of Object.entries({
    'bodies': head('POST', 'create-key', 65_536) + 'x'.repeat(65_536),
    'heads': head('GET', '/health', 0, `X: ${'x'.repeat(60_000)}`),
    'bodies that are too long': head('POST', 'create-key', 65_537 * 3) + 'x'.repeat(65_537 * 3),
  })) {
    test(`close it if their ${name} have more bytes than are held`, () =>
      serving({}, async (server) => {
        const socket = await connected(server.port)
        socket.write(DELAYED + ahead.repeat(5))
        assert.equal(await untilClosed(socket), '')
        assert.equal(await numberOfKeys(server), 0)
      }, FAULT))
  }
  test('may break off: what is ahead of them is answered', () =>
    serving({}, async ({ port }) => {
      const slow = post('create-key', { key_alias: 'slow', key_spec: 'RSA_2048' })
      const broken = `POST ${targetOf('create-key')} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab`
      const answers = await exchange(port, [slow + broken])
      assert.deepEqual(answers.map((it) => [it.status, checked(it).code]), [[200, undefined], [400, 'KMS.0202']])
    }))
  test('one after the other are no more than one', () =>
    serving({ requests: 2, bytes: 140_000 }, async ({ port }) => {
      const body = 'x'.repeat(65_536)
      for (let i = 0; i < 3; i++) {
        const answers = await exchange(port, [head('POST', 'create-key', body.length, 'Connection: close'), body])
        assert.equal(checked(answers[0]).code, 'KMS.0202')
      }
    }))
})

suite('connections', () => {
  test('beyond their number are closed unanswered; when one has gone there is room for another', () =>
    serving({ connections: 2 }, async ({ port }) => {
      const [one, other] = [await connected(port), await connected(port)]
      for (const socket of [one, other]) {
        socket.write(HEALTH)
        await once(socket, 'data')
      }
      const third = await connected(port)
      assert.equal(await untilClosed(third), '')
      one.destroy()
      assert.deepEqual(await untilAnswered(port), { status: 'ok' })
      other.destroy()
    }))
})

suite('time', () => {
  const SHORT = { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 10 }

  test('for a head that does not end is limited', () =>
    serving(SHORT, async ({ port }) => {
      const [answer] = await exchange(port, ['GET /health HTTP/1.1\r\nHost: local'])
      assert.equal(checked(answer).code, 'KMS.0214')
    }))
  test('for a first byte is limited', () =>
    serving(SHORT, async ({ port }) => {
      const [answer] = await exchange(port, [])
      assert.equal(checked(answer).code, 'KMS.0214')
    }))
  test('for a body that does not end is limited, and no key is made', () =>
    serving(SHORT, async ({ kms, port }) => {
      const [answer] = await exchange(port, [head('POST', 'create-key', 100), '{"key_alias":"a"}'])
      // The latter if this process had to wait so long that even the head came late.
      assert.match(checked(answer).code, /^KMS\.02(02|14)$/)
      assert.equal((await kms.showUserInstances()).instance_num, 0)
    }))
  test('is not limited while the server owes the answer', () =>
    serving({ stillTimeout: 20 }, async ({ send }) => {
      const { status } = await send('POST', 'create-key', { body: { key_alias: 'slow', key_spec: 'RSA_3072' } })
      assert.equal(status, 200)
    }))
  test('for a client that does not read its answers is limited', () =>
    serving({ stillTimeout: 50, connections: 1 }, async ({ kms, port }) => {
      for (let i = 0; i < 1_000; i++) await kms.createKey({ key_alias: `key-${i}` })
      const unread = await connected(port)
      unread.pause().write(post('list-keys', { limit: '1000' }).repeat(250))
      const health = await untilAnswered(port)
      assert.deepEqual(health, { status: 'ok' })
      unread.destroy()
    }))
})
