import { isKmsError } from '../base/errors.ts'
import { EXIT } from './exit.ts'
import { CliError } from './fault.ts'
import type { Io } from './io.ts'
import { writeRed } from './style.ts'

/** Says on stderr why a command has failed. Returns the exit code. */
export function report(error: unknown, isJson: boolean, io: Io): number {
  if (io.signal.aborted && error === io.signal.reason) return EXIT.interrupted
  const { code, status, field, message, exit } = described(error)
  if (isJson) {
    io.stderr.write(`${JSON.stringify({ error: { code, status, field, message } })}\n`)
  } else {
    writeRed('pocket-kms:', io)
    io.stderr.write(` ${isKmsError(error) ? `${code} ` : ''}${message}\n`)
  }
  return exit
}

interface Description {
  readonly code: string
  readonly status: number
  readonly field: string | undefined
  readonly message: string
  readonly exit: number
}

function described(error: unknown): Description {
  if (error instanceof CliError) {
    const { code, field, message, exit } = error
    return { code, status: 400, field, message, exit }
  }
  if (isKmsError(error)) {
    const { code, status, field, message } = error
    return { code, status, field, message, exit: EXIT.refused }
  }
  const message = error instanceof Error ? error.message : 'Something failed that should not.'
  return { code: 'ERR_INTERNAL', status: 500, field: undefined, message, exit: EXIT.refused }
}
