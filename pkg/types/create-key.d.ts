/**
 * createKey alone: a key by the service's own rules, its material beside it. This entry never names the service,
 * so that a bundle of one file and an edge function hold nothing of it.
 *
 * @packageDocumentation
 */

/**
 * The kind of key, as the service's page "Creating a Key" has them.
 *
 * | key_spec | key | usages, the default first |
 * | --- | --- | --- |
 * | `AES_256` | 32 bytes | `ENCRYPT_DECRYPT` |
 * | `SM4` | 16 bytes | `ENCRYPT_DECRYPT` |
 * | `RSA_2048` `RSA_3072` `RSA_4096` | RSA, e = 65537 | `SIGN_VERIFY`, `ENCRYPT_DECRYPT` |
 * | `EC_P256` `EC_P384` | NIST curves | `SIGN_VERIFY` |
 * | `SM2` | GB/T 32918 | `SIGN_VERIFY`, `ENCRYPT_DECRYPT` |
 */
export type CreateKeySpec = 'AES_256' | 'SM4' | 'RSA_2048' | 'RSA_3072' | 'RSA_4096' | 'EC_P256' | 'EC_P384' | 'SM2'

/** What such a key is for. It never changes. */
export type CreateKeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY'

/** Where the key material comes from: generated with the key, or imported later. */
export type Origin = 'kms' | 'external'

/**
 * The body of `POST /v1.0/{project_id}/kms/create-key`.
 *
 * Only own properties count, each is read once, and members that the service does not know are
 * ignored. An optional member that is `null` or `undefined` counts as absent.
 */
export interface CreateKeyRequest {
  /** 1 to 255 characters of `a-z A-Z 0-9 : / _ -`, not ending in `/default`. */
  key_alias: string
  /** Default `AES_256`. */
  key_spec?: CreateKeySpec | null | undefined
  /** Default: the first of the spec. */
  key_usage?: CreateKeyUsage | null | undefined
  /** Any text of up to 255 characters. */
  key_description?: string | null | undefined
  /** Default `kms`. A key of origin `external` is created without material. */
  origin?: Origin | null | undefined
  /** `0`, the default, or the 36-character id of an enterprise project. */
  enterprise_project_id?: string | null | undefined
  /** A serial number of the request, 36 bytes. It has no effect. */
  sequence?: string | null | undefined
  /** `0`, the default key store. There is no other here. */
  keystore_id?: string | null | undefined
  /** Up to 255 characters. It has no effect. */
  vm_id?: string | null | undefined
}

/** A request that has been checked, with its defaults filled in. */
export interface CheckedRequest {
  key_alias: string
  key_spec: CreateKeySpec
  key_usage: CreateKeyUsage
  key_description: string
  origin: Origin
  enterprise_project_id: string
  sequence?: string
  keystore_id: string
  vm_id?: string
}

/** A new key, as the service answers it. */
export interface KeyInfo {
  /** A version 4 UUID in lower case. */
  key_id: string
  /** 32 hexadecimal digits in lower case. */
  domain_id: string
}

/** A key with its material. */
export interface CreatedKey {
  key_info: KeyInfo
  material: KeyMaterial
}

/** A key of origin `external`: its material is imported later. */
export interface ExternalKey {
  key_info: KeyInfo
  material: null
}

/** How far the search for the primes of an RSA key has come. */
export interface Progress {
  /** Candidates tested so far, for both primes together. */
  candidates: number
  /**
   * The share of searches that are over after as many candidates: a probability from 0 to 1. It
   * slows down towards 1 if the search has bad luck, since a search has no fixed length.
   */
  share: number
}

/** The part of an `AbortSignal` that is used here. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** Options of {@link createKey}. Only own properties count, each is read once: an accessor of a class is none. */
export interface CreateKeyOptions {
  /** The account's id, 32 characters of `0-9 a-f`. Default: 32 zeros, which no account has. */
  domainId?: string | undefined
  /** Ends the search for RSA primes. The promise then rejects with the signal's reason. */
  signal?: Signal | undefined
  /** Called once a frame of the search for RSA primes, and at each prime; never for the other specs. */
  onProgress?: ((progress: Progress) => void) | undefined
  /**
   * The most workers that search for RSA primes at a time. Default: one a core, at most 8. With 0 the
   * search runs in the thread of the caller, in slices of 2 ms.
   */
  maxWorkers?: number | undefined
  /**
   * Starts a worker that searches for RSA primes: a `Worker` of the file `pocket-kms/worker.js`.
   * Needed only under a Content-Security-Policy that forbids workers of `blob:` URLs. Called once a
   * worker: workers are used again, and end when there has been nothing to do for 10 seconds.
   */
  worker?: (() => object) | undefined
}

