import type { Io } from './io.ts'

/** Red where a person watches and has not asked for none (no-color.org). */
export function red(text: string, io: Io): string {
  return io.isTTY && !io.env.NO_COLOR && io.env.TERM !== 'dumb' ? `\x1b[31m${text}\x1b[39m` : text
}
