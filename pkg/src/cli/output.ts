import { usageError } from './fault.ts'
import { STANDARD, writeNew, type Place } from './files.ts'
import type { Io } from './io.ts'

/** Something that a command has made, and where it is to go. */
export interface Output extends Place {
  /** Its name in the object that `--json` prints, if it goes to stdout. */
  readonly member: string
  /** Bytes, text, or an object that is written as JSON. */
  readonly content: Uint8Array | string | object
  readonly isSecret: boolean
}

/**
 * Writes outputs to their files, and prints the answer: on stdout, or on stderr if stdout is for an output.
 * Without an answer there is nothing to print. With `--json` stdout is one object, the answer and what was
 * to go to stdout.
 *
 * The files come first: what was printed is true, and if it cannot be printed they are taken away again.
 */
export async function deliver(
  answer: object | undefined,
  outputs: readonly Output[],
  isJson: boolean | undefined,
  io: Io,
): Promise<void> {
  const printed = outputs.find(({ path }) => path === STANDARD)
  const files = outputs.filter((output) => output !== printed)
  if (printed && !isJson) refuseBytes(printed, io)
  await writeNew(files.map((file) => ({ ...file, content: written(file.content) })), async () => {
    if (isJson) {
      const whole = printed ? { ...answer, [printed.member]: inJson(printed.content) } : answer
      await io.stdout.deliver(`${JSON.stringify(whole)}\n`)
      return
    }
    if (printed) await io.stdout.deliver(written(printed.content))
    if (answer) await (printed ? io.stderr : io.stdout).deliver(`${JSON.stringify(answer, null, 2)}\n`)
  })
}

/** To a terminal bytes are commands: those of a ciphertext are whatever its maker liked. */
function refuseBytes({ content, option }: Output, io: Io): void {
  if (content instanceof Uint8Array && io.stdout.isTTY) {
    throw usageError(`Bytes are not for a terminal: name a file by --${option}, or pipe them on.`, option)
  }
}

function written(content: Output['content']): Uint8Array | string {
  if (content instanceof Uint8Array) return content
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2)
  return text.endsWith('\n') ? text : `${text}\n`
}

function inJson(content: Output['content']): string | object {
  return content instanceof Uint8Array ? Buffer.from(content).toString('base64') : content
}
