// Measures everything in one run, one thing at a time. Started by run.sh, which sets up what it needs.
//   node run.mjs [--quick] [--only HOST]…     --only goes with --quick: some hosts alone
//   node run.mjs --report                     writes the page and the plot again
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { hostNames, NODES } from './hosts.mjs'
import { inBrowser } from './in-browser.mjs'
import { BENCH, DOCS, MADE } from './paths.mjs'
import { FIRST_KEYS, PROCESSES, quick, SEARCHES, WATCHED } from './plan.mjs'
import { writePlot } from './plot.mjs'
import { asText, writePage } from './report.mjs'
import { ratio, rounded, summary } from './statistics.mjs'
import { machine, versions } from './versions.mjs'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
})
// What a few keys show is not what the project says of itself.
const folder = options.quick ? MADE : BENCH
const file = join(folder, 'results.json')
const counted = options.quick ? quick : (count) => count
const isWanted = (host) => options.only.length === 0 || options.only.includes(host)
const began = performance.now()

mkdirSync(MADE, { recursive: true })
if (!options.report) {
  if (options.only.length > 0 && !options.quick) throw new Error('--only goes with --quick.')
  writeFileSync(file, asJson(await measured()))
}
const results = JSON.parse(readFileSync(file, 'utf8'))
console.log(asText(results))
writePlot(results, join(options.quick ? MADE : DOCS, 'rsa-2048.svg'))
writePage(results, join(DOCS, 'performance.md'), join(options.quick ? MADE : DOCS, 'performance.md'))

async function measured() {
  const found = versions()
  const results = {
    measured: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: found,
    nodes: {},
    hosts: hostNames(found),
    loads: [],
    rows: [],
    leftOut: [],
  }
  const attempt = async (what, work) => {
    const load = loadavg()[0]
    const start = performance.now()
    say(what)
    try {
      await work()
    } catch (error) {
      say(`${what}: ${error.message}`)
      results.leftOut.push({ what, why: error.message.split('\n', 1)[0] })
    }
    results.loads.push({ what, seconds: Math.round((performance.now() - start) / 1000), start: rounded(load), end: rounded(loadavg()[0]) })
  }

  for (const { host, kernel, keys } of PROCESSES) {
    if (!isWanted(host)) continue
    const name = results.hosts[host]
    const job = { task: 'timed', kernel, keys: mapped(keys, (counts) => mapped(counts, counted)) }
    await attempt(`${name}, ${kernel}: ${subjectsIn(keys).join(', ')}`, async () => {
      const { unavailable, times, versions } = host in NODES
        ? await inNode(host, 'in-node.mjs', job)
        : await inBrowser(host, job)
      if (unavailable) return void results.leftOut.push({ what: `The kernel ${kernel} in ${name}`, why: 'This engine does not run it.' })
      if (versions) results.nodes[host] = { node: versions.node, v8: versions.v8, openssl: versions.openssl }
      results.rows.push(...rows(times).map((row) => ({ host, kernel, process: results.loads.length, ...row })))
    })
  }
  if (isWanted('newest-node')) {
    await attempt('Parts of a key', async () => {
      results.parts = (await inNode('newest-node', 'parts.mjs', mapped(SEARCHES, counted))).map(partsRow)
    })
  }
  results.firstKeys = []
  for (const host of ['newest-node', 'node', 'chromium', 'firefox', 'webkit']) {
    if (!isWanted(host)) continue
    await attempt(`First key in ${results.hosts[host]}`, async () => {
      const times = []
      for (let i = 0; i < counted(FIRST_KEYS); i++) {
        times.push(host in NODES ? await inNode(host, 'first-key.mjs') : await inBrowser(host, { task: 'firstKey' }))
      }
      results.firstKeys.push({ host, keys: times.length, ...summary(times), least: rounded(Math.min(...times)), most: rounded(Math.max(...times)) })
    })
  }
  if (isWanted('chromium')) {
    await attempt('A page of Chromium during RSA_4096', async () => {
      const watched = await inBrowser('chromium', { task: 'watched', ...mapped(WATCHED, counted) })
      results.watched = mapped(watched, watchedRow)
    })
  }
  results.minutes = Math.round((performance.now() - began) / 60_000)
  return results
}

/** What a script prints as JSON. */
async function inNode(host, script, ...values) {
  const args = [join(BENCH, script), ...values.map((value) => JSON.stringify(value))]
  const options = { maxBuffer: 1 << 26, timeout: 15 * 60_000 }
  const { stdout } = await promisify(execFile)(NODES[host], args, options).catch(({ stderr, killed }) => {
    // Without the paths of this machine.
    throw new Error(stderr?.match(/^\S*(Error|Exception)\b.*$/m)?.[0] ?? `${script} ${killed ? 'took too long' : 'has failed'}.`)
  })
  return JSON.parse(stdout)
}

/** Each subject's times in short, and how they compare with WebCrypto's of the same process. */
function rows(times) {
  const all = times.map(({ spec, subject, wall, cpu }) =>
    ({ spec, subject, keys: wall.length, wall: summary(wall), ...(cpu && { cpu: summary(cpu) }) }))
  return all.map((row) => {
    const native = all.find(({ spec, subject }) => spec === row.spec && subject === 'webcrypto')
    return { ...row, toNative: { wall: ratio(row.wall, native.wall), ...(row.cpu && { cpu: ratio(row.cpu, native.cpu) }) } }
  })
}

function partsRow({ kernel, spec, expected, tested, sieve, test, proof }) {
  return {
    kernel, spec, primes: tested.length, expected: rounded(expected), tested: summary(tested),
    sieve: rounded(sieve), test: rounded(test), proof: rounded(proof),
  }
}

function watchedRow({ gaps, tasks, times, latencies }) {
  return {
    keys: times.length,
    time: summary(times),
    gap: { ...summary(gaps), most: rounded(Math.max(...gaps)) },
    longestTask: rounded(Math.max(...tasks)),
    ...(latencies && { aborts: latencies.length, latency: { ...summary(latencies), most: rounded(Math.max(...latencies)) } }),
  }
}

function subjectsIn(keys) {
  return [...new Set(Object.values(keys).flatMap(Object.keys))]
}

/** One row a line, so that two runs can be compared. */
function asJson(results) {
  const members = Object.entries(results).map(([name, value]) => {
    if (!Array.isArray(value)) return `"${name}": ${JSON.stringify(value)}`
    return `"${name}": [\n${value.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]`
  })
  return `{\n${members.join(',\n')}\n}\n`
}

function mapped(object, work) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, work(value)]))
}

function say(line) {
  const seconds = Math.round((performance.now() - began) / 1000)
  console.error(`${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}  ${line}`)
}
