// Times every operation of every subject, in one process and in turn. Started by run.sh.
//   node run.mjs              results.json, docs/performance.md
//   node run.mjs --report     the page again, of the figures that are there
// With POCKET_KMS_BENCH=quick a few rounds, to target/bench-ops.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inTurn } from '../rsa/rounds.mjs'
import { median, rounded } from '../rsa/statistics.mjs'
import { machine } from '../rsa/versions.mjs'
import { check, OPERATIONS } from './jobs.mjs'
import { noble, smCryptoFirst, smCryptoPrepared, smCryptoSecond } from './libraries.mjs'
import { bare, exported, service } from './ours.mjs'
import { nodeCrypto, webcrypto } from './platform.mjs'
import { asText, writePage } from './report.mjs'

const SUBJECTS = {
  service, bare, exported, webcrypto, 'node:crypto': nodeCrypto, noble, 'sm-crypto': smCryptoFirst,
  'sm-crypto-v2': smCryptoSecond, 'sm-crypto-v2, prepared': smCryptoPrepared,
}
const isQuick = process.env.POCKET_KMS_BENCH === 'quick'
/** Milliseconds: how long calls are made before any counts, so that engines have compiled what runs often. */
const WARM_UP = isQuick ? 20 : 500
/** Milliseconds that a batch of calls takes at least, far above what the clock can tell. */
const BATCH = isQuick ? 1 : 4
const ROUNDS = isQuick ? 5 : 75

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const MADE = path('../../target/bench-ops')
const page = path('../../docs/performance.md')
const file = join(isQuick ? MADE : path('.'), 'results.json')

mkdirSync(MADE, { recursive: true })
if (!process.argv.includes('--report')) writeFileSync(file, asJson(await measured()))
const results = JSON.parse(readFileSync(file, 'utf8'))
console.log(asText(results))
writePage(results, page, isQuick ? join(MADE, 'performance.md') : page)

async function measured() {
  const began = performance.now()
  const loads = [rounded(loadavg()[0])]
  const subjects = {}
  for (const [name, made] of Object.entries(SUBJECTS)) subjects[name] = await made()
  const rows = []
  for (const operation of Object.keys(OPERATIONS)) {
    const doing = Object.entries(subjects).filter(([, work]) => work[operation])
    const batches = []
    for (const [, { [operation]: work }] of doing) batches.push(await batchOf(operation, work))
    const times = await inTurn(batches.map(({ make }) => ({ keys: ROUNDS, warmUp: 1, make })), clock)
    for (const [i, [subject]] of doing.entries()) {
      const { calls } = batches[i]
      const each = times[i].wall.map((time) => (time * 1000) / calls).sort((a, b) => a - b)
      const [least, most] = [0.25, 0.75].map((share) => rounded(each[Math.floor(share * each.length)]))
      rows.push({ operation, subject, batches: each.length, calls, median: rounded(median(each)), quartiles: [least, most] })
    }
  }
  loads.push(rounded(loadavg()[0]))
  const { node, v8, openssl } = process.versions
  return {
    measured: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - began) / 1000),
    machine: machine(),
    loads,
    versions: { node, v8, openssl, ...installed() },
    rows,
  }
}

/** Calls of `work` in a row, as many as take the time of a batch once they are warm. */
async function batchOf(operation, work) {
  await check(operation, await work())
  const start = performance.now()
  let warm = 0
  while (performance.now() - start < WARM_UP || warm < 3) {
    await work()
    warm += 1
  }
  const each = (performance.now() - start) / warm
  const calls = Math.max(1, Math.ceil(BATCH / each))
  const make = async () => {
    for (let i = 0; i < calls; i++) {
      const answer = work()
      // What answers at once is not made to wait for a turn.
      if (answer instanceof Promise) await answer
    }
  }
  return { calls, make }
}

function clock() {
  return { wall: performance.now() }
}

function installed() {
  const names = ['pocket-kms', '@noble/ciphers', '@noble/curves', '@noble/hashes', 'sm-crypto', 'sm-crypto-v2']
  const version = (name) => JSON.parse(readFileSync(path(`node_modules/${name}/package.json`), 'utf8')).version
  return Object.fromEntries(names.map((name) => [name, version(name)]))
}

/** One row a line, so that two runs can be compared. */
function asJson({ rows, ...rest }) {
  const members = Object.entries(rest).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`)
  return `{\n${members.join(',\n')},\n"rows": [\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n}\n`
}
