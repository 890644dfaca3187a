// The package beside the platform's own types: in a page, a worker, or under @types/node.
import { createKey, init } from 'pocket-kms'
import type { KeyMaterial, Signal } from 'pocket-kms'

export async function platformSignals(): Promise<void> {
  const controller = new AbortController()
  await createKey({ key_alias: 'orders' }, { signal: controller.signal })
  const signal: Signal = AbortSignal.timeout(1000)
  await createKey({ key_alias: 'orders', origin: 'external' }, { signal })
}

export async function platformSources(bytes: ArrayBuffer): Promise<void> {
  const url = new URL('https://example.com/kms.wasm')
  await init(url)
  await init(fetch(url))
  await init(await fetch(url))
  await init(bytes)
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
