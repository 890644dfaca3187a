import type { Io } from './io.ts'

/** The options of a command, as `parseArgs` of node:util takes them. */
export type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>

/** What was given of them, and of those that every command has. */
export type Given<Declared extends Options> = {
  readonly [Name in keyof Declared]?: (Declared[Name]['type'] extends 'boolean' ? boolean : string) | undefined
} & { readonly json?: boolean | undefined }

/** One command: a row of the table in commands.ts. */
export interface Command<Declared extends Options = Options> {
  readonly name: string
  /** One line, in the list of commands. */
  readonly summary: string
  /** All of it: what it does, its options, examples. */
  readonly help: string
  readonly options: Declared
  /** Throws a `KmsError` or a `CliError`; whatever else is thrown is a fault of ours. */
  run(given: Given<Declared>, io: Io): Promise<void>
}

/** The options that every command has. */
export const COMMON = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
} as const satisfies Options

/** A command, its options known to its `run` by name and type. */
export function command<const Declared extends Options>(one: Command<Declared>): Command {
  return one
}
