import { isKmsError } from 'pocket-kms'

console.log(isKmsError(new Error('none')))
