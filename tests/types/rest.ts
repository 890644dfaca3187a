// The service over HTTP as callers may write it, and lines that must not compile, on every platform.
import { Kms } from 'pocket-kms'
import type { AccessKey, Authentication, Fetch, KmsErrorCode, KmsOptions, RestError, RestErrorCode } from 'pocket-kms'

export async function everyOption(ak: string, sk: string): Promise<Kms[]> {
  const key: AccessKey = { ak, sk }
  const ways: readonly Authentication[] = ['none', { token: [ak, sk] }, { aksk: [key] }]
  const options: KmsOptions = { origins: ['https://example.com'], hosts: ['localhost'] }
  await Kms.open({ auth: undefined, origins: undefined, hosts: undefined })
  return Promise.all(ways.map((auth) => Kms.open({ ...options, auth })))
}

export async function answers(kms: Kms): Promise<RestErrorCode | number> {
  const answer = await kms.fetch('http://kms/v1.0/0605767a8f80d5762fd3c0186d9a57c0/kms/create-key', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ key_alias: 'orders' }),
  })
  const id: string | null = answer.headers.get('X-Request-Id')
  if (answer.ok) return answer.status
  const { error, error_code, error_msg } = (await answer.json()) as RestError
  const told: [string | null, string, string] = [id, error_msg, await answer.text()]
  void told
  return error_code ?? error.error_code
}

/** It is passed on as the platform's own would be. */
export const transport = (kms: Kms): Fetch => (...request) => kms.fetch(...request)

export function everyRefusalIsAnAnswer(code: KmsErrorCode): RestErrorCode {
  return code
}

export async function misuses(kms: Kms, code: RestErrorCode): Promise<void> {
  // @ts-expect-error: an unknown way
  await Kms.open({ auth: 'all' })
  // @ts-expect-error: tokens are a list
  await Kms.open({ auth: { token: 'swordfish' } })
  // @ts-expect-error: a key without its secret
  await Kms.open({ auth: { aksk: [{ ak: 'a' }] } })
  // @ts-expect-error: the names that the SDKs use are others
  await Kms.open({ auth: { aksk: [{ accessKey: 'a', secretKey: 'b' }] } })
  // @ts-expect-error: one way at a time, by its name
  await Kms.open({ auth: ['none'] })
  // @ts-expect-error: origins are a list
  await Kms.open({ origins: 'https://example.com' })
  // @ts-expect-error: so are names
  await Kms.open({ hosts: 'localhost' })
  // @ts-expect-error: nothing is asked
  await kms.fetch()
  // @ts-expect-error: a number is no URL
  await kms.fetch(1)
  // @ts-expect-error: a method is text
  await kms.fetch('http://kms/', { method: 1 })
  // @ts-expect-error: there is nothing to be had before it is answered
  kms.fetch('http://kms/').status
  // @ts-expect-error: a status is a number
  const status: string = (await kms.fetch('http://kms/')).status
  // @ts-expect-error: nobody replaces it
  kms.fetch = async () => kms.fetch('http://kms/')
  // @ts-expect-error: an operation throws no code of HTTP alone
  const thrown: KmsErrorCode = code
  void [status, thrown]
}
