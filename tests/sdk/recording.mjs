// The recorded requests of tests/vectors/wire, and a service that is of their day.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

const folder = join(import.meta.dirname, '../vectors/wire')

/** What signed them. */
export const ACCESS_KEY = { ak: 'AKEXAMPLE0000000', sk: 'SKexample-not-a-secret-0000000000' }

/** A recorded request: `{ bytes, method, target, headers, body }`, headers as pairs, and when it was signed. */
export function recorded(name) {
  const bytes = readFileSync(join(folder, `${name}.http`))
  const end = bytes.indexOf('\r\n\r\n')
  const [line, ...headers] = bytes.toString('latin1', 0, end).split('\r\n')
  const [method, target] = line.split(' ')
  const request = {
    bytes, method, target, body: bytes.subarray(end + 4),
    headers: headers.map((header) => [header.slice(0, header.indexOf(':')), header.slice(header.indexOf(':') + 2)]),
  }
  const [, ...parts] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(headerOf(request, 'x-sdk-date')).map(Number)
  return { ...request, signedAt: Date.UTC(parts[0], parts[1] - 1, ...parts.slice(2)) }
}

export const headerOf = ({ headers }, name) => headers.find(([it]) => it.toLowerCase() === name)?.[1]

/** The same with another value of one header. */
export const withHeader = (request, name, value) => ({
  ...request, headers: request.headers.map(([it, old]) => [it, it.toLowerCase() === name ? value : old]),
})

/** Asks a `Kms` as a page would: the answer, and its JSON. */
export async function asked(kms, { method, target, headers, body }) {
  const hasBody = method !== 'GET' && body.length > 0
  const request = new Request(`http://127.0.0.1:18081${target}`, { method, headers, ...(hasBody && { body }) })
  const response = await kms.fetch(request)
  return answerOf(response.status, await response.text())
}

/** A server in this process that hands every request to a `Kms`: `{ send, close }`. */
export async function listening(kms) {
  const server = createServer(async (incoming, outgoing) => {
    const headers = []
    for (let i = 0; i < incoming.rawHeaders.length; i += 2) headers.push(incoming.rawHeaders.slice(i, i + 2))
    const body = await buffer(incoming)
    const { status, text } = await asked(kms, { method: incoming.method, target: incoming.url, headers, body })
    outgoing.statusCode = status
    // The end of the answer is the end of the connection.
    outgoing.setHeader('Connection', 'close')
    outgoing.end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { send: (bytes) => sent(bytes, server.address().port), close: () => server.close() }
}

/** Writes bytes to a socket, and nothing else; the answer to them. */
async function sent(bytes, port) {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  const answer = (await buffer(socket)).toString()
  return answerOf(Number(answer.split(' ')[1]), answer.slice(answer.indexOf('\r\n\r\n') + 4))
}

/** What was answered: its status, its text, and the JSON that it is. */
function answerOf(status, text) {
  return { status, text, json: text === '' ? null : JSON.parse(text) }
}
