/** The worker's side: searches for the primes of one RSA key, reports, and is done. */
import { initSync, PrimeSearch } from '#core'
import type { Report, Task } from './worker-start.ts'

const parent = globalThis.process?.getBuiltinModule?.('node:worker_threads')?.parentPort ?? undefined
const report = (message: Report, transfer: Transferable[] = []) =>
  parent ? parent.postMessage(message, transfer) : postMessage(message, { transfer })

function search({ module, modulusBits }: Task): void {
  initSync({ module })
  const search = new PrimeSearch(modulusBits)
  try {
    for (;;) {
      const primes = search.step()
      if (primes) return report({ primes }, [primes.buffer])
      report({ progress: { candidates: search.candidates, share: search.share } })
    }
  } catch (refusal) {
    report({ refusal: String(refusal) })
  }
}

if (parent) parent.once('message', search)
else addEventListener('message', ({ data }) => search(data), { once: true })
