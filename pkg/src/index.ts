/** The whole of the public face. Its types and their documentation: types/index.d.ts. */
export { checkCreateKey, createKey } from './create-key/call.ts'
export { isKmsError, KmsError } from './base/errors.ts'
export { init } from './init.ts'
export { convertCiphertext, convertKey, convertSignature } from './kms/convert.ts'
export { Kms } from './kms/kms.ts'
export { wrapKeyMaterial } from './kms/wrap.ts'
export { KeyMaterial } from './base/material.ts'
