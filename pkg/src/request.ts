/** The members of a create-key request that cross into the core. */
const MEMBERS = [
  'key_alias',
  'key_spec',
  'key_usage',
  'key_description',
  'origin',
  'enterprise_project_id',
  'sequence',
  'keystore_id',
  'vm_id',
]

/**
 * More characters than any member may have. A longer text is cut to this length, so that it is
 * refused all the same and never copied in full.
 */
const TOO_LONG = 1024

/**
 * The JSON text of the request's own members, each read once. The core is the judge: what is no text
 * crosses as `false`, a lone surrogate as its escape, a request that is no object as `null`.
 */
export function requestText(request: unknown): string {
  if (!isRecord(request)) return 'null'
  // Without a prototype there is no toJSON to inherit.
  const members = Object.create(null)
  for (const name of MEMBERS) members[name] = crossing(request, name)
  return JSON.stringify(members)
}

/** A text as it crosses: cut where it is too long, and empty if it is none. */
export function optionText(value: unknown): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value.slice(0, TOO_LONG) : ''
}

function crossing(request: object, name: string): string | false | null | undefined {
  try {
    const value: unknown = Object.hasOwn(request, name) ? Reflect.get(request, name) : undefined
    if (value === undefined || value === null) return value
    return typeof value === 'string' ? value.slice(0, TOO_LONG) : false
  } catch {
    // A getter or a proxy that throws has given no text.
    return false
  }
}

function isRecord(value: unknown): value is object {
  try {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    // A revoked proxy.
    return false
  }
}
