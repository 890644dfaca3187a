import { usageError } from './fault.ts'

/** How each shell sets a variable to a value, whatever is in it. */
export const assignmentIn = {
  sh: (name, value) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`,
  // It takes every one of these for the quote, and two of them for one.
  powershell: (name, value) => `$env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`,
  dotenv: (name, value) => `${name}=${inDotenv(name, value)}`,
} as const satisfies Readonly<Record<string, (name: string, value: string) => string>>

export type Shell = keyof typeof assignmentIn

/** The shell of that name. */
export function shellOf(name: string): Shell {
  if (Object.hasOwn(assignmentIn, name)) return name as Shell
  throw usageError(`--shell must be one of ${Object.keys(assignmentIn).join(', ')}.`, 'shell')
}

/** Bare where every reader agrees; else in a quote that is not in it, since few readers know an escape. */
function inDotenv(name: string, value: string): string {
  if (/^[\w./:@%+,-]*$/.test(value)) return value
  const quote = ["'", '`'].find((it) => !value.includes(it))
  if (quote === undefined) throw usageError(`${name} has quotes for which a .env file has no form.`)
  return `${quote}${value}${quote}`
}
