// Throughput of the server beside a plain one, and how long it takes to start.
//   benches/rest/run.sh
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { median } from '../rsa/statistics.mjs'
import { section } from './report.mjs'

const isQuick = process.env.POCKET_KMS_BENCH === 'quick'
const [ROUNDS, SECONDS] = isQuick ? [1, 1] : [5, 4]
const WARM_UP = 3
const CONNECTIONS = 16
const ALIAS = 'bench-@'
const TEXT = '0123456789abcdef'.repeat(64)

// Each server has a core of its own, and so has what asks it.
const onCore = (core, program, ...args) => ['taskset', ['-c', String(core), program, ...args]]
const OURS = ['pkg/dist/cli.js', 'serve', '--port', '0', '--log', 'none', '--json']

const jobs = {
  'create-key AES_256': async () => ({ path: 'create-key', body: JSON.stringify({ key_alias: ALIAS }) }),
  'encrypt-data 1 KiB': async (endpoint) => {
    const { key_info } = await post(endpoint, 'create-key', JSON.stringify({ key_alias: 'bench' }))
    return { path: 'encrypt-data', body: JSON.stringify({ key_id: key_info.key_id, plain_text: TEXT }) }
  },
}

const load = loadavg()[0]
const results = {}
for (const [name, job] of Object.entries(jobs)) {
  const rounds = { ours: [], plain: [] }
  for (let round = 0; round < ROUNDS; round++) {
    // A server of its own for each round: no round finds the keys of another.
    const { asked, length, figures } = await withServer(OURS, async (endpoint) => {
      const asked = await job(endpoint)
      const answer = await post(endpoint, asked.path, asked.body.replace('@', 'first'))
      return { asked, length: JSON.stringify(answer).length, figures: await wrk(endpoint, asked) }
    })
    rounds.ours.push(figures)
    const plain = (endpoint) => wrk(endpoint, asked)
    rounds.plain.push(await withServer(['benches/rest/plain.mjs', String(length)], plain))
    console.log(`${name}: ${figures.perSecond} a second, p99 ${figures.p99Ms} ms; plain ${rounds.plain.at(-1).perSecond}`)
  }
  results[name] = rounds
}

const starts = []
for (let round = 0; round < (isQuick ? 3 : 15); round++) {
  const began = performance.now()
  await withServer(OURS, async (endpoint) => {
    await post(endpoint, 'create-key', JSON.stringify({ key_alias: 'a' }))
    starts.push(performance.now() - began)
  })
}
console.log(`start to the first answer: ${median(starts).toFixed(0)} ms`)

const report = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0].model.trim()}, ${cpus().length} cores`,
  node: process.version,
  load,
  connections: CONNECTIONS,
  seconds: SECONDS,
  warmUp: WARM_UP,
  results,
  startMs: starts.map((ms) => Math.round(ms)),
}
if (isQuick) writeFileSync('target/bench-rest.json', JSON.stringify(report, null, 1))
else {
  writeFileSync('benches/rest/results.json', `${JSON.stringify(report, null, 1)}\n`)
  const page = readFileSync('docs/performance.md', 'utf8')
  writeFileSync('docs/performance.md', section(page, report))
}

/** Starts a server on the first core, and stops it when the work is done. */
async function withServer(args, work) {
  const server = spawn(...onCore(0, process.execPath, ...args), { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(createInterface(server.stdout), 'line')
    return await work(JSON.parse(line).endpoint)
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
}

async function post(endpoint, path, body) {
  const answer = await fetch(`${endpoint}/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/${path}`, { method: 'POST', body })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return answer.json()
}

/** Asks for some seconds over some connections, from the second core; before it, until engines have compiled. */
async function wrk(endpoint, asked) {
  await during(WARM_UP, endpoint, { ...asked, body: asked.body.replace('@', 'warm-@') })
  return during(SECONDS, endpoint, asked)
}

async function during(seconds, endpoint, { path, body }) {
  const args = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${seconds}s`, '--latency']
  const env = { ...process.env, BENCH_PATH: `/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/${path}`, BENCH_BODY: body }
  const command = onCore(1, 'wrk', ...args, '--script', 'benches/rest/post.lua', endpoint)
  const { stdout } = await promisify(execFile)(...command, { env })
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout)
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)\b/.exec(stdout)
  const scale = { us: 0.001, ms: 1, s: 1000 }[unit]
  return { perSecond: Math.round(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1])), p99Ms: Number((p99 * scale).toFixed(2)) }
}
