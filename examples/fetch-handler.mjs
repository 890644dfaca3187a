// The service behind node:http. Deno.serve, Bun.serve, workers and most frameworks have handlers of Request
// and Response already: there kms.fetch is one as it is.
//   node fetch-handler.mjs [PORT]
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Kms } from 'pocket-kms'

const token = process.env.TOKEN ?? crypto.randomUUID()
const kms = await Kms.open({ auth: { token: [token] }, hosts: ['localhost', '127.0.0.1'] })

const server = createServer(async (incoming, outgoing) => {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  try {
    const answer = await kms.fetch(requestOf(incoming, gone.signal))
    outgoing.writeHead(answer.status, [...answer.headers].flat())
    outgoing.end(await answer.text())
    // What is left of a body that is too long.
    incoming.resume()
  } catch {
    // The client has gone, or what it sent cannot be a Request.
    outgoing.destroy()
  }
})

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://localhost:${server.address().port} ${token}`)

function requestOf(incoming, signal) {
  const { method, url, headers } = incoming
  const has = method !== 'GET' && method !== 'HEAD'
  // Whoever stops reading a body does not hang up: there is an answer to come.
  const body = has ? ReadableStream.from(incoming.iterator({ destroyOnReturn: false })) : null
  return new Request(`http://localhost${url}`, { method, headers, body, duplex: 'half', signal })
}
