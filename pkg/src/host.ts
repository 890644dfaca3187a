import { KmsError } from './errors.ts'
import type { Core } from './load.ts'
import { throwIfAborted, type RsaOptions } from './rsa/options.ts'
import { isProved } from './rsa/proof.ts'
import { findPrimes } from './rsa/search.ts'
import type { WatchedStore } from './store.ts'
import { turn } from './turn.ts'

/** Where the core gets time and randomness from. Only pocket-kms/testing has another place than this. */
export interface Platform {
  now(): number
  /** Fills the bytes. None: the core asks the platform itself. */
  readonly fill: ((bytes: Uint8Array) => void) | undefined
}

export const PLATFORM: Platform = { now: () => Date.now(), fill: undefined }

/** What the core asks for during one call, and what comes of the call. */
export class CallHost {
  readonly fill: Platform['fill']
  readonly #core: Core
  readonly #platform: Platform
  readonly #rsa: RsaOptions
  #ended: { readonly reason: unknown } | undefined

  constructor(core: Core, platform: Platform, rsa: RsaOptions) {
    this.fill = platform.fill
    this.#core = core
    this.#platform = platform
    this.#rsa = platform.fill ? { ...rsa, random: drawing(platform.fill) } : rsa
  }

  now(): number {
    return this.#platform.now()
  }

  /** Undefined if there are as many searches as there may be. */
  primes(modulusBits: number): Promise<Uint8Array | undefined> {
    return this.#noting(async () => {
      // It may have been aborted while the module was loaded.
      throwIfAborted(this.#rsa)
      const search = () => findPrimes(this.#core, modulusBits, this.#rsa)
      return this.#rsa.limit ? this.#rsa.limit.admit(search) : search()
    })
  }

  /** The numbers are a view of the core's memory, and good until this returns. */
  isProved(numbers: Uint8Array): Promise<boolean> {
    const own = numbers.slice()
    return this.#noting(() => isProved(this.#core, own, this.#rsa))
  }

  /** Between two parts of long work: other work of the thread has its turn, and an abort ends the call. */
  pause(): Promise<void> {
    return this.#noting(async () => {
      await turn()
      throwIfAborted(this.#rsa)
    })
  }

  /** What comes of a call. What ends a search, the signal's reason say, ends the call as it is. */
  async outcome<T>(call: () => Promise<T>, store?: WatchedStore): Promise<T> {
    const before = store?.failure
    try {
      return await call()
    } catch (error) {
      if (typeof error !== 'string' || error === this.#ended?.reason) throw error
      const fault = JSON.parse(error)
      const hasFailed = fault.code === 'ERR_STORE' && store?.failure !== before
      throw new KmsError(hasFailed ? { ...fault, cause: store?.failure?.cause } : fault)
    }
  }

  async #noting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (reason) {
      this.#ended = { reason }
      throw reason
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
