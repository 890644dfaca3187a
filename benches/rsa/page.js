// The page: does what its job names, and posts what has come of it.
import { hostNeutral } from './subjects.mjs'
import { timed } from './timed.mjs'
import { watched } from './watched.js'

const TASKS = { firstKey, timed: timedHere, watched }
/** Milliseconds after the page's start. */
const SETTLING = 1000

void start()

async function start() {
  const answer = await perform().then((value) => ({ value }), (error) => ({ error: `${error}\n${error?.stack}` }))
  await fetch('/result', { method: 'POST', body: JSON.stringify(answer) })
}

async function perform() {
  const job = await (await fetch('/job')).json()
  if (!crossOriginIsolated) throw new Error('The clock of this page is too coarse: it is not isolated.')
  return TASKS[job.task](job)
}

async function timedHere({ kernel, keys }) {
  const kms = await import('/pocket-kms/slim/index.js')
  await kms.init({ createKey: '/pocket-kms/create-key.wasm', kernels: { [kernel]: `/pocket-kms/rsa-${kernel}.wasm` } })
  return timed(await hostNeutral(kms), keys, () => ({ wall: performance.now() }))
}

async function firstKey() {
  // A browser's own start is work of many threads.
  await new Promise((resolve) => setTimeout(resolve, SETTLING))
  const start = performance.now()
  const { createKey } = await import('/pocket-kms/index.js')
  await createKey({ key_alias: 'first', key_spec: 'RSA_2048' })
  return performance.now() - start
}
