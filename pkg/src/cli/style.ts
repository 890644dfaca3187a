import type { Io } from './io.ts'

/** Writes text to stderr, red where a person watches and has not asked for none (no-color.org). */
export function writeRed(text: string, { stderr, env }: Io): void {
  const isRed = stderr.isTTY && !env.NO_COLOR && env.TERM !== 'dumb'
  if (isRed) stderr.paint('\x1b[31m')
  stderr.write(text)
  if (isRed) stderr.paint('\x1b[39m')
}
