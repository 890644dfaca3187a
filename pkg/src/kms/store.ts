import type { Store, StoreFilter, StoreRecord } from '../../types/index.d.ts'
import { KmsError } from '../base/errors.ts'
import { bare } from '../base/own.ts'

const METHODS = ['insert', 'replace', 'get', 'list', 'count', 'remove'] as const

/** A caller's store, as the core calls it. What it fails with is remembered: the core says only that. */
export class WatchedStore implements Store {
  failure: { readonly cause: unknown } | undefined
  readonly #store: Store

  constructor(store: unknown) {
    if (!isStore(store)) {
      const message = `Invalid option. store must have the methods ${METHODS.join(', ')}.`
      throw new KmsError({ code: 'ERR_OPTION', status: 400, field: 'store', message })
    }
    this.#store = store
  }

  insert(record: StoreRecord): Promise<string | null> {
    return this.#watch(() => this.#store.insert(record))
  }

  replace(record: StoreRecord, revision: number): Promise<'replaced' | 'stale' | 'taken'> {
    return this.#watch(() => this.#store.replace(record, revision))
  }

  get(projectId: string, id: string): Promise<StoreRecord | null> {
    return this.#watch(() => this.#store.get(projectId, id))
  }

  list(projectId: string, filter: StoreFilter, offset: number, limit: number): Promise<StoreRecord[]> {
    return this.#watch(() => this.#store.list(projectId, bare(filter), offset, limit))
  }

  count(projectId: string, filter: StoreFilter): Promise<number> {
    return this.#watch(() => this.#store.count(projectId, bare(filter)))
  }

  remove(projectId: string, id: string, revision: number): Promise<boolean> {
    return this.#watch(() => this.#store.remove(projectId, id, revision))
  }

  async #watch<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (cause) {
      this.failure = { cause }
      throw cause
    }
  }
}

function isStore(value: unknown): value is Store {
  try {
    return METHODS.every((name) => typeof (value as Store)[name] === 'function')
  } catch {
    return false
  }
}
