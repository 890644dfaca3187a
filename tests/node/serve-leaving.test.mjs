// A client of `pocket-kms serve` that asks for much and leaves: nothing more is done for it.
//   node --test tests/node/serve-leaving.test.mjs
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { targetOf } from './asking.mjs'
import { connected, exchange, hangUp } from './raw.mjs'
import { serve } from './serving.mjs'

const head = (method, path, length = 0) =>
  `${method} ${targetOf(path)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`
const post = (path, body) => head('POST', path, JSON.stringify(body).length) + JSON.stringify(body)
const create = (key_alias, key_spec) => post('create-key', { key_alias, key_spec })
const inARow = (count, key_spec) => Array.from({ length: count }, (_, i) => create(`key-${i}`, key_spec)).join('')

/** The paths and the statuses of what the server has answered, once it has ended by itself. */
async function answered(server) {
  const { code, signal, stderr } = await server.stop()
  assert.deepEqual([code, signal], [0, null])
  const lines = stderr.split('\n').slice(0, -1).map((line) => JSON.parse(line))
  return lines.map(({ path, status }) => `${path.split('/').at(-1)} ${status}`)
}

const numberOfKeys = async ({ send }) => (await send('GET', 'user-instances')).answer.instance_num

suite('requests in a row on one connection', () => {
  test('are carried out one after the other: each sees what came of those ahead of it', async () => {
    const server = await serve()
    const answers = await exchange(server.port, [create('slow', 'RSA_2048') + head('GET', 'user-instances')], { count: 2 })
    assert.equal(JSON.parse(answers[1].text).instance_num, 1)
    await server.stop()
  })

  for (const [name, leave] of Object.entries({
    'whose client hangs up': (socket) => socket.resetAndDestroy(),
    'whose client says that it sends no more': (socket) => socket.end(),
  })) {
    test(`${name} are not carried out, neither the one under way nor those behind it`, async () => {
      const server = await serve(['--log', 'json'])
      const socket = await connected(server.port)
      socket.write(inARow(12, 'RSA_4096'))
      // The server has read them: what is sent after them is answered.
      await server.send('GET', '/health')
      leave(socket)
      await once(socket.resume(), 'close')
      // None, unless this process had to wait while the first of them was made.
      const made = await numberOfKeys(server)
      assert.ok(made < 12)
      const creations = (await answered(server)).filter((it) => it.startsWith('create-key'))
      assert.equal(creations.length, made)
    })
  }

  test('behind a delay that is a fault on purpose are not carried out once their client has left', async () => {
    const server = await serve(['--log', 'json', '--fault', 'create-key=600000ms'])
    await hangUp(server.port, [inARow(12, 'AES_256')])
    assert.equal(await numberOfKeys(server), 0)
    // It ends although ten minutes are not over.
    assert.deepEqual(await answered(server), ['user-instances 200'])
  })
})
