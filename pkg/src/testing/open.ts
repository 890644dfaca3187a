import type { SeedDocument, TestingOptions } from '../../types/testing.d.ts'
import { KmsError } from '../errors.ts'
import { kmsOf, serviceOf, type Kms } from '../kms.ts'
import { bare, isObject, ownMembers } from '../own.ts'
import { openService } from '../service.ts'

export async function openForTesting(options?: TestingOptions | null): Promise<Kms> {
  const { clock, random, seed: keys } = ownMembers(options, 'clock', 'random', 'seed')
  const platform = { now: () => (clock ? clock.now() : Date.now()), fill: random }
  const service = await openService(options, platform)
  const kms = kmsOf(service)
  try {
    if (keys !== undefined) await seed(kms, keys)
    return kms
  } catch (error) {
    void service.close()
    throw error
  }
}

export async function seed(kms: unknown, keys: SeedDocument | string): Promise<{ keys: string[] }> {
  const service = serviceOf(kms)
  return (await service.seed(textOf(keys))) as { keys: string[] }
}

function textOf(keys: unknown): string {
  try {
    return typeof keys === 'string' ? keys : String(JSON.stringify(plain(keys)))
  } catch (cause) {
    const message = 'Invalid option. keys must be JSON.'
    throw new KmsError({ code: 'ERR_OPTION', status: 400, field: 'keys', message, cause })
  }
}

/** A copy that inherits no toJSON. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return bare(value.map(plain))
  if (!isObject(value)) return value
  return bare(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)])))
}
