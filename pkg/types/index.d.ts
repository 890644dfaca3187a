/**
 * Huawei Cloud KMS on the client: the service's own operations and rules, and real key material.
 *
 * {@link Kms} keeps keys and works with them; {@link createKey} alone makes one and keeps nothing.
 *
 * Requests and answers keep the service's snake_case members; options of our own are camelCase.
 * Nothing runs when the package is imported: each WebAssembly module is loaded by the first call that needs it.
 *
 * @packageDocumentation
 */

import type { Source, Sources as CreateKeySources } from './create-key.js'

export * from './create-key.js'
export * from './convert.js'
export * from './kms.js'

/** The modules that {@link init} loads. */
export interface Sources extends CreateKeySources {
  /** `kms.wasm`, for {@link Kms} and everything else. */
  kms?: Source | undefined
}

/**
 * Loads modules now rather than with the first call that needs them; without an argument that of
 * `createKey`. Not needed, unless the entry is `pocket-kms/slim`, which holds none: give them here, once.
 *
 * @throws {KmsError} `ERR_WASM_LOAD`; a later call tries again. `ERR_OPTION` if no module is named.
 *
 * @example
 * await init({ createKey: fetch('/create-key.wasm'), kms: fetch('/kms.wasm'), kernels: { simd128: '/rsa-simd128.wasm' } })
 */
export declare function init(sources?: Sources | null): Promise<void>
