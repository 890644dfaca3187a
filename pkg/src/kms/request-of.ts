import { bare, isObject } from '../base/own.ts'

/** The request of what `fetch` takes: own members of `init`, unless it is a request itself. */
export function requestOf(input: Request | URL | string, init: RequestInit | null | undefined): Request {
  const members = isObject(init) && !(init instanceof Request) ? bare({ ...init }) : init
  return new Request(input, members ?? undefined)
}
