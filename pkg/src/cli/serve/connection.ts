import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { bodyOf } from './body.ts'
import type { Limits } from './limits.ts'

/** A request, and what is answered to it. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The body, or its beginning if it is too long; nothing if it broke off. */
  readonly body: Promise<Uint8Array | undefined>
}

/** How a request is answered. Does not reject. */
export type Answering = (exchange: Exchange, connection: Connection) => Promise<void>

/**
 * One client's connection. Its requests are carried out one after the other, as RFC 9112, 9.3.2 has it,
 * and what was sent ahead waits: so one client has one search for primes at a time, and once it has left
 * none of its requests goes on or begins.
 */
export class Connection {
  readonly #socket: Socket
  readonly #limits: Pick<Limits, 'requests' | 'bytes'>
  readonly #answering: Answering
  readonly #gone = new AbortController()
  readonly #hurried = new AbortController()
  readonly #waiting: Exchange[] = []
  #current: Exchange | undefined
  #latest: Exchange | undefined
  /** Bytes that are held for requests without an answer. */
  #bytes = 0

  constructor(socket: Socket, limits: Pick<Limits, 'requests' | 'bytes'>, answering: Answering) {
    this.#socket = socket
    this.#limits = limits
    this.#answering = answering
    const leave = () => this.#leave()
    // node:http answers nothing to a client that has ended its side, either.
    socket.once('end', leave)
    socket.once('close', leave)
  }

  /** Aborted when the client has left. */
  get gone(): AbortSignal {
    return this.#gone.signal
  }

  /** Aborted when the client has left, or the server is about to stop. */
  get hurried(): AbortSignal {
    return this.#hurried.signal
  }

  /** What was sent last. */
  get latest(): Exchange | undefined {
    return this.#latest
  }

  /** Whether it is the client that waits. */
  get owesAnAnswer(): boolean {
    return this.#current?.request.complete === true && !this.#current.response.writableEnded
  }

  /**
   * Takes a request. It is read at once, even if it has to wait: a client that leaves is noticed only where
   * its connection is read.
   */
  take(request: IncomingMessage, response: ServerResponse, bodyLimit: number): void {
    let own = 0
    const hold = (bytes: number) => {
      own += bytes
      this.#bytes += bytes
      if (this.#bytes > this.#limits.bytes) this.end()
    }
    hold(headLength(request))
    if (this.#gone.signal.aborted) return
    const exchange = { request, response, body: bodyOf(request, bodyLimit, hold) }
    this.#latest = exchange
    this.#waiting.push(exchange)
    response.once('close', () => {
      this.#bytes -= own
      this.#advance()
    })
    if (!this.#current) this.#begin()
    else if (this.#waiting.length >= this.#limits.requests) this.end()
    else void exchange.body.then((body) => {
      // A body that is not read to its end: neither would be that the client leaves.
      if (body && !request.complete && this.#current !== exchange) this.end()
    })
  }

  /** The server is about to stop: the request under way is the last. */
  hurry(): void {
    this.#hurried.abort()
    if (!this.#current) this.end()
  }

  /** Leaves the client without the answers that it waits for. */
  end(): void {
    this.#socket.destroy()
    this.#leave()
  }

  #begin(): void {
    this.#current = this.#waiting.shift()
    if (this.#current) void this.#answering(this.#current, this)
  }

  /** Goes on to the next request, after other connections have had their turn. */
  #advance(): void {
    // The answer may have said that it was the last.
    if (!this.#socket.writable || this.#hurried.signal.aborted) {
      this.#socket.destroySoon()
      this.#leave()
    }
    if (this.#waiting.length > 0) setImmediate(() => this.#begin())
    else this.#current = undefined
  }

  #leave(): void {
    this.#waiting.length = 0
    this.#gone.abort(GONE)
    this.#hurried.abort()
  }
}

const GONE = new Error('The client has gone.')

function headLength({ url = '', rawHeaders }: IncomingMessage): number {
  let length = url.length
  for (const text of rawHeaders) length += text.length
  return length
}
