import module from './kms.wasm?module'

/** The module as the platform compiled it: edge functions may not compile bytes. */
export default async function source(): Promise<WebAssembly.Module> {
  return module
}
