/** The whole of pocket-kms/create-key, which never names the service. Its types: types/create-key.d.ts. */
export { checkCreateKey, createKey } from './create-key/call.ts'
export { initCreateKey as init } from './create-key/init.ts'
export { isKmsError, KmsError } from './base/errors.ts'
export { KeyMaterial } from './base/material.ts'
