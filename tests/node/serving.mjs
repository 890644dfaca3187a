// `pocket-kms serve` as a process of its own, and requests to it over real connections.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request as ask } from 'node:http'
import { fileURLToPath } from 'node:url'
import { assertUsual, targetOf } from './asking.mjs'

export const CLI = fileURLToPath(new URL('../node_modules/pocket-kms/dist/cli.js', import.meta.url))

/** What every answer of the server has, besides `Allow`. Those that HTTP itself needs are Node's. */
const HEADERS = ['Cache-Control', 'Connection', 'Content-Type', 'Date', 'X-Request-Id']
const HEADERS_OF_SOME = ['Allow', 'Retry-After', 'Content-Length', 'Keep-Alive']

/** The program with these arguments, in an environment that has nothing but this. */
export function run(args, env = {}) {
  const child = spawn(process.execPath, [CLI, ...args], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const process_ = { child, stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (process_[name] += text))
  process_.ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...process_ }))
  return process_
}

/** A server that listens. */
export async function serve(args = [], env) {
  const own = run(['serve', '--port', '0', '--json', ...args], env)
  await Promise.race([untilLine(own), own.ended.then(({ stderr }) => assert.fail(`it does not serve: ${stderr}`))])
  const announced = JSON.parse(own.stdout)
  const port = Number(new URL(announced.endpoint).port)
  return Object.assign(own, {
    announced,
    port,
    /** What it answers, once that is an answer as all of them are. */
    send: (method, path, init) => send(port, method, path, init),
    /** Tells it to stop, and waits for that. */
    async stop(signal = 'SIGTERM') {
      own.child.kill(signal)
      return own.ended
    },
  })
}

async function untilLine({ child, ...own }) {
  let text = own.stdout
  while (!text.includes('\n')) text += await once(child.stdout, 'data')
}

/** One request over HTTP. */
export function send(port, method, path, { body, headers, agent, published } = {}) {
  const text = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    // Of a GET or a DELETE Node would not say how long its body is.
    const all = { ...(text !== undefined && { 'Content-Length': Buffer.byteLength(text) }), ...headers }
    const asking = ask({ port, host: '127.0.0.1', method, path: targetOf(path), headers: all, agent }, async (answer) => {
      const chunks = []
      for await (const chunk of answer) chunks.push(chunk)
      const got = { status: answer.statusCode, pairs: answer.rawHeaders, text: String(Buffer.concat(chunks)) }
      try {
        resolve({ ...got, ...(method === 'HEAD' ? {} : checked(got, [], published)) })
      } catch (error) {
        reject(error)
      }
    })
    asking.on('error', reject)
    asking.end(text)
  })
}

/**
 * The headers are of the list, the rest is usual. Returns the body's JSON, and its code, whose own status is `published`:
 * only a fault gives it another.
 */
export function checked({ status, pairs, text }, more = [], published = status) {
  const names = pairs.filter((_, i) => i % 2 === 0)
  assert.equal(new Set(names).size, names.length, names.join())
  assert.deepEqual(names.filter((it) => ![...HEADERS_OF_SOME, ...more].includes(it)).sort(), HEADERS)
  const header = (name) => pairs[pairs.findIndex((it, i) => i % 2 === 0 && it.toLowerCase() === name) + 1]
  assertUsual(published, header, text)
  if (status !== 204) assert.equal(header('content-length'), String(Buffer.byteLength(text)))
  const answer = text && JSON.parse(text)
  return { answer, code: answer.error_code }
}

/** What the lists say of the keys of a server, as text: their details, their tags, their aliases. */
export async function listsOf({ send }) {
  const keys = await send('POST', 'list-keys', { body: { limit: '1000', key_spec: 'ALL' } })
  const tags = await send('POST', 'resource_instances/action', { body: { limit: '1000' } })
  const aliases = await send('GET', 'aliases?limit=1000')
  return [keys, tags, aliases].map(({ status, text }) => `${status} ${text}`).join('\n')
}

/** All that can be seen of them: what is said of each of them as well. */
export async function keysOf({ send }) {
  const seen = [await listsOf({ send })]
  const { answer } = await send('POST', 'list-keys', { body: { limit: '1000', key_spec: 'ALL' } })
  for (const key_id of answer.keys) {
    seen.push((await send('POST', 'describe-key', { body: { key_id } })).text, (await send('GET', `${key_id}/tags`)).text)
  }
  return seen.join('\n')
}
