import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Signal } from '../../../types/index.d.ts'
import type { RestAnswer, Service } from '../../service.ts'
import type { Fault } from './faults.ts'
import type { Log } from './log.ts'

export interface ServerOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  readonly faults: readonly Fault[]
  readonly log: Log
}

/** The service on a port. */
export interface RunningServer {
  readonly port: number
  /** Takes no more requests, and lets those under way come to their end, for up to ten seconds. */
  stop(): Promise<void>
}

/** Rejects if the port cannot be had. */
export async function startServer(service: Service, options: ServerOptions): Promise<RunningServer> {
  const server = createServer(LIMITS, (request, response) => {
    void handle(service, options, request, response)
  })
  server.on('clientError', (_error, socket: Socket) => refuse(service, socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server) }
}

/** What a client may take of the server's time and room. A token may be of some kilobytes. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 65_536 }

/** More of a body than this is not even thrown away: the connection is closed. */
const DRAINED = 32 << 20

const GRACE_MS = 10_000

async function handle(
  service: Service,
  { faults, log }: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now()
  const gone = new Gone(response)
  const { method = '', url: target = '' } = request
  try {
    const body = await bodyOf(request, service.bodyLimit)
    const headers = request.rawHeaders
    const answer =
      (await faultOf(faults, target, service, response)) ??
      (await service.rest({ method, target, headers, body }, gone))
    send(request, response, answer)
    log({ method, target, answer, ms: performance.now() - began })
  } catch {
    // The client has gone, or the service is closed: there is nobody to answer, or nothing to say.
    response.destroy()
  }
}

const GONE = new Error('The client has gone.')

/** Tells a search for primes that nobody waits for them any more. An `AbortController` a request costs more. */
class Gone implements Signal {
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

/** The answer of the faults that hit a request; nothing if it is to be carried out. */
async function faultOf(
  faults: readonly Fault[],
  target: string,
  service: Service,
  response: ServerResponse,
): Promise<RestAnswer | undefined> {
  for (const fault of faults) {
    if (!fault.hits(target)) continue
    const answer = await fault.happen(service)
    if (answer === 'drop') response.destroy()
    if (answer) return answer === 'drop' ? undefined : answer
  }
  return undefined
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: RestAnswer): void {
  const list = [...headers]
  if (status !== 204) list.push('Content-Length', String(Buffer.byteLength(body)))
  // What is left of a body would be read as the next request.
  if (!request.complete) list.push('Connection', 'close')
  response.writeHead(status, list)
  response.end(body)
}

/** The body, or its beginning if it is longer than the limit; nothing if it broke off. */
function bodyOf(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      if (length <= limit) parts.push(part)
      length += part.length
      if (length > DRAINED) {
        request.pause()
        resolve(Buffer.concat(parts))
      }
    })
    request.once('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)))
    request.once('error', () => resolve(undefined))
    request.once('close', () => resolve(undefined))
  })
}

/** Answers what is no HTTP, or not within the limits. */
function refuse(service: Service, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { headers, body } = service.refusal('KMS.0214')
  const lines = []
  for (let i = 0; i + 1 < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}\r\n`)
  const length = Buffer.byteLength(body)
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}Content-Length: ${length}\r\nConnection: close\r\n\r\n${body}`)
}

async function stop(server: Server): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await stopped
  clearTimeout(impatience)
}