/**
 * Makes a key, as the service would: the same request, the same rules, the same answer, and the
 * material beside it. Nothing is kept here: what is not exported is gone with `material`.
 *
 * RSA primes are searched for in workers, so that the caller's thread stays free. Where no worker can
 * be started the search runs in the caller's thread, in slices of 2 ms.
 *
 * Unlike the service: an alias is not compared with those of earlier calls, since nothing is kept.
 *
 * @throws {KmsError} The first fault in the order of the service's page: `KMS.0202` no object,
 * `KMS.0204` no alias, `KMS.1101` alias, `KMS.1110` spec (also of one that `Kms` alone has), `KMS.1103` description, `KMS.0206`
 * sequence, `KMS.0339` or `KMS.0340` key store, `KMS.0308` any other member; then `KMS.1114` or
 * `KMS.1115` for a usage that the spec does not allow. `ERR_RANDOM`, `ERR_WASM_LOAD` if the
 * platform fails.
 *
 * @example
 * const { key_info, material } = await createKey({ key_alias: 'orders', key_spec: 'EC_P256' })
 * material.publicKey('spki-pem') // '-----BEGIN PUBLIC KEY-----…'
 * material.dispose()
 */
export declare function createKey(
  request: CreateKeyRequest & { origin?: 'kms' | null | undefined },
  options?: CreateKeyOptions,
): Promise<CreatedKey>
export declare function createKey(
  request: CreateKeyRequest & { origin: 'external' },
  options?: CreateKeyOptions,
): Promise<ExternalKey>
export declare function createKey(
  request: CreateKeyRequest,
  options?: CreateKeyOptions,
): Promise<CreatedKey | ExternalKey>

/**
 * Checks a request by the very rules of {@link createKey} and makes no key: for forms.
 *
 * @returns The request with its defaults filled in.
 * @throws {KmsError} The first fault, as {@link createKey}.
 *
 * @example
 * await checkCreateKey({ key_alias: 'orders' }) // { key_alias: 'orders', key_spec: 'AES_256', … }
 */
export declare function checkCreateKey(request: CreateKeyRequest): Promise<CheckedRequest>

/** Bytes in a buffer that is theirs alone: `Uint8Array<ArrayBuffer>` since TypeScript 5.7. */
export type Bytes = ReturnType<typeof Uint8Array.of>

/** A JSON Web Key (RFC 7517): plain members, all text. */
export type Jwk = { kty: string } & { [member: string]: string }

/**
 * The material of one key, held in WebAssembly memory until {@link KeyMaterial.dispose} wipes it.
 * Only the three calls below hand out bytes; what they return is a copy, and the caller's to wipe.
 *
 * Every call throws `ERR_DISPOSED` once the material has been disposed of, and `ERR_INTERNAL` if the module
 * has failed since it was made: then the material is gone.
 */
export declare class KeyMaterial {
  private constructor()
  /** The kind of key. */
  readonly spec: CreateKeySpec
  /**
   * The public key of a pair as SubjectPublicKeyInfo (RFC 5280), or as JSON Web Key.
   *
   * @throws {KmsError} `KMS.0331` if the key is symmetric; `KMS.0308` for `jwk` of an SM2 key,
   * which has no registered form.
   */
  publicKey(format: 'spki-pem'): string
  publicKey(format: 'spki-der'): Bytes
  publicKey(format: 'jwk'): Jwk
  /**
   * The private key of a pair as PKCS#8 version 1 (RFC 5208), or as JSON Web Key. A text cannot be
   * wiped from memory: prefer `pkcs8-der` where the choice is yours.
   *
   * @throws {KmsError} `KMS.0331` if the key is symmetric; `KMS.0308` for `jwk` of an SM2 key.
   */
  privateKey(format: 'pkcs8-pem'): string
  privateKey(format: 'pkcs8-der'): Bytes
  privateKey(format: 'jwk'): Jwk
  /**
   * The bytes of a symmetric key, 32 for `AES_256` and 16 for `SM4`; or the JSON Web Key of an
   * `AES_256` key.
   *
   * @throws {KmsError} `KMS.0325` if the key is a pair; `KMS.0308` for `jwk` of another spec.
   */
  secretKey(format?: 'raw'): Bytes
  secretKey(format: 'jwk'): Jwk
  /** Wipes the material. A second call does nothing. */
  dispose(): void
  /** The same, for `using`. It is there where the platform has `Symbol.dispose`. */
  [Symbol.dispose](): void
}

