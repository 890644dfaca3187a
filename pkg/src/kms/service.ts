import type { Waiting } from '#module/kms'
import type { CallOptions, Signal } from '../../types/index.d.ts'
import { isKmsError, KmsError, refusing } from '../base/errors.ts'
import { ownMembers } from '../base/own.ts'
import { listText, requestText } from '../base/request-text.ts'
import type { SearchLimit } from '../rsa/limit.ts'
import { throwIfAborted } from '../base/rsa-options.ts'
import { within } from '../base/timer.ts'
import { closed } from './closed.ts'
import { answer } from './fetch.ts'
import { CallHost } from './host.ts'
import { load, type Core } from './load.ts'
import { requestId } from './request-id.ts'
import type { Settings } from './settings.ts'
import { WatchedStore } from './store.ts'

type Handle = InstanceType<Core['Kms']>

/** What the core's object is made of, and made anew when its instance is gone. */
interface Opening extends Settings {
  readonly store: WatchedStore | undefined
}

/** The core's object, in one instance of the module. */
interface Opened {
  readonly core: Core
  readonly handle: Handle
}

/** How long `close` waits for the calls that are under way, in milliseconds. */
const PATIENCE = 5_000

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
  /** A byte more of a body than this need not be read. */
  readonly bodyLimit: number
  readonly #settings: Opening
  /** The answer to whatever goes wrong where the core is gone. */
  readonly #failed: RestAnswer
  readonly #calls = new Map<CallHost, Promise<unknown>>()
  #opened: Opened
  #opening: Promise<Opened> | undefined
  #closing: Promise<void> | undefined

  constructor(settings: Opening, opened: Opened) {
    const { core } = opened
    this.bodyLimit = core.bodyLimit()
    this.#settings = settings
    this.#failed = restAnswer(core.refusalOf('ERR_INTERNAL'))
    this.#opened = opened
  }

  async call(operation: string, request: unknown, options: CallOptions | null | undefined): Promise<unknown> {
    const text = requestText(request, members?.get(operation) ?? [])
    return JSON.parse(await this.#run(options, (handle, host) => handle.call(operation, text, host)))
  }

  async seed(text: string): Promise<unknown> {
    return JSON.parse(await this.#run(undefined, (handle, host) => handle.seed(text, host)))
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

  /** Answers a request of the Web's kind. */
  fetch(request: Request): Promise<Response> {
    return answer(this, request)
  }

  /** The answer of a code; of one that is none, `KMS.0101`. */
  refusal(code: string): RestAnswer {
    const { core } = this.#opened
    return core.guard.isGone ? numbered(this.#failed) : restAnswer(core.refusalOf(code))
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#end())
  }

  async #run<T>(
    options: CallOptions | null | undefined,
    work: (handle: Handle, host: CallHost) => T | Waiting,
    limit?: SearchLimit | undefined,
  ): Promise<T> {
    const { signal, onProgress } = ownMembers(options, 'signal', 'onProgress')
    throwIfAborted({ signal })
    const { core, handle } = this.#opened.core.guard.isGone ? await this.#openAgain() : this.#opened
    // Only now: a getter of the caller's may have closed it.
    if (this.#closing) throw closed()
    const { platform, rsa, store } = this.#settings
    const host = new CallHost(core, platform, { ...rsa, signal, onProgress, limit })
    const call = host.outcome(() => work(handle, host), store)
    this.#calls.set(host, call)
    try {
      return await call
    } finally {
      this.#calls.delete(host)
    }
  }

  /** On a store, with a root key that is known, nothing that counts has gone with the instance. */
  async #openAgain(): Promise<Opened> {
    if (this.#closing) throw closed()
    if (!this.#settings.root) throw gone()
    this.#opening ??= opened(this.#settings)
      .then((opened) => (this.#opened = opened))
      .finally(() => (this.#opening = undefined))
    return this.#opening
  }

  async #end(): Promise<void> {
    const calls = Promise.allSettled(this.#calls.values())
    if (this.#calls.size > 0) await within(PATIENCE, calls)
    for (const host of this.#calls.keys()) host.end(closed())
    await this.#opening?.catch(() => {})
    this.#opened.handle.free()
    this.#settings.root?.fill(0)
  }
}

/** Opens a Kms. The settings' root key is wiped, now or when it is closed. */
export async function open(settings: Settings): Promise<Service> {
  const { root } = settings
  let isKept = false
  try {
    const store = settings.store === undefined ? undefined : new WatchedStore(settings.store)
    const opening = { ...settings, store }
    const first = await opened(opening)
    isKept = store !== undefined
    return new Service({ ...opening, root: isKept ? root : undefined }, first)
  } finally {
    if (!isKept) root?.fill(0)
  }
}

async function opened({ text, root, store, platform, rsa }: Opening): Promise<Opened> {
  const core = await load()
  members ??= new Map(Object.entries(JSON.parse(core.members())))
  const host = new CallHost(core, platform, rsa)
  return { core, handle: refusing(() => new core.Kms(text, root, store, host)) }
}

/** The members of each operation's request, from the core's table. */
let members: ReadonlyMap<string, readonly string[]> | undefined

function gone(): KmsError {
  const message =
    'This Kms is gone, with what was in memory of it: the WebAssembly module has failed. Kms.open() gives another.'
  return new KmsError({ code: 'ERR_INTERNAL', status: 500, message })
}

/** Of status, headers as JSON, and body. */
function restAnswer([status, headers, body]: any[]): RestAnswer {
  return numbered({ status, headers: JSON.parse(headers), body })
}

/** The answer with a number of its own, by which it can be asked about. */
function numbered({ status, headers, body }: RestAnswer): RestAnswer {
  return { status, headers: [...headers, 'X-Request-Id', requestId()], body }
}
