/**
 * What a program gets of `pocket-kms/create-key.wasm`, `pocket-kms/kms.wasm` or a kernel: a URL, a module or bytes, as
 * its bundler or its host has it. `init` of `pocket-kms/slim` takes any of them.
 */
declare const source: object | string
export default source
