/** What the service loads when it is first called: the module of everything, and the calls into it. */
export { convertCiphertext, convertKey, convertSignature, createKey, wrapKeyMaterial } from './calls.ts'
export { load } from './load.ts'
export { open } from './service.ts'
