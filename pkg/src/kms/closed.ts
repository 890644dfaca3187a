import { KmsError } from '../base/errors.ts'

export function closed(): KmsError {
  const message = 'This Kms is closed, or is none. Kms.open() gives another; its methods have to be called on it.'
  return new KmsError({ code: 'ERR_DISPOSED', status: 500, message })
}