/** Every code that an error can carry: the service's own, and ours, which begin with `ERR_`. */
export type KmsErrorCode =
  | 'KMS.0202'
  | 'KMS.0203'
  | 'KMS.0204'
  | 'KMS.0205'
  | 'KMS.0206'
  | 'KMS.0207'
  | 'KMS.0208'
  | 'KMS.0209'
  | 'KMS.0210'
  | 'KMS.0308'
  | 'KMS.0309'
  | 'KMS.0310'
  | 'KMS.0311'
  | 'KMS.0312'
  | 'KMS.0313'
  | 'KMS.0324'
  | 'KMS.0325'
  | 'KMS.0329'
  | 'KMS.0331'
  | 'KMS.0332'
  | 'KMS.0334'
  | 'KMS.0335'
  | 'KMS.0339'
  | 'KMS.0340'
  | 'KMS.0341'
  | 'KMS.0401'
  | 'KMS.0402'
  | 'KMS.0403'
  | 'KMS.0404'
  | 'KMS.0405'
  | 'KMS.0406'
  | 'KMS.0407'
  | 'KMS.0409'
  | 'KMS.0410'
  | 'KMS.0411'
  | 'KMS.0412'
  | 'KMS.0413'
  | 'KMS.0416'
  | 'KMS.0417'
  | 'KMS.0418'
  | 'KMS.1101'
  | 'KMS.1103'
  | 'KMS.1104'
  | 'KMS.1105'
  | 'KMS.1110'
  | 'KMS.1114'
  | 'KMS.1115'
  | 'KMS.1201'
  | 'KMS.1301'
  | 'KMS.1401'
  | 'KMS.1402'
  | 'KMS.1501'
  | 'KMS.1601'
  | 'KMS.1602'
  | 'KMS.1801'
  | 'KMS.1802'
  | 'KMS.1901'
  | 'KMS.1902'
  | 'KMS.1903'
  | 'KMS.1904'
  | 'KMS.2001'
  | 'KMS.2101'
  | 'KMS.2102'
  | 'KMS.2103'
  | 'KMS.2104'
  | 'KMS.2105'
  | 'KMS.2106'
  | 'KMS.2108'
  | 'KMS.2201'
  | 'KMS.2202'
  | 'KMS.2204'
  | 'KMS.2601'
  | 'KMS.2602'
  | 'KMS.2603'
  | 'KMS.2604'
  | 'KMS.2605'
  | 'KMS.2606'
  | 'KMS.2608'
  | 'KMS.2609'
  | 'KMS.2701'
  | 'KMS.2702'
  | 'KMS.2901'
  | 'KMS.3001'
  | 'ERR_DISPOSED'
  | 'ERR_INTERNAL'
  | 'ERR_OPTION'
  | 'ERR_RANDOM'
  | 'ERR_RECORD'
  | 'ERR_STORE'
  | 'ERR_WASM_LOAD'

/**
 * A refusal. Its message is the service's own, then a sentence that says what is allowed; it never
 * repeats what the caller sent.
 *
 * @example
 * try {
 *   await createKey({ key_alias: 'a b' })
 * } catch (error) {
 *   if (isKmsError(error)) console.log(error.code, error.status, error.field) // KMS.1101 400 key_alias
 * }
 */
export declare class KmsError extends Error {
  constructor(fault: { code: KmsErrorCode; status: number; field?: string; message: string; cause?: unknown })
  readonly name: 'KmsError'
  readonly code: KmsErrorCode
  /** The HTTP status that the service answers with; 500 for `ERR_` codes, but 400 for `ERR_OPTION`. */
  readonly status: number
  /** The member or option at fault, if it is one. */
  readonly field?: string
  readonly cause?: unknown
}

/** Whether `error` is a {@link KmsError}, also of another copy of this package or another realm. */
export declare function isKmsError(error: unknown): error is KmsError

/**
 * Where a WebAssembly module is: its URL (a text or `URL`), a `Response`, its bytes, a `WebAssembly.Module`, or a
 * promise of one of them. `true` is the one that the package holds.
 */
export type Source = object | string | true

/** Where the kernels of the search for RSA primes are. Of those that are given one is loaded: the fastest that the engine runs. */
export interface KernelSources {
  /** `rsa-fma.wasm`: 128-bit vectors with relaxed instructions. */
  fma?: Source | undefined
  /** `rsa-simd128.wasm`: 128-bit vectors. */
  simd128?: Source | undefined
  /** `rsa-scalar.wasm`: runs everywhere. */
  scalar?: Source | undefined
}

/** The modules that {@link init} loads. */
export interface Sources {
  /** `create-key.wasm`, for {@link createKey}. */
  createKey?: Source | undefined
  /** Loaded with the first RSA key. */
  kernels?: KernelSources | undefined
}

/**
 * Loads modules now rather than with the first call that needs them; without an argument that of
 * {@link createKey}. Not needed, unless the entry is `pocket-kms/slim`, which holds none: give them here, once.
 *
 * @throws {KmsError} `ERR_WASM_LOAD`; a later call tries again. `ERR_OPTION` if no module is named.
 *
 * @example
 * await init({ createKey: fetch('/create-key.wasm'), kernels: { simd128: '/rsa-simd128.wasm' } })
 */
export declare function init(sources?: Sources | null): Promise<void>

declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol
  }
}
