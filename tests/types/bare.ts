// What is left of the platform's fetch where the platform has no types.
import type { Bytes, FetchAnswer, Kms, Signal } from 'pocket-kms'

export async function withoutPlatform(kms: Kms, body: Bytes, signal: Signal): Promise<FetchAnswer> {
  await kms.fetch({ href: 'http://kms/health' })
  await kms.fetch({ url: 'http://kms/health' })
  return kms.fetch('http://kms/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key', { method: 'POST', headers: {}, body, signal })
}

export async function misuses(kms: Kms): Promise<void> {
  // @ts-expect-error: neither a URL nor a request
  await kms.fetch({ path: '/health' })
  // @ts-expect-error: a body is text or bytes
  await kms.fetch('http://kms/', { method: 'POST', body: { key_alias: 'orders' } })
  // @ts-expect-error: an answer has no such member
  void (await kms.fetch('http://kms/')).code
}
