import type { KmsErrorCode } from '../../types/create-key.d.ts'
import { bare, ownMembers, ownValue } from './own.ts'

interface Fault {
  code: KmsErrorCode
  status: number
  field?: string
  message: string
  cause?: unknown
}

export class KmsError extends Error {
  declare readonly name: 'KmsError'
  declare readonly cause?: unknown
  declare readonly field?: string
  readonly code: KmsErrorCode
  readonly status: number

  constructor(fault: Fault) {
    const { code, status, field, message, cause } = ownMembers(fault, 'code', 'status', 'field', 'message', 'cause')
    super(message, cause === undefined ? undefined : { cause })
    this.code = code!
    this.status = status!
    // Defined rather than assigned: a setter on a prototype must neither see nor swallow them.
    Object.defineProperty(this, 'name', bare({ value: 'KmsError', configurable: true }))
    if (field !== undefined) Object.defineProperty(this, 'field', bare({ value: field, enumerable: true }))
  }
}

// By name and code, not by class: two copies of the package, or two realms, have two classes.
export function isKmsError(error: unknown): error is KmsError {
  return ownValue(error, 'name') === 'KmsError' && ownValue(error, 'code') !== undefined
}

/** Runs a call into the core. */
export function refusing<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw errorOf(error)
  }
}

/** What the core has thrown: a refusal is JSON text, and a store's failure is the cause of its own. */
export function errorOf(thrown: unknown, failure?: { readonly cause: unknown }): KmsError {
  if (typeof thrown === 'string') {
    const fault = JSON.parse(thrown)
    return new KmsError(fault.code === 'ERR_STORE' ? { ...fault, ...failure } : fault)
  }
  if (isKmsError(thrown)) return thrown
  const message = 'The call could not be carried out: this platform is out of memory, or has failed otherwise.'
  return new KmsError({ code: 'ERR_INTERNAL', status: 500, message, cause: thrown })
}
