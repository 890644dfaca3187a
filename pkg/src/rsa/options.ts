import type { CreateKeyOptions } from '../../types/index.d.ts'
import { KmsError, refusing } from '../errors.ts'
import type { Core } from '../instance.ts'
import { ownMembers } from '../own.ts'
import type { SearchLimit } from './limit.ts'
import { coreCount } from './searchers.ts'

/** How an RSA key is to be made. */
export interface RsaOptions {
  readonly maxWorkers: number
  readonly worker: CreateKeyOptions['worker']
  readonly signal: CreateKeyOptions['signal']
  readonly onProgress: CreateKeyOptions['onProgress']
  /** How many searches there may be at a time, this one among them. None: any number. */
  readonly limit: SearchLimit | undefined
  /** Randomness for tests, in place of the platform's. */
  readonly random: ((length: number) => Uint8Array) | undefined
}

/** The options of a call. */
export function rsaOptions(options: CreateKeyOptions | null | undefined, mostWorkers = coreCount()): RsaOptions {
  const { maxWorkers = mostWorkers, ...rest } = ownMembers(options, 'maxWorkers', 'worker', 'signal', 'onProgress')
  return { ...rest, maxWorkers: workerLimit(maxWorkers), limit: undefined, random: undefined }
}

export function throwIfAborted({ signal }: Pick<RsaOptions, 'signal'>): void {
  if (signal?.aborted) throw signal.reason
}

export function draw(core: Core, options: RsaOptions, length: number): Uint8Array {
  return options.random ? options.random(length) : refusing(() => core.random(length))
}

function workerLimit(maxWorkers: unknown): number {
  if (Number.isSafeInteger(maxWorkers) && (maxWorkers as number) >= 0) return maxWorkers as number
  const message = 'Invalid parameter. maxWorkers has to be an integer from 0 on; with 0 the calling thread does the work.'
  throw new KmsError({ code: 'KMS.0308', status: 400, field: 'maxWorkers', message })
}
