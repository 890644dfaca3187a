/**
 * Keys for tests: the service on a clock and a random source of your own, with keys that are there from the
 * beginning; and the promises of a {@link Store}, as tests for yours. Nothing of it is in the other entries.
 *
 * @packageDocumentation
 */

import type { Kms, KmsOptions, Store, StoreFilter, StoreRecord } from './index.js'
import type { KeySpec, KeyUsage, Origin, TagItem } from './index.js'

/** Options of {@link openForTesting}. Only own properties count, each is read once. */
export interface TestingOptions extends KmsOptions {
  /** What tells the time: a {@link ManualClock}, say. Default: the platform's clock. */
  clock?: Clock | undefined
  /**
   * Fills bytes with what is taken for randomness: {@link seededRandom}, say. Its blocks of 32 bytes must
   * not repeat, else calls are refused with `ERR_RANDOM`, as they are if it throws. With it `maxWorkers` is 0
   * by default: workers race, and the same key would not come twice. Default: the platform's.
   */
  random?: ((bytes: Uint8Array) => void) | undefined
  /** Keys that are there from the beginning. */
  seed?: SeedDocument | string | undefined
}

/** What tells the time. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

/** A clock that stands still until it is set. */
export declare class ManualClock implements Clock {
  /** @param start Epoch milliseconds; default 2026-01-01T00:00:00Z. */
  constructor(start?: number)
  now(): number
  /** Lets time pass: milliseconds, not less than 0. */
  advance(milliseconds: number): void
}

/**
 * A source of bytes that are the same for the same text. **For tests only: whoever knows the text knows the
 * keys.** The generator is sfc32.
 *
 * @example
 * const kms = await openForTesting({ clock: new ManualClock(), random: seededRandom('orders') })
 */
export declare function seededRandom(text: string): (bytes: Uint8Array) => void

/** Keys that are to be there: an object, or what a JSON file of it holds, up to 65,536 bytes. */
export interface SeedDocument {
  keys: readonly SeededKey[]
}

/** A key: as {@link Kms.createKey} makes it, but with an id, and perhaps material, of your own. */
export interface SeededKey {
  /** 36 characters in the form of a UUID, in lower case. */
  key_id: string
  key_alias: string
  /** Default `AES_256`. */
  key_spec?: KeySpec | null | undefined
  /** Default: the first of the spec. */
  key_usage?: KeyUsage | null | undefined
  key_description?: string | null | undefined
  /** Default `kms`. A key of origin `external` without material waits for some. */
  origin?: Origin | null | undefined
  enterprise_project_id?: string | null | undefined
  tags?: readonly TagItem[]
  /**
   * The bytes of a symmetric or HMAC key in Base64; PKCS#8 of a pair, as PEM or as DER in Base64. Default:
   * generated.
   */
  material?: string | null | undefined
}

/**
 * Opens the service on a clock and a random source of your own. The `Kms` is like any other, but of this
 * entry: it is no `instanceof` the `Kms` of `pocket-kms`, nor are its errors of that `KmsError`; `isKmsError`
 * knows them.
 *
 * @throws {KmsError} As {@link Kms.open}, then as {@link seed}.
 *
 * @example
 * const clock = new ManualClock()
 * const kms = await openForTesting({ clock })
 * const { key_info: { key_id } } = await kms.createKey({ key_alias: 'orders' })
 * await kms.deleteKey({ key_id, pending_days: '7' })
 * clock.advance(7 * 86_400_000)
 * await kms.listKeyDetail({ key_id }) // KMS.0207
 */
export declare function openForTesting(options?: TestingOptions): Promise<Kms>

/**
 * Adds keys to a `Kms` of {@link openForTesting}, in the order of the document.
 *
 * @param document An object, or its JSON text.
 * @returns The ids of the keys.
 * @throws {KmsError} The first fault, as {@link Kms.createKey}: keys before it stay. `KMS.0205` a `key_id`,
 * `ERR_OPTION` `keys` or `material`, `ERR_DISPOSED` a `kms` that is closed or was not opened for testing.
 */
export declare function seed(kms: Kms, document: SeedDocument | string): Promise<{ keys: string[] }>

/**
 * The promises of a {@link Store}, each as a test for any runner. They need no order, and each makes a store
 * of its own.
 *
 * @param makeStore Makes a store that is empty.
 *
 * @example
 * for (const { name, run } of storeConformance(() => new MyStore())) test(name, run)
 */
export declare function storeConformance(makeStore: () => Store | Promise<Store>): StoreTest[]

/** One promise. */
export interface StoreTest {
  /** What is promised, as a sentence. */
  name: string
  /** Rejects with an `Error` that says what came instead. */
  run(): Promise<void>
}

/** A store in memory, and the model for yours. It forgets everything when it is gone. */
export declare class MemoryStore implements Store {
  insert(record: StoreRecord): Promise<string | null>
  replace(record: StoreRecord, revision: number): Promise<'replaced' | 'stale' | 'taken'>
  get(projectId: string, id: string): Promise<StoreRecord | null>
  list(projectId: string, filter: StoreFilter, offset: number, limit: number): Promise<StoreRecord[]>
  count(projectId: string, filter: StoreFilter): Promise<number>
  remove(projectId: string, id: string, revision: number): Promise<boolean>
}
