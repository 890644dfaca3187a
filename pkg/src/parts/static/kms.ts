import { convertCiphertext, convertKey, convertSignature, createKey, load, open, wrapKeyMaterial } from '../../kms/part.ts'

const part = { convertCiphertext, convertKey, convertSignature, createKey, load, open, wrapKeyMaterial }

export const kmsPart = async () => part
