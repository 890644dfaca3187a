import { KmsError } from '../base/errors.ts'
import { chooseKernel } from './choose.ts'
import type { SearchOptions } from '../base/rsa-options.ts'
import { carryOut } from './pool.ts'
import type { Searcher } from './runner.ts'

/** Starts without a prime near them that the search for one key may meet. Of sound machines none in 2^300 does. */
const MOST_STARTS = 128

/**
 * p and q of an RSA key, big-endian, one after the other. No worker searches for p or for q: each
 * begins at random starts of its own, and the first two primes that any of them finds are the key's. A start
 * may be given up for another search's turn: no candidate is likelier to be prime for those tested before it,
 * so that the next start is as good.
 */
export async function findPrimes(modulusBits: number, options: SearchOptions): Promise<Uint8Array> {
  const { module, kernel } = await chooseKernel()
  const primeBits = modulusBits / 2
  const primes: Uint8Array[] = []
  const progress = new ProgressCount(kernel.mean_candidates(primeBits), options)
  let barrenStarts = 0
  let isOver = false
  const isDone = () => isOver || options.signal?.aborted === true || primes.length === 2

  const work = async (searcher: Searcher) => {
    const start = options.random(primeBits / 8)
    const { prime, isStopped, tested } = await searcher.run({ kind: 'search', primeBits, start }, (tested) => {
      if (!isDone()) progress.update(searcher, tested)
    })
    if (isDone()) return void prime?.fill(0)
    if (prime) primes.push(prime)
    else if (!isStopped && ++barrenStarts === MOST_STARTS) throw new KmsError(NO_PRIMES)
    progress.finish(searcher, tested, prime !== undefined)
  }

  try {
    await carryOut({ ...options, kernel: module, yields: true, work, hasWork: () => !isDone(), isDone })
    const pair = new Uint8Array(modulusBits / 8)
    for (const [i, prime] of primes.entries()) pair.set(prime, (i * primeBits) / 8)
    return pair
  } finally {
    isOver = true
    for (const prime of primes) prime.fill(0)
  }
}

const NO_PRIMES = {
  code: 'ERR_INTERNAL',
  status: 500,
  message: 'No primes were found where there must be some: this machine computes wrongly.',
} as const

/** Adds up what the searchers have tested. */
class ProgressCount {
  readonly #mean: number
  readonly #onProgress: SearchOptions['onProgress']
  readonly #running = new Map<Searcher, number>()
  #finished = 0
  #hasFirst = false
  /** Candidates when the first prime was found. */
  #before = 0
  #share = 0
  #error: { readonly thrown: unknown } | undefined

  constructor(mean: number, { onProgress }: SearchOptions) {
    this.#mean = mean
    this.#onProgress = onProgress
  }

  /** A searcher has tested so many candidates of its start so far. What the caller's function throws ends the search. */
  update(searcher: Searcher, tested: number): void {
    this.#running.set(searcher, tested)
    try {
      this.#report()
    } catch (thrown) {
      this.#error = { thrown }
      searcher.stop()
    }
  }

  /** A searcher is through with its start. */
  finish(searcher: Searcher, tested: number, hasFound: boolean): void {
    if (this.#error) throw this.#error.thrown
    this.#running.delete(searcher)
    this.#finished += tested
    this.#report()
    if (hasFound && !this.#hasFirst) {
      this.#hasFirst = true
      this.#before = this.#candidates()
    }
  }

  #report(): void {
    const candidates = this.#candidates()
    // A prime is found within so many candidates with the probability 1 − e^(−candidates / mean).
    const part = -Math.expm1(-(candidates - this.#before) / this.#mean)
    this.#share = Math.max(this.#share, (Number(this.#hasFirst) + part) / 2)
    this.#onProgress?.({ candidates, share: this.#share })
  }

  #candidates(): number {
    let candidates = this.#finished
    for (const tested of this.#running.values()) candidates += tested
    return candidates
  }
}
