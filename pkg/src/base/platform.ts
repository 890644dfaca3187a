/** What a platform may have, or refuse to be asked for: Next's edge runtime has a process whose members throw. */
export function ifAny<Value>(ask: () => Value): Value | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
