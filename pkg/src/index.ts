/** The whole of the public face. Its types and their documentation: types/index.d.ts. */
export { convertCiphertext, convertKey, convertSignature } from './convert.ts'
export { checkCreateKey, createKey } from './create-key.ts'
export { isKmsError, KmsError } from './errors.ts'
export { Kms } from './kms.ts'
export { init } from './load.ts'
export { KeyMaterial } from './material.ts'
export { wrapKeyMaterial } from './wrap.ts'
