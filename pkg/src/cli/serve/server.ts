import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { RestAnswer, Service } from '../../service.ts'
import { bodyOf } from './body.ts'
import type { Fault } from './faults.ts'
import { Gone } from './gone.ts'
import type { Log } from './log.ts'
import { refuse } from './refuse.ts'

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
  const server = createServer(LIMITS)
  // However many there are: an Origin that nobody looks at is none.
  server.maxHeadersCount = 0
  const latest = new WeakMap<object, Exchange>()
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const exchange = { request, response }
    latest.set(request.socket, exchange)
    void handle(service, options, exchange, () => server.listening)
  }
  server.on('request', answer)
  // What else is expected than to go on is left unheard, as it may be (RFC 9110, 10.1.1).
  server.on('checkExpectation', answer)
  server.on('clientError', (error, socket: Socket) => {
    const { request, response } = latest.get(socket) ?? {}
    // In the middle of a body: its request has an answer to come. Behind it: first all answers before.
    if (request && !request.complete) request.emit('error', error)
    else if (response && !response.closed) response.once('close', () => refuse(service, socket))
    else refuse(service, socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server) }
}

/** A request, and what is answered to it. On one connection they are answered in their order. */
interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** What a client may take of the server's time and room. A token may be of some kilobytes. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 65_536,
  // What is refused is refused by the service, in its own words.
  requireHostHeader: false,
}

const GRACE_MS = 10_000

async function handle(
  service: Service,
  { faults, log }: ServerOptions,
  { request, response }: Exchange,
  isListening: () => boolean,
): Promise<void> {
  const began = performance.now()
  const gone = new Gone(response)
  const { method = '', url: target = '', rawHeaders: headers } = request
  try {
    const body = await bodyOf(request, service.bodyLimit)
    const fault = await faultOf(faults, target, service)
    const answer = fault ?? (await service.rest({ method, target, headers, body }, gone))
    if (answer === 'drop') {
      response.destroy()
    } else {
      // What is left of a body would be read as the next request.
      send(response, answer, request.complete && isListening())
      log({ method, target, answer, ms: performance.now() - began })
    }
  } catch {
    // The client has gone, or the service is closed: there is nobody to answer, or nothing to say.
    response.destroy()
  }
}

/** What the faults that hit a request answer; nothing if it is to be carried out. */
async function faultOf(
  faults: readonly Fault[],
  target: string,
  service: Service,
): Promise<RestAnswer | 'drop' | undefined> {
  for (const fault of faults) {
    const answer = fault.hits(target) && (await fault.happen(service))
    if (answer) return answer
  }
  return undefined
}

function send(response: ServerResponse, { status, headers, body }: RestAnswer, isKept: boolean): void {
  const list = [...headers]
  if (status !== 204) list.push('Content-Length', String(Buffer.byteLength(body)))
  if (!isKept) list.push('Connection', 'close')
  response.writeHead(status, list)
  response.end(body)
}

async function stop(server: Server): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const impatience = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await stopped
  clearTimeout(impatience)
}
