import type { CreateKeyOptions } from '../types/index.d.ts'
import { refusing } from './errors.ts'
import type { Core } from './load.ts'
import { startWorker } from './worker-start.ts'

type SearchOptions = Pick<CreateKeyOptions, 'signal' | 'onProgress' | 'worker'>

/**
 * p and q of an RSA key, big-endian, one after the other: in a worker, or where none starts in this
 * thread, candidate by candidate.
 */
export async function searchPrimes(
  core: Core,
  modulusBits: number,
  options: SearchOptions,
): Promise<Uint8Array> {
  const { signal, onProgress } = options
  // It may have been aborted while the module was loaded.
  if (signal?.aborted) throw signal.reason
  const worker = startWorker(options.worker)
  if (!worker) return searchHere(core, modulusBits, options)

  let abort = () => {}
  try {
    const found = await new Promise<Uint8Array | undefined>((resolve, reject) => {
      abort = () => reject(signal?.reason)
      signal?.addEventListener('abort', abort)
      worker.onMessage(({ progress, primes, refusal }) => {
        try {
          if (progress) onProgress?.(progress)
          if (primes) resolve(primes)
          if (refusal) refusing(() => { throw refusal })
        } catch (error) {
          reject(error)
        }
      })
      // A worker that cannot start, under a strict Content-Security-Policy say, is no failure.
      worker.onFailure(() => resolve(undefined))
      worker.post({ module: core.module, modulusBits })
    })
    if (found) return found
  } finally {
    signal?.removeEventListener('abort', abort)
    worker.terminate()
  }
  return searchHere(core, modulusBits, options)
}

async function searchHere(
  core: Core,
  modulusBits: number,
  { signal, onProgress }: SearchOptions,
): Promise<Uint8Array> {
  const search = new core.PrimeSearch(modulusBits)
  try {
    for (;;) {
      if (signal?.aborted) throw signal.reason
      const primes = refusing(() => search.step())
      if (primes) return primes
      onProgress?.({ candidates: search.candidates, share: search.share })
      await new Promise((resolve) => setTimeout(resolve))
    }
  } finally {
    search.free()
  }
}
