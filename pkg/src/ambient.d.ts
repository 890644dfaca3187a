// What the build puts in place of each name, and what Deno adds to the platform.

declare module '#source' {
  export default function source(): Promise<unknown>
  /** The kernels that there are here, the fastest first. */
  export function kernels(core: WebAssembly.Module): (ArrayBuffer | WebAssembly.Module)[]
}
declare module '#glue' {
  type Made = typeof import('#core')
  /** What wasm-bindgen has written, for one instance. */
  export interface Glue extends Omit<Made, 'default' | 'initSync'> {
    imports(): WebAssembly.Imports
    /** Binds the classes and functions to the instance of these exports, and runs its beginning. */
    start(instance: { exports: WebAssembly.Exports }, module: WebAssembly.Module): void
  }
  export default function glue(): Glue
}
declare module '#worker-script' {
  const text: string
  export default text
}
declare module '#wasm-gzip-base64' {
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

declare var Deno: { unrefTimer(timer: number): void } | undefined
