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
 * Without an answer there is
 * nothing to print. With `--json` stdout is one object, the answer and what was to go to stdout.
 */
export async function deliver(
  answer: object | undefined,
  outputs: readonly Output[],
  isJson: boolean | undefined,
  io: Io,
): Promise<void> {
  const printed = outputs.find(({ path }) => path === STANDARD)
  const files = outputs.filter((output) => output !== printed)
  await writeNew(files.map((file) => ({ ...file, content: written(file.content) })))
  if (isJson) {
    const whole = printed ? { ...answer, [printed.member]: inJson(printed.content) } : answer
    io.stdout.write(`${JSON.stringify(whole)}\n`)
    return
  }
  if (printed) io.stdout.write(written(printed.content))
  if (answer) (printed ? io.stderr : io.stdout).write(`${JSON.stringify(answer, null, 2)}\n`)
}

function written(content: Output['content']): Uint8Array | string {
  if (content instanceof Uint8Array) return content
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2)
  return text.endsWith('\n') ? text : `${text}\n`
}

function inJson(content: Output['content']): string | object {
  return content instanceof Uint8Array ? Buffer.from(content).toString('base64') : content
}
