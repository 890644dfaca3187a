// What clients that ask for too much cost the others: how soon the processor is idle when they have left, how
// long another client waits meanwhile, and how soon the server is gone when it is told to stop. Linux.
//   node benches/rest/pressure.mjs [cli.js]      after `make build`; a minute
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { median } from '../rsa/statistics.mjs'

const CLI = process.argv[2] ?? fileURLToPath(new URL('../../pkg/dist/cli.js', import.meta.url))
const PROJECT = '0605767a8f80d5762fd3c0186d9a57c0'
const GRACE_MS = 10_000
const CLIENTS = 20
const IN_A_ROW = 200
const ROUNDS = 15

console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, Node ${process.version.slice(1)}, load ${loadavg()[0].toFixed(1)} at the start`)

await withServer([], async (server) => {
  const socket = await flooding(server.port, IN_A_ROW)
  await wait(2_000)
  const busy = await shareOfProcessor(server.child, 1_000)
  socket.resetAndDestroy()
  await wait(1_000)
  const share = await shareOfProcessor(server.child, 2_000)
  console.log(`${IN_A_ROW} RSA_4096 in a row, then the client leaves: ${percent(busy)} of a core before, ${percent(share)} from 1 s to 3 s after`)
})

await withServer([], async (server) => {
  await times(server.port, 3)
  const quiet = await times(server.port, ROUNDS)
  const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => flooding(server.port, IN_A_ROW)))
  await wait(2_000)
  const pressed = await times(server.port, ROUNDS)
  console.log(`RSA_2048 alone: median ${quiet.median} ms, at most ${quiet.most} ms of ${ROUNDS}`)
  console.log(`RSA_2048 beside ${CLIENTS} such clients: median ${pressed.median} ms, at most ${pressed.most} ms: ${(pressed.median / quiet.median).toFixed(1)} times the quiet median`)
  for (const socket of sockets) socket.resetAndDestroy()
})

const stopping = {
  'with nothing under way': () => {},
  'with 12 RSA_4096 on one connection': (port) => flooding(port, 12),
  'with 12 RSA_4096 on 12 connections': (port) => Promise.all(Array.from({ length: 12 }, () => flooding(port, 1))),
  'with 64 RSA_4096 on 64 connections': (port) => Promise.all(Array.from({ length: 64 }, () => flooding(port, 1))),
  'after a client with 12 RSA_4096 has left': async (port) => (await flooding(port, 12)).resetAndDestroy(),
  'with a body that does not end': (port) => sending(port, head('create-key', 100)),
  'with an idle connection': (port) => sending(port, ''),
  'with a delay of 60 s on purpose': (port) => sending(port, head('list-keys', 2) + '{}'),
}
for (const [name, begin] of Object.entries(stopping)) {
  await withServer(['--fault', 'list-keys=60000ms'], async ({ child, port }) => {
    await begin(port)
    await wait(500)
    const began = performance.now()
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 6 * GRACE_MS)
    await once(child, 'exit')
    clearTimeout(late)
    console.log(`SIGTERM to the exit ${name}: ${((performance.now() - began) / 1_000).toFixed(2)} s, of a grace of ${GRACE_MS / 1_000} s`)
  })
}

async function withServer(args, work) {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--log', 'none', '--json', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(createInterface(child.stdout), 'line')
    await work({ child, port: Number(new URL(JSON.parse(line).endpoint).port) })
  } finally {
    child.kill('SIGKILL')
  }
}

function head(path, length) {
  return `POST /v1.0/${PROJECT}/kms/${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`
}

/** A client that asks for so many RSA_4096 keys in a row, and reads what is answered. */
async function flooding(port, count) {
  const bodies = Array.from({ length: count }, () => JSON.stringify({ key_alias: crypto.randomUUID(), key_spec: 'RSA_4096' }))
  return sending(port, bodies.map((body) => head('create-key', body.length) + body).join(''))
}

async function sending(port, text) {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.resume().write(text)
  return socket
}

/** How long an RSA_2048 key takes over HTTP, each on a connection of its own. */
async function times(port, rounds) {
  const all = []
  for (let round = 0; round < rounds; round++) {
    const body = JSON.stringify({ key_alias: crypto.randomUUID(), key_spec: 'RSA_2048' })
    const began = performance.now()
    const answer = await fetch(`http://127.0.0.1:${port}/v1.0/${PROJECT}/kms/create-key`, { method: 'POST', body, headers: { Connection: 'close' } })
    if (!answer.ok) throw new Error(await answer.text())
    await answer.text()
    all.push(Math.round(performance.now() - began))
  }
  return { median: median(all), most: Math.max(...all) }
}

/** Of one core, over so many milliseconds. */
async function shareOfProcessor(child, ms) {
  const before = ticksOf(child)
  await wait(ms)
  // A tick is 10 ms wherever Node runs on Linux.
  return ((ticksOf(child) - before) * 10) / ms
}

function ticksOf({ pid }) {
  // utime and stime: the 14th and the 15th field, of which the second may hold blanks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return Number(fields[11]) + Number(fields[12])
}

function percent(share) {
  return `${Math.round(share * 100)} %`
}
