// How long the first key takes, with everything that is loaded for it: in a process of Node, in a page, and in a page
// of a slow network and a slow processor.
//   node benches/first-key.mjs     after `make build`: prints the table, and writes docs/performance.md
//   POCKET_KMS_BENCH=quick node benches/first-key.mjs     a few of each, and the page stays as it is
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { open } from '../tests/browser/driver.mjs'
import { serve } from './first-key/server.mjs'
import { writeBlock } from './page.mjs'
import { NODES } from './rsa/hosts.mjs'
import { median } from './rsa/statistics.mjs'
import { figure, table } from './rsa/table.mjs'
import { machine } from './rsa/versions.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'pkg/dist')
const { build } = createRequire(join(root, 'pkg/package.json'))('esbuild')

const isQuick = process.env.POCKET_KMS_BENCH === 'quick'
const PROCESSES = isQuick ? 3 : 20
const PAGES = isQuick ? 2 : 20
/** 1.6 Mbit/s, in bytes a second, and 150 ms a request: a good 3G network; and a phone's processor, four times as slow. */
const SLOW = { network: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 }, processor: 4 }
/** Milliseconds after a browser's start, which is work of many threads. */
const SETTLING = 1000

/** A folder that has the package installed. */
const installed = join(root, 'target/first-key')
rmSync(installed, { recursive: true, force: true })
mkdirSync(join(installed, 'node_modules'), { recursive: true })
symlinkSync(join(root, 'pkg'), join(installed, 'node_modules/pocket-kms'))

const loads = [loadavg()[0]]
const rows = []
for (const host of ['newest-node', 'node']) {
  add(`Node ${execFileSync(NODES[host], ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()}, import to key`, 'EC_P256', times(PROCESSES, () => inNode(host)))
}
add('Chromium, import to key', 'EC_P256', await inFreshBrowsers())
add('Chromium, slow, click to key', 'EC_P256', await inSlowPages({ key_spec: 'EC_P256' }))
add('Chromium, slow, click to key', 'RSA_2048', await inSlowPages({ key_spec: 'RSA_2048' }))
add('Chromium, slow, click to key, no worker', 'RSA_2048', await inSlowPages({ key_spec: 'RSA_2048', maxWorkers: 0 }))
loads.push(loadavg()[0])

const text = table([['where', 'key', 'times', 'median, ms', 'least', 'most'], ...rows], 2)
const { cpu, cores, system } = machine()
const about = `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpu}, ${cores} cores, ${system}. Load average at the start ${figure(loads[0])}, at the end ${figure(loads[1])}.`
console.log(`${about}\n\n${text}`)
if (!isQuick) writeBlock('first-key', `${about}\n\n${text}`)

function add(where, key, found) {
  rows.push([where, key, found.length, ...[median(found), Math.min(...found), Math.max(...found)].map(figure)])
}

function times(count, measure) {
  return Array.from({ length: count }, measure)
}

/** The milliseconds from the import to the key, in a process of its own. */
function inNode(host) {
  const script = `const start = performance.now()
    const { createKey } = await import('pocket-kms')
    await createKey({ key_alias: 'first', key_spec: 'EC_P256' })
    console.log(performance.now() - start)`
  return Number(execFileSync(NODES[host], ['--input-type=module', '-e', script], { cwd: installed, encoding: 'utf8' }))
}

/** The same in a page without a bundler, each in a browser of its own. */
async function inFreshBrowsers() {
  const { origin, close } = await serve({ folders: { '/pocket-kms/': dist }, pages: { '/': '<!doctype html><title>first key</title>' } })
  const found = []
  while (found.length < PAGES) {
    const browser = await open('chromium')
    await browser.go(origin)
    found.push(await browser.exec(async (settling) => {
      await new Promise((resolve) => setTimeout(resolve, settling))
      const start = performance.now()
      const { createKey } = await import('/pocket-kms/index.js')
      await createKey({ key_alias: 'first', key_spec: 'EC_P256' })
      return performance.now() - start
    }, SETTLING))
    await browser.close()
  }
  close()
  return found
}

/** From a click in an application that esbuild has bundled: whatever the key needs beyond the page is loaded then. */
async function inSlowPages(asked) {
  const app = join(installed, 'app')
  await build({
    entryPoints: [join(root, 'benches/first-key/app.js')],
    alias: { 'pocket-kms': join(dist, 'index.js') },
    outdir: app,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
  })
  const page = '<!doctype html><title>first key</title><body><script type="module" src="/app/app.js"></script>'
  const { origin, close } = await serve({ folders: { '/app/': app }, pages: { '/': page } })
  const browser = await open('chromium')
  await browser.devtools('Network.enable', {})
  await browser.devtools('Network.emulateNetworkConditions', SLOW.network)
  await browser.devtools('Emulation.setCPUThrottlingRate', { rate: SLOW.processor })
  const found = []
  while (found.length < PAGES) {
    await browser.go(origin)
    found.push(await browser.exec(async (asked) => {
      const button = document.querySelector('button')
      Object.assign(button.dataset, asked)
      return new Promise((resolve) => {
        button.addEventListener('made', ({ detail }) => resolve(detail))
        button.click()
      })
    }, asked))
  }
  await browser.close()
  close()
  return found
}
