import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { SearchLimit } from '../../rsa/limit.ts'
import type { RestAnswer, Service } from '../../kms/service.ts'
import { Connection, type Answering } from './connection.ts'
import type { Fault } from './faults.ts'
import { LIMITS, type Limits } from './limits.ts'
import type { Log } from './log.ts'
import { refuse } from './refuse.ts'

export interface ServerOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  readonly faults: readonly Fault[]
  readonly log: Log
  /** Default: {@link LIMITS}. */
  readonly limits?: Limits
}

/** The service on a port. */
export interface RunningServer {
  readonly port: number
  /**
   * Takes no more requests, and lets those under way come to their end, for as long as the grace of the
   * limits. What is not done then is given up.
   */
  stop(): Promise<void>
}

/** Rejects if the port cannot be had. */
export async function startServer(service: Service, options: ServerOptions): Promise<RunningServer> {
  const { limits = LIMITS } = options
  // What is refused is refused by the service, in its own words.
  const server = createServer({ ...limits, requireHostHeader: false })
  // However many there are: an Origin that nobody looks at is none.
  server.maxHeadersCount = 0
  server.maxConnections = limits.connections
  server.timeout = limits.stillTimeout
  const connections = new Map<object, Connection>()
  const answering = answeringBy(service, options, new SearchLimit(limits.searches), () => server.listening)
  server.on('connection', (socket: Socket) => {
    connections.set(socket, new Connection(socket, limits, answering))
    socket.once('close', () => connections.delete(socket))
  })
  const take = (request: IncomingMessage, response: ServerResponse) =>
    connections.get(request.socket)?.take(request, response, service.bodyLimit)
  server.on('request', take)
  // What else is expected than to go on is left unheard, as it may be (RFC 9110, 10.1.1).
  server.on('checkExpectation', take)
  server.on('clientError', (error, socket: Socket) => {
    const { request, response } = connections.get(socket)?.latest ?? {}
    // In the middle of a body: its request has an answer to come. Behind it: first all answers before.
    if (request && !request.complete) request.emit('error', error)
    else if (response && !response.closed) response.once('close', () => refuse(service, socket))
    else refuse(service, socket)
  })
  server.on('timeout', (socket: Socket) => {
    if (!connections.get(socket)?.owesAnAnswer) socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server, connections, limits.grace) }
}

function answeringBy(
  service: Service,
  { faults, log }: ServerOptions,
  limit: SearchLimit,
  isListening: () => boolean,
): Answering {
  return async ({ request, response, body: reading }, connection) => {
    const began = performance.now()
    const { method = '', url: target = '', rawHeaders: headers } = request
    try {
      const body = await reading
      const fault = await faultOf(faults, target, service, connection.hurried)
      const caller = { signal: connection.gone, limit }
      const answer = fault ?? (await service.rest({ method, target, headers, body }, caller))
      if (answer === 'drop') {
        connection.end()
      } else {
        // What is left of a body would be read as the next request.
        send(response, answer, request.complete && isListening())
        log({ method, target, answer, ms: performance.now() - began })
      }
    } catch {
      // The client has gone, or the service is closed: there is nobody to answer, or nothing to say.
      connection.end()
    }
  }
}

/** What the faults that hit a request answer; nothing if it is to be carried out. */
async function faultOf(
  faults: readonly Fault[],
  target: string,
  service: Service,
  signal: AbortSignal,
): Promise<RestAnswer | 'drop' | undefined> {
  for (const fault of faults) {
    const answer = fault.hits(target) && (await fault.happen(service, signal))
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

async function stop(server: Server, connections: ReadonlyMap<object, Connection>, grace: number): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
  for (const connection of connections.values()) connection.hurry()
  const impatience = setTimeout(() => {
    for (const connection of connections.values()) connection.end()
  }, grace)
  await stopped
  clearTimeout(impatience)
}
