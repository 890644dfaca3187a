import module from './kms.wasm'
import fma from './rsa-fma.wasm'
import simd128 from './rsa-simd128.wasm'

/** The module as the runtime compiled it: Cloudflare's workers may not compile bytes. */
export default async function source(): Promise<WebAssembly.Module> {
  return module
}

export function kernels(): WebAssembly.Module[] {
  return [fma, simd128]
}
