import { concatenate, isBytes } from '../base/bytes.ts'
import { bare } from '../base/own.ts'
import { throwIfAborted } from '../base/rsa-options.ts'
import type { RestAnswer, Service } from './service.ts'

/** What the service answers to a request of the Web's kind. */
export async function answer(service: Service, request: Request): Promise<Response> {
  const { method, url, headers, signal } = request
  throwIfAborted(request)
  const { host, pathname, search } = new URL(url)
  const list = [...headers].flat()
  // Pages cannot set it, and signers sign what they are going to connect to.
  if (!headers.has('host')) list.push('host', host)
  const body = await bodyOf(request, service.bodyLimit)
  const answered = await service.rest({ method, target: pathname + search, headers: list, body }, { signal, limit: undefined })
  // Whoever gave up meanwhile waits for no answer.
  throwIfAborted(request)
  return response(answered, method === 'HEAD' || answered.status === 204)
}

function response({ status, headers, body }: RestAnswer, isBare: boolean): Response {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < headers.length; i += 2) pairs.push([headers[i]!, headers[i + 1]!])
  // All three: Node looks for what is not there along the prototypes of an object of its own.
  return new Response(isBare ? null : body, bare({ status, statusText: '', headers: pairs }))
}

/** The body, or its beginning if it is longer than the limit; nothing if it broke off. */
async function bodyOf(request: Request, limit: number): Promise<Uint8Array | undefined> {
  try {
    // Firefox has no streams of requests.
    if (request.body === undefined) return new Uint8Array(await request.arrayBuffer())
    return await beginningOf(request.body, limit, request.signal)
  } catch {
    return undefined
  }
}

async function beginningOf(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reader = stream?.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  // The rest is of no interest, nor is how it ends.
  const cancel = () => void reader?.cancel().catch(() => {})
  // The stream of a request that is aborted may go on, or wait for ever.
  signal.addEventListener('abort', cancel)
  try {
    while (reader && length <= limit) {
      const { done, value } = await reader.read()
      if (done) break
      if (!isBytes(value)) throw new TypeError('A body is of bytes.')
      parts.push(value)
      length += value.length
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
  return concatenate(parts)
}
