// What the build puts in place of each name, and what Deno adds to the platform.

// The parts that are loaded when they are first called: by import(), or linked statically where a file is all there is.
declare module '#parts/create-key' {
  export const createKeyPart: () => Promise<typeof import('./create-key/part.ts')>
}
declare module '#parts/kms' {
  export const kmsPart: () => Promise<typeof import('./kms/part.ts')>
}
declare module '#parts/rsa' {
  export const rsaPart: () => Promise<typeof import('./rsa/part.ts')>
}

// What wasm-bindgen has written, for one instance.
declare module '#glue/create-key' {
  export default function glue(): import('./module/instance.ts').Glue<typeof import('#module/create-key')>
}
declare module '#glue/kms' {
  export default function glue(): import('./module/instance.ts').Glue<typeof import('#module/kms')>
}

// Where the modules are.
declare module '#source/ahead-create-key' {
  export const createKeyAhead: () => Promise<unknown>
}
declare module '#source/ahead-kms' {
  export const kmsAhead: () => Promise<unknown>
}
declare module '#source/create-key' {
  export default function source(): Promise<unknown>
}
declare module '#source/kms' {
  export default function source(): Promise<unknown>
}
declare module '#source/kernels' {
  /** The kernels that there are here: modules, or ways to their bytes. */
  const sources: { readonly [Name in import('./rsa/kernels.ts').KernelName]?: WebAssembly.Module | (() => Promise<unknown>) }
  export default sources
}

// The gzip of a module, as base64.
declare module '#data/*' {
  const text: string
  export default text
}
declare module '#worker-script' {
  const text: string
  export default text
}
declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
declare module '*.wasm?module' {
  const module: WebAssembly.Module
  export default module
}

/** Trusted Types, as far as a worker's script needs them; what they make of a URL stands in the place of the text. */
interface TrustedScriptURLs {
  createScriptURL(url: string): string
}
declare var trustedTypes: { createPolicy(name: string, rules: object): TrustedScriptURLs } | undefined
declare var Deno: { unrefTimer(timer: number): void } | undefined
