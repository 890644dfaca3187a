import module from './kms.wasm?module'
import simd128 from './rsa-simd128.wasm?module'

/** The module as the platform compiled it: edge functions may not compile bytes. */
export default async function source(): Promise<WebAssembly.Module> {
  return module
}

/** One: a function with a module that its host cannot compile would not start, and not all hosts have more. */
export function kernels(): WebAssembly.Module[] {
  return [simd128]
}
