import module from './create-key.wasm'

/** The module as the runtime compiled it: Cloudflare's workers may not compile bytes. */
export default async function source(): Promise<WebAssembly.Module> {
  return module
}
