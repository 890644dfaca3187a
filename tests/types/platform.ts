// The package beside the platform's own types: in a page, a worker, or under @types/node.
import { createKey, init } from 'pocket-kms'
import type { KeyMaterial, Kms, Signal } from 'pocket-kms'

export async function platformSignals(): Promise<void> {
  const controller = new AbortController()
  await createKey({ key_alias: 'orders' }, { signal: controller.signal })
  const signal: Signal = AbortSignal.timeout(1000)
  await createKey({ key_alias: 'orders', origin: 'external' }, { signal })
}

export async function platformSources(bytes: ArrayBuffer): Promise<void> {
  const url = new URL('https://example.com/kms.wasm')
  await init({ kms: url })
  await init({ kms: fetch(url), createKey: await fetch(url) })
  await init({ kernels: { fma: bytes } })
}

/** What an export returns goes into the platform as it is, without a cast. */
export async function platformKeys(material: KeyMaterial): Promise<void> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const bytes = material.publicKey('spki-der')
  await crypto.subtle.importKey('spki', bytes, curve, true, ['verify'])
  await crypto.subtle.importKey('jwk', material.privateKey('jwk'), curve, true, ['sign'])
  await crypto.subtle.digest('SHA-256', material.secretKey())
  new Blob([bytes])
}

/** Whatever the platform's fetch takes and gives. */
export async function platformFetch(kms: Kms, body: ReadableStream<Uint8Array>): Promise<Response> {
  const url = new URL('http://kms/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key')
  const request = new Request(url, { method: 'POST', body: JSON.stringify({ key_alias: 'orders' }) })
  await kms.fetch(url, { headers: new Headers([['X-Auth-Token', 'swordfish']]), signal: AbortSignal.timeout(1000) })
  await kms.fetch(url, { method: 'POST', body })
  const answer: Response = await kms.fetch(request, { headers: { 'X-Auth-Token': 'swordfish' } })
  const copy: ArrayBuffer = await answer.clone().arrayBuffer()
  return new Response(copy, answer)
}

/** In the place of the platform's own, and as the handler of a server. */
export function platformTransport(kms: Kms): { fetch(request: Request): Promise<Response> } {
  const transport: typeof fetch = (...request) => kms.fetch(...request)
  globalThis.fetch = transport
  return { fetch: (request) => kms.fetch(request) }
}

export async function platformMisuses(kms: Kms): Promise<void> {
  // @ts-expect-error: neither a URL nor a request
  await kms.fetch({ path: '/health' })
  // @ts-expect-error: an answer has no such member
  void (await kms.fetch('http://kms/')).code
  // @ts-expect-error: a header is text
  await kms.fetch('http://kms/', { headers: { 'X-Auth-Token': 1 } })
}
