import type { SeedDocument, TestingOptions } from '../../types/testing.d.ts'
import { KmsError } from '../base/errors.ts'
import { closed } from '../kms/closed.ts'
import { openKms, serviceOf, type Kms } from '../kms/kms.ts'
import { settingsOf } from '../kms/settings.ts'
import { bare, isObject, ownMembers } from '../base/own.ts'

/** Those of openForTesting: to a Kms that an application has opened nobody gives keys by this entry. */
const testables = new WeakSet<object>()

export async function openForTesting(options?: TestingOptions | null): Promise<Kms> {
  const { clock, random, seed: keys } = ownMembers(options, 'clock', 'random', 'seed')
  const platform = { now: () => (clock ? clock.now() : Date.now()), fill: random }
  const kms = await openKms(settingsOf(options, platform))
  testables.add(kms)
  try {
    if (keys !== undefined) await giveKeys(kms, keys)
    return kms
  } catch (error) {
    void kms.close()
    throw error
  }
}

export async function seed(kms: unknown, keys: SeedDocument | string): Promise<{ keys: string[] }> {
  if (!testables.has(kms as Kms)) throw closed()
  return giveKeys(kms, keys)
}

/** The same, whoever has opened it. */
export async function giveKeys(kms: unknown, keys: SeedDocument | string): Promise<{ keys: string[] }> {
  return (await serviceOf(kms).seed(textOf(keys))) as { keys: string[] }
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
