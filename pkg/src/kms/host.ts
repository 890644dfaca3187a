import type { Waiting } from '#module/kms'
import { rsaPart } from '#parts/rsa'
import { errorOf, KmsError, refusing } from '../base/errors.ts'
import type { Ending } from '../module/instance.ts'
import { throwIfAborted, type RsaOptions, type SearchOptions } from '../base/rsa-options.ts'
import { turn } from '../base/turn.ts'
import type { Core } from './load.ts'
import type { Platform } from './platform.ts'
import type { WatchedStore } from './store.ts'

/** What the core asks for during one call, and what comes of the call. */
export class CallHost implements Ending {
  readonly fill: Platform['fill']
  readonly #core: Core
  readonly #platform: Platform
  readonly #rsa: SearchOptions
  /** Ends the search for primes, or the proof, that is under way. */
  readonly #searching = new Set<AbortController>()
  /** What has ended the work of workers. */
  #thrown: { readonly reason: unknown } | undefined
  #ended: { readonly reason: unknown } | undefined
  /** Gives up what the call waits for. */
  #giveUp = () => {}

  constructor(core: Core, platform: Platform, rsa: RsaOptions) {
    this.fill = platform.fill
    this.#core = core
    this.#platform = platform
    const platforms = (length: number) => refusing(() => core.random(length))
    this.#rsa = { ...rsa, random: platform.fill ? drawing(platform.fill) : platforms }
  }

  now(): number {
    return this.#platform.now()
  }

  /** Undefined if there are as many searches as there may be. */
  primes(modulusBits: number): Promise<Uint8Array | undefined> {
    return this.#noting(async (rsa) => {
      const { findPrimes } = await rsaPart()
      throwIfAborted(rsa)
      const search = () => findPrimes(modulusBits, rsa)
      return rsa.limit ? rsa.limit.admit(search) : search()
    })
  }

  /** The numbers are a view of the core's memory, and good until this returns. */
  isProved(numbers: Uint8Array, provenance: number): Promise<boolean> {
    const own = numbers.slice()
    return this.#noting(async (rsa) => {
      try {
        const { isProved } = await rsaPart()
        return await isProved(own, provenance, rsa)
      } finally {
        own.fill(0)
      }
    })
  }

  /** Between two parts of long work: other work of the thread has its turn, and an abort ends the call. */
  pause(): Promise<void> {
    return this.#noting(async (rsa) => {
      await turn()
      throwIfAborted(rsa)
    })
  }

  /**
   * What comes of a call, which begins on a stack of its own: a caller at the end of theirs must not bring
   * the core to the end of it. What ends a search, the signal's reason say, ends the call as it is.
   */
  async outcome<T>(call: () => T | Waiting, store?: WatchedStore): Promise<T> {
    // First of all: what fails at the end of the caller's stack would be a promise that nobody has.
    await undefined
    const { guard, Waiting } = this.#core
    const before = store?.failure
    guard.calls.add(this)
    try {
      if (this.#ended) throw this.#ended.reason
      let outcome = call()
      while (outcome instanceof Waiting) outcome = (await this.#after(outcome)) as T | Waiting
      return outcome
    } catch (error) {
      if (this.#ended) throw this.#ended.reason
      if (this.#thrown && error === this.#thrown.reason) throw error
      throw errorOf(error, store?.failure === before ? undefined : store?.failure)
    } finally {
      guard.calls.delete(this)
    }
  }

  end(reason: unknown): void {
    this.#ended ??= { reason }
    for (const search of this.#searching) search.abort(reason)
    this.#giveUp()
  }

  /** What comes of the call once its promise is settled: what it comes to, or what it waits for next. */
  #after(waiting: Waiting): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { promise } = waiting
      const goOn = (isRejected: boolean) => (settled: unknown) => {
        if (this.#ended) return
        this.#giveUp = () => {}
        try {
          resolve(waiting.resume(settled, isRejected))
        } catch (error) {
          reject(error)
        }
      }
      this.#giveUp = () => {
        this.#giveUp = () => {}
        waiting.free()
        reject(this.#ended?.reason)
      }
      Promise.resolve(promise).then(goOn(false), goOn(true))
    })
  }

  /** Work of workers, which the caller's signal ends, or the end of the call. */
  async #noting<T>(work: (rsa: SearchOptions) => Promise<T>): Promise<T> {
    const search = new AbortController()
    const { signal } = this.#rsa
    const abort = () => search.abort(signal?.reason)
    this.#searching.add(search)
    signal?.addEventListener('abort', abort)
    try {
      // It may have been aborted while the module was loaded.
      throwIfAborted(this.#rsa)
      return await work({ ...this.#rsa, signal: search.signal })
    } catch (reason) {
      this.#thrown = { reason }
      throw reason
    } finally {
      this.#searching.delete(search)
      signal?.removeEventListener('abort', abort)
    }
  }
}

/** Bytes of a source that a test has given. */
function drawing(fill: (bytes: Uint8Array) => void): (length: number) => Uint8Array {
  return (length) => {
    const bytes = new Uint8Array(length)
    try {
      fill(bytes)
    } catch (cause) {
      const message = 'The random source that was given threw; no key was made.'
      throw new KmsError({ code: 'ERR_RANDOM', status: 500, message, cause })
    }
    return bytes
  }
}
