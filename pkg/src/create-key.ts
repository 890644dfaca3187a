import type { CheckedRequest, CreatedKey, CreateKeyOptions, ExternalKey } from '../types/index.d.ts'
import { refusing } from './errors.ts'
import { load } from './load.ts'
import { KeyMaterial } from './material.ts'
import { searchPrimes } from './primes.ts'
import { optionText, requestText } from './request.ts'

export async function createKey(
  request: unknown,
  options?: CreateKeyOptions | null,
): Promise<CreatedKey | ExternalKey> {
  // Read before the first await: what the caller changes afterwards has no effect.
  const text = requestText(request)
  const { domainId, ...search } = options ?? {}
  const domain = optionText(domainId)
  if (search.signal?.aborted) throw search.signal.reason

  const core = await load()
  const creation = refusing(() => new core.Creation(text, domain))
  let primes: Uint8Array | undefined
  try {
    const bits = creation.modulusBits
    if (bits !== undefined) primes = await searchPrimes(core, bits, search)
    const created = refusing(() => creation.run(primes))
    const { key_info } = JSON.parse(created.response)
    const handle = created.material()
    return { key_info, material: handle ? new KeyMaterial(handle) : null } as CreatedKey | ExternalKey
  } finally {
    primes?.fill(0)
    creation.free()
  }
}

export async function checkCreateKey(request: unknown): Promise<CheckedRequest> {
  const text = requestText(request)
  const core = await load()
  const creation = refusing(() => new core.Creation(text))
  try {
    return JSON.parse(creation.request)
  } finally {
    creation.free()
  }
}
