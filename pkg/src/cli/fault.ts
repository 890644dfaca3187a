import { getSystemErrorMap } from 'node:util'
import { EXIT } from './exit.ts'

/** A failure of the command line's own. Its message never repeats what was read from a file. */
export class CliError extends Error {
  readonly code: 'ERR_USAGE' | 'ERR_FILE'
  readonly exit: number
  /** The option at fault, if it is one. */
  readonly field: string | undefined

  constructor(code: 'ERR_USAGE' | 'ERR_FILE', message: string, field?: string) {
    super(message)
    this.code = code
    this.exit = code === 'ERR_USAGE' ? EXIT.usage : EXIT.file
    this.field = field
  }
}

/** What was typed is none of what can be asked. */
export function usageError(message: string, field?: string): CliError {
  return new CliError('ERR_USAGE', message, field)
}

/** A file cannot be read or written. */
export function fileError(message: string, field?: string): CliError {
  return new CliError('ERR_FILE', message, field)
}

/** Why the system has refused something, in its own words: those of the error may hold a path. */
export function reason(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException
  return getSystemErrorMap().get(errno ?? 0)?.[1] ?? 'the system refuses it'
}
