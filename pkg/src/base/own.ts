// What is looked for in an object is looked for in the object itself: what a script has added to
// Object.prototype is nobody's option, request or answer.

/** The members of these names; absent ones are `undefined`. */
export type Own<Holder, Name extends keyof Holder> = { readonly [Key in Name]-?: Holder[Key] | undefined }

/** The holder's own members of these names, each read once; all of them absent in what is no object. */
export function ownMembers<Holder extends object, Name extends keyof Holder>(
  holder: Holder | null | undefined,
  ...names: Name[]
): Own<Holder, Name> {
  const members = Object.create(null)
  for (const name of names) members[name] = ownValue(holder, name)
  return members
}

/** The own property of that name; none of what is no object. */
export function ownValue(holder: unknown, name: PropertyKey): unknown {
  return isObject(holder) && Object.hasOwn(holder, name) ? Reflect.get(holder, name) : undefined
}

/** The object without its prototype: for the platform, which reads inherited members too. */
export function bare<Members extends object>(members: Members): Members {
  return Object.setPrototypeOf(members, null)
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
