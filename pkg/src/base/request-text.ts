import { ownValue } from './own.ts'
import { isRecord, TOO_LONG, TOO_LONG_INSIDE } from './request-values.ts'

/** More entries than any array or object may have. */
const TOO_MANY = 129

/** More entries than all arrays and objects of a request may have. */
const TOO_MANY_IN_ALL = 1025

/** How deep a value may be: an array of objects that hold arrays of texts, and one level more. */
const DEPTH = 4

type Json = string | number | boolean | null | undefined | Json[] | { [member: string]: Json }

/** What a request has left of the entries that it may have. */
interface Rest {
  entries: number
}

/**
 * The JSON text of the request's own members of these names, each read once. The core is the judge: what
 * has no JSON form crosses as what no member may be, a lone surrogate as its escape, a request that is no
 * object as `null`.
 */
export function requestText(request: unknown, names: readonly string[]): string {
  if (!isRecord(request)) return 'null'
  const rest = { entries: TOO_MANY_IN_ALL }
  return JSON.stringify(object(names, (name) => crossing(request, name, DEPTH, rest)))
}

/** The JSON text of a list of texts. */
export function listText(texts: readonly string[]): string {
  return JSON.stringify(list(texts.length, (index) => texts[index]))
}

function crossing(holder: object, name: PropertyKey, depth: number, rest: Rest): Json {
  try {
    return copy(ownValue(holder, name), depth, rest)
  } catch {
    // A getter or a proxy that throws has given no value.
    return refused()
  }
}

function copy(value: unknown, depth: number, rest: Rest): Json {
  if (value === undefined || value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return value.slice(0, depth === DEPTH ? TOO_LONG : TOO_LONG_INSIDE)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object' || depth === 0) return refused()

  const entry = (name: PropertyKey) => crossing(value, name, depth - 1, rest)
  if (Array.isArray(value)) {
    const { length } = value
    return isWithin(rest, length) ? list(length, entry) : refused()
  }
  if (!isPlain(value)) return refused()
  const names = Object.keys(value)
  return isWithin(rest, names.length) ? object(names, entry) : refused()
}

function isWithin(rest: Rest, entries: number): boolean {
  rest.entries -= entries
  return entries < TOO_MANY && rest.entries > 0
}

/** What no member may be, whatever its type: neither this nor its entry. */
const refused = () => list(1, () => false)

// Without a prototype there is no toJSON to inherit, and no setter.

function object(names: readonly string[], entry: (name: string) => Json): { [member: string]: Json } {
  const copy = Object.create(null)
  for (const name of names) copy[name] = entry(name)
  return copy
}

function list(length: number, entry: (index: number) => Json): Json[] {
  const copy = Object.setPrototypeOf([], null)
  for (let index = 0; index < length; index++) copy[index] = entry(index)
  return copy
}

/** Of `{}`, in this realm or another, or of no class at all. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
