import { parseArgs } from 'node:util'
import { COMMON, type Command, type Given, type Options } from './command.ts'
import { usageError } from './fault.ts'
import { nearest } from './nearest.ts'

/**
 * The options of a command in `args`. What is wrong is said in words of our own: those of `parseArgs`
 * repeat values, which may be anything.
 */
export function givenOf(command: Command, args: string[]): Given<Options> & { help?: boolean } {
  const options: Options = { ...command.options, ...COMMON }
  const { values, tokens } = parseArgs({ args, options, strict: false, tokens: true })
  const seen = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') {
      throw usageError(`${command.name} takes options only. See pocket-kms ${command.name} --help.`)
    }
    const { name, rawName, value, inlineValue } = token
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (!option) throw unknown(command, rawName, Object.keys(options))
    if (seen.has(name)) throw usageError(`--${name} is given twice.`, name)
    seen.add(name)
    if (option.type === 'boolean' && value !== undefined) throw usageError(`--${name} takes no value.`, name)
    if (option.type === 'string' && value === undefined) throw usageError(`--${name} needs a value.`, name)
    if (!inlineValue && value !== undefined && value.startsWith('-') && value !== '-') {
      throw usageError(`--${name} needs a value; one that begins with - is written --${name}=-….`, name)
    }
  }
  return values as Given<Options>
}

/** Refuses an option that says something of another one, which is not given. */
export function requireWith(given: { readonly [option: string]: unknown }, option: string, other: string): void {
  if (given[option] !== undefined && given[other] === undefined) {
    throw usageError(`--${option} needs --${other}.`, option)
  }
}

/** The one of these options that is given, and its value. */
export function oneOf<Name extends string>(
  given: { readonly [option in Name]?: string | undefined },
  names: readonly Name[],
): { name: Name; value: string } {
  const [one, ...others] = names.flatMap((name) => {
    const value = given[name]
    return value === undefined ? [] : { name, value }
  })
  if (one && others.length === 0) return one
  const list = names.map((option) => `--${option}`).join(', ')
  throw usageError(`One of ${list} has to be given, and only one.`, others[0]?.name ?? names[0])
}

function unknown(command: Command, rawName: string, names: string[]): Error {
  const near = nearest(rawName.replace(/^-+/, ''), names)
  const advice = near ? `Did you mean --${near}?` : `See pocket-kms ${command.name} --help.`
  return usageError(`${command.name} has no such option. ${advice}`)
}
