import type { CheckedRequest, CreatedKey, CreateKeyOptions, ExternalKey } from '../types/index.d.ts'
import { refusing } from './errors.ts'
import { load } from './load.ts'
import { KeyMaterial } from './material.ts'
import { optionText, requestText } from './request.ts'
import { rsaOptions } from './rsa/options.ts'
import { isProved } from './rsa/proof.ts'
import { findPrimes } from './rsa/search.ts'

/** Known before the module is loaded: a request is read at once. */
const MEMBERS = [
  'key_alias',
  'key_spec',
  'key_usage',
  'key_description',
  'origin',
  'enterprise_project_id',
  'sequence',
  'keystore_id',
  'vm_id',
]

export async function createKey(
  request: unknown,
  options?: CreateKeyOptions | null,
): Promise<CreatedKey | ExternalKey> {
  // Read before the first await: what the caller changes afterwards has no effect.
  const text = requestText(request, MEMBERS)
  const domain = optionText(options?.domainId)
  const rsa = rsaOptions(options)
  throwIfAborted(rsa.signal)

  const core = await load()
  const creation = refusing(() => new core.Creation(text, domain))
  let primes: Uint8Array | undefined
  try {
    const bits = creation.modulusBits
    // It may have been aborted while the module was loaded.
    if (bits !== undefined) throwIfAborted(rsa.signal)
    if (bits !== undefined) primes = await findPrimes(core, bits, rsa)
    const created = refusing(() => creation.run(primes))
    const { key_info } = JSON.parse(created.response)
    const unproved = created.unproved
    const isSound = unproved && (await isProved(core, unproved, rsa))
    const handle = refusing(() => created.material(isSound))
    return { key_info, material: handle ? new KeyMaterial(handle) : null } as CreatedKey | ExternalKey
  } finally {
    primes?.fill(0)
    creation.free()
  }
}

export async function checkCreateKey(request: unknown): Promise<CheckedRequest> {
  const text = requestText(request, MEMBERS)
  const core = await load()
  const creation = refusing(() => new core.Creation(text))
  try {
    return JSON.parse(creation.request)
  } finally {
    creation.free()
  }
}

function throwIfAborted(signal: CreateKeyOptions['signal']): void {
  if (signal?.aborted) throw signal.reason
}
