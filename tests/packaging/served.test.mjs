// kms.fetch as the handler of each runtime's own server, over real HTTP.
//   node --test tests/packaging/served.test.mjs
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, symlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { conversation, OUTCOME, TOKEN } from '../conversation.mjs'
import { consumer, nodes, temporaryFolder, tests } from './run.mjs'
import { deploy } from './workerd.mjs'

const built = temporaryFolder()
// The example, with the package beside it.
const handler = join(built, 'fetch-handler.mjs')
copyFileSync(tests('../examples/fetch-handler.mjs'), handler)
symlinkSync(tests('node_modules'), join(built, 'node_modules'))

const deno = [tests('node_modules/.bin/deno'), 'run', '--no-prompt', '--allow-read', '--allow-env=TOKEN', '--allow-net=127.0.0.1']
const commands = {
  ...Object.fromEntries(Object.entries(nodes).map(([name, node]) => [`node:http of ${name}`, [node, handler]])),
  'Deno.serve': [...deno, consumer('served/deno.mjs')],
  'Bun.serve': [tests('node_modules/.bin/bun'), consumer('served/bun.mjs')],
}
const servers = {
  ...Object.fromEntries(Object.entries(commands).map(([name, command]) => [name, (t) => started(t, command)])),
  'workerd, by the workerd entry': (t) => deploy(t, built, 'served/workerd.mjs', ['workerd', 'worker', 'browser']),
  'workerd, by the edge-light entry': (t) => deploy(t, built, 'served/workerd.mjs', ['edge-light', 'worker', 'browser']),
}

for (const [name, serve] of Object.entries(servers)) {
  describe(name, () => {
    test('a client and the service understand each other', async (t) => {
      const origin = await serve(t)
      assert.deepEqual(await conversation(fetch, origin), OUTCOME)
    })

    test('the first requests come at once, and are answered by one service', async (t) => {
      const origin = await serve(t)
      const request = { method: 'POST', headers: { 'X-Auth-Token': TOKEN }, body: '{"key_alias":"orders"}' }
      const answers = await Promise.all([1, 2, 3].map(() => fetch(`${origin}/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key`, request)))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400, 400])
    })

    test('a page of another origin, and a name that was made to point there, are refused', async (t) => {
      const origin = await serve(t)
      const headers = { 'X-Auth-Token': TOKEN }
      assert.equal(await statusOf(origin, headers), 200)
      assert.equal(await statusOf(origin, { ...headers, Origin: 'https://example.com' }), 403)
      assert.equal(await statusOf(origin, { ...headers, Host: 'example.com' }), 403)
    })
  })
}

/** Starts a server, which prints where it is, and resolves to that. It is ended when the test is over. */
async function started(t, [program, ...args]) {
  const stdio = ['ignore', 'pipe', 'ignore']
  const server = spawn(program, args, { env: { ...process.env, TOKEN }, stdio })
  t.after(() => server.kill())
  const ended = once(server, 'exit').then(() => assert.fail('it ended before it listened'))
  const [line] = await Promise.race([once(server.stdout, 'data'), ended])
  return String(line).trim().split(' ')[0]
}

/** The status of a request whose headers are sent as they are written, which fetch would not do. */
async function statusOf(origin, headers) {
  const { host, hostname, port } = new URL(origin)
  const lines = Object.entries({ Host: host, ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect(port, hostname)
  socket.end(`GET /v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/tags HTTP/1.1\r\n${lines.join('')}\r\n`)
  const [line] = (await socket.setEncoding('latin1').toArray()).join('').split('\r\n', 1)
  return Number(line.split(' ')[1])
}
