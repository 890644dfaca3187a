import type { CallOptions, KmsOptions, Signal } from '../types/index.d.ts'
import { isKmsError, KmsError, refusing } from './errors.ts'
import { CallHost, PLATFORM, type Platform } from './host.ts'
import { load, type Core } from './load.ts'
import { ownMembers } from './own.ts'
import { isBytes, listText, optionText, requestText } from './request.ts'
import { requestId } from './request-id.ts'
import type { SearchLimit } from './rsa/limit.ts'
import { rsaOptions, throwIfAborted, type RsaOptions } from './rsa/options.ts'
import { coreCount } from './rsa/searchers.ts'
import { WatchedStore } from './store.ts'

type Handle = InstanceType<Core['Kms']>

/** What a Kms consists of. */
interface Parts {
  readonly core: Core
  readonly handle: Handle
  readonly platform: Platform
  readonly rsa: RsaOptions
  readonly store: WatchedStore | undefined
}

/** A request of HTTP, as it was sent: names and values of its headers one after the other. */
export interface RestRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly string[]
  /** Absent if it broke off. */
  readonly body: Uint8Array | undefined
}

/** Who sends a request of HTTP. */
export interface Caller {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: Signal
  /** Of the searches for primes that this caller and others have. */
  readonly limit: SearchLimit | undefined
}

export interface RestAnswer {
  readonly status: number
  /** Names and values, one after the other. */
  readonly headers: readonly string[]
  /** Empty for status 204. */
  readonly body: string
}

/** What is behind a Kms: the core's object, and the calls that come to their end before it is freed. */
export class Service {
  readonly #parts: Parts
  readonly #calls = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async call(operation: string, request: unknown, options: CallOptions | null | undefined): Promise<unknown> {
    const text = requestText(request, membersOf(this.#parts.core, operation))
    return JSON.parse(await this.#run(options, (handle, host) => handle.call(operation, text, host)))
  }

  async seed(text: string): Promise<unknown> {
    return JSON.parse(await this.#run(undefined, (handle, host) => handle.seed(text, host)))
  }

  /** A byte more of a body than this need not be read. */
  get bodyLimit(): number {
    return this.#parts.core.bodyLimit()
  }

  /** Answers a request, whatever it is. Throws only if it was aborted, or this is closed. */
  async rest(request: RestRequest, { signal, limit }: Caller): Promise<RestAnswer> {
    const { method, target, headers, body } = request
    const list = listText(headers)
    try {
      return restAnswer(
        await this.#run({ signal, onProgress: undefined }, (handle, host) => handle.rest(method, target, list, body, host), limit),
      )
    } catch (error) {
      if (signal?.aborted || this.#closing) throw error
      return this.refusal(isKmsError(error) ? error.code : '')
    }
  }

  /** The answer of a code; of one that is none, `KMS.0101`. */
  refusal(code: string): RestAnswer {
    return restAnswer(this.#parts.core.refusalOf(code))
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#end())
  }

  async #run<T>(
    options: CallOptions | null | undefined,
    work: (handle: Handle, host: CallHost) => Promise<T>,
    limit?: SearchLimit | undefined,
  ): Promise<T> {
    const { signal, onProgress } = ownMembers(options, 'signal', 'onProgress')
    throwIfAborted({ signal })
    // Only now: a getter of the caller's may have closed it.
    if (this.#closing) throw closed()
    const { core, handle, platform, rsa, store } = this.#parts
    const host = new CallHost(core, platform, { ...rsa, signal, onProgress, limit })
    const call = host.outcome(() => work(handle, host), store)
    this.#calls.add(call)
    try {
      return await call
    } finally {
      this.#calls.delete(call)
    }
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#calls)
    this.#parts.handle.free()
  }
}

export async function openService(options: KmsOptions | null | undefined, platform = PLATFORM): Promise<Service> {
  // Read before the first await: what the caller changes afterwards has no effect.
  const { store: own, rootKey } = ownMembers(options, 'store', 'rootKey')
  const { domainId, projectId, maxKeys: max_keys } = ownMembers(options, 'domainId', 'projectId', 'maxKeys')
  const { auth, origins, hosts } = ownMembers(options, 'auth', 'origins', 'hosts')
  const [domain_id, project_id] = [optionText(domainId), optionText(projectId)]
  const settings = { domain_id, project_id, max_keys, auth, origins, hosts }
  const text = requestText(settings, Object.keys(settings))
  // Workers race: with them the same source would not give the same RSA keys.
  const rsa = rsaOptions(options, platform.fill ? 0 : coreCount())
  const store = own === undefined ? undefined : new WatchedStore(own)
  // What are no bytes are none.
  const root = rootKey === undefined ? undefined : new Uint8Array(isBytes(rootKey) ? rootKey.subarray(0, 33) : [])
  try {
    const core = await load()
    const host = new CallHost(core, platform, rsa)
    const handle = refusing(() => new core.Kms(text, root, store, host))
    return new Service({ core, handle, platform, rsa, store })
  } finally {
    root?.fill(0)
  }
}

export function closed(): KmsError {
  const message = 'This Kms is closed, or is none. Kms.open() gives another; its methods have to be called on it.'
  return new KmsError({ code: 'ERR_DISPOSED', status: 500, message })
}

/** Of status, headers as JSON, and body. It gets a number of its own, by which it can be asked about. */
function restAnswer([status, headers, body]: any[]): RestAnswer {
  return { status, headers: [...JSON.parse(headers), 'X-Request-Id', requestId()], body }
}

const members = new Map<string, readonly string[]>()

/** The members of an operation's request, from the core's table. */
function membersOf(core: Core, operation: string): readonly string[] {
  const names = members.get(operation) ?? JSON.parse(core.membersOf(operation))
  members.set(operation, names)
  return names
}
