import type { CreateKeyOptions } from '../../types/create-key.d.ts'
import { KmsError } from './errors.ts'
import { ownMembers } from './own.ts'
import type { SearchLimit } from '../rsa/limit.ts'
import { coreCount } from './cores.ts'

/** How an RSA key is to be made. */
export interface RsaOptions {
  readonly maxWorkers: number
  readonly worker: CreateKeyOptions['worker']
  readonly signal: CreateKeyOptions['signal']
  readonly onProgress: CreateKeyOptions['onProgress']
  /** How many searches there may be at a time, this one among them. None: any number. */
  readonly limit: SearchLimit | undefined
}

/** The same where the work is done: a kernel has no randomness of its own. */
export interface SearchOptions extends RsaOptions {
  readonly random: (length: number) => Uint8Array
}

/** The options of a call. */
export function rsaOptions(options: CreateKeyOptions | null | undefined, mostWorkers = coreCount()): RsaOptions {
  const { maxWorkers = mostWorkers, ...rest } = ownMembers(options, 'maxWorkers', 'worker', 'signal', 'onProgress')
  return { ...rest, maxWorkers: workerLimit(maxWorkers), limit: undefined }
}

export function throwIfAborted({ signal }: Pick<RsaOptions, 'signal'>): void {
  if (signal?.aborted) throw signal.reason
}

function workerLimit(maxWorkers: unknown): number {
  if (Number.isSafeInteger(maxWorkers) && (maxWorkers as number) >= 0) return maxWorkers as number
  const message = 'Invalid parameter. maxWorkers has to be an integer from 0 on; with 0 the calling thread does the work.'
  throw new KmsError({ code: 'KMS.0308', status: 400, field: 'maxWorkers', message })
}
