import type { ServerResponse } from 'node:http'
import type { Signal } from '../../../types/index.d.ts'

const GONE = new Error('The client has gone.')

/** Tells a search for primes that nobody waits for them any more. An `AbortController` a request costs more. */
export class Gone implements Signal {
  readonly reason = GONE
  readonly #response: ServerResponse

  constructor(response: ServerResponse) {
    this.#response = response
  }

  get aborted(): boolean {
    return this.#response.closed && !this.#response.writableFinished
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#response.once('close', listener)
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#response.off('close', listener)
  }
}
