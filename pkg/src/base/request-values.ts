import { isObject, ownValue } from './own.ts'

/**
 * More characters than any member may have. A longer text is cut to this length, so that it is refused
 * all the same and never copied in full.
 */
export const TOO_LONG = 8192

/** The same of an option, and of a text inside of an array or an object. */
export const TOO_LONG_INSIDE = 1024

/**
 * The values of the request's own members of these names, each read once, for members that are texts: anything else
 * crosses as what none may be. Undefined if the request is no object.
 */
export function memberValues(request: unknown, names: readonly string[]): unknown[] | undefined {
  if (!isRecord(request)) return undefined
  return names.map((name) => textValue(givenValue(request, name)))
}

/** A text as it crosses: cut where it is too long, and empty if it is none. */
export function optionText(value: unknown): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value.slice(0, TOO_LONG_INSIDE) : ''
}

/** The request's own property; what throws as it is read (a getter, a proxy) has given nothing that is of use. */
export function givenValue(request: unknown, name: PropertyKey): unknown {
  try {
    return ownValue(request, name)
  } catch {
    return false
  }
}

export function isRecord(value: unknown): value is object {
  try {
    return isObject(value) && !Array.isArray(value)
  } catch {
    // A revoked proxy.
    return false
  }
}

function textValue(value: unknown): string | false | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value.slice(0, TOO_LONG) : false
}
