// A request of HTTP to a Kms in this process, and what holds for every answer, whatever was asked.
import assert from 'node:assert/strict'
import { assertPublished } from './published.mjs'

/** The headers that every answer has. No other comes with most of them. */
const HEADERS = ['cache-control', 'content-type', 'x-request-id']
const OF_A_STATUS = { 405: ['allow'], 429: ['retry-after'] }
/** For a page of an origin that may ask. */
export const CORS = ['access-control-allow-origin', 'access-control-expose-headers', 'vary']
/** For its preflight, moreover. */
export const PREFLIGHT = ['headers', 'methods', 'private-network'].map((it) => `access-control-allow-${it}`).concat('access-control-max-age')

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The project of the page's own example. A service that was opened with none answers for any. */
export const PROJECT = '0605767a8f80d5762fd3c0186d9a57c0'

/** The same with that project where it says `/p/`. */
export const withProject = (text) => text.replace('/p/', `/${PROJECT}/`)

/** A path of an operation, or, from its slash on, any other. */
export const targetOf = (path) => withProject(path.startsWith('/') ? path : `/v1.0/p/kms/${path}`)

/** What a Kms answers. A body that is no text, no bytes and no stream is sent as JSON. */
export async function ask(kms, method, path, { body, more = [], ...init } = {}) {
  const isSent = body === undefined || typeof body === 'string' || ArrayBuffer.isView(body) || body instanceof ReadableStream
  const sent = { method, body: isSent ? body : JSON.stringify(body), duplex: 'half', ...init }
  return read(method, await kms.fetch(`http://kms${targetOf(path)}`, sent), more)
}

/** What an answer to that method says, once it is an answer as all of them are. */
export async function read(method, response, more = []) {
  const { status, headers } = response
  const text = await response.text()
  const names = [...HEADERS, ...(OF_A_STATUS[status] ?? []), ...more].sort()
  assert.deepEqual([...headers.keys()], names, text)
  // The body of a HEAD is not sent, its headers are (RFC 9110, 9.3.2).
  const hasBody = status !== 204 && method !== 'HEAD'
  assertUsual(hasBody ? status : 204, (name) => headers.get(name), text)
  return { status, headers, ...(hasBody ? parsed(text) : { text }) }
}

const requestIds = new Set()

/** Headers and body are those of every answer of this status. */
export function assertUsual(status, header, text) {
  assert.equal(header('content-type'), 'application/json')
  assert.equal(header('cache-control'), 'no-store')
  assert.match(header('x-request-id'), UUID)
  assert.ok(!requestIds.has(header('x-request-id')), 'the same request id again')
  requestIds.add(header('x-request-id'))
  if (status === 204) return assert.equal(text, '')
  if (status >= 400) assertRefusal(status, text)
}

/** The code twice and its published text twice, with its published status, and nothing else. */
function assertRefusal(status, text) {
  const { error_code, error_msg } = JSON.parse(text)
  assert.equal(text, JSON.stringify({ error: { error_code, error_msg }, error_code, error_msg }))
  assertPublished({ code: error_code, status, message: error_msg })
  assert.ok(error_msg.length <= 300, error_msg)
  // No line of a stack, no file, no address.
  assert.doesNotMatch(error_msg, /\n|\bat \S+:\d|\.(js|ts|rs|wasm)\b|[A-Za-z]:\\|(^|\s)\/(?!v1\.0\/|default)\w|0x[0-9a-f]{4}/)
}

function parsed(text) {
  const answer = JSON.parse(text)
  return { text, answer, code: answer.error_code }
}
