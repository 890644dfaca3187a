import type { SeedDocument, TestingOptions } from '../../types/testing.d.ts'
import { KmsError } from '../errors.ts'
import { kmsOf, serviceOf, type Kms } from '../kms.ts'
import { openService } from '../service.ts'

export async function openForTesting(options?: TestingOptions | null): Promise<Kms> {
  const { clock, random, seed: document } = options ?? {}
  // Workers race: with them the same source would not give the same RSA keys.
  const inThread = random && options?.maxWorkers === undefined && { maxWorkers: 0 }
  const platform = { now: () => (clock ? clock.now() : Date.now()), fill: random }
  const service = await openService({ ...options, ...inThread }, platform)
  const kms = kmsOf(service)
  try {
    if (document !== undefined) await seed(kms, document)
    return kms
  } catch (error) {
    void service.close()
    throw error
  }
}

export async function seed(kms: unknown, document: SeedDocument | string): Promise<{ keys: string[] }> {
  const service = serviceOf(kms)
  return (await service.seed(textOf(document))) as { keys: string[] }
}

function textOf(document: unknown): string {
  try {
    return typeof document === 'string' ? document : String(JSON.stringify(document))
  } catch (cause) {
    const message = 'Invalid option. A document of keys must be JSON.'
    throw new KmsError({ code: 'ERR_OPTION', status: 400, field: 'keys', message, cause })
  }
}
