import { addAbortSignal, type Readable } from 'node:stream'
import { Out } from './out.ts'

/** What a command sees of the process that it runs in. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Out
  /** A person may watch it: if it is a terminal there may be colour and progress. */
  readonly stderr: Out
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by the first Ctrl-C. The second ends the process as it would any other. */
  readonly signal: AbortSignal
}

/** The process itself. */
export function processIo(): Io {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort(new Interrupted()))
  return {
    // Not before it is read: looking at stdin opens it.
    get stdin() {
      return addAbortSignal(controller.signal, process.stdin)
    },
    stdout: new Out('stdout', process.stdout),
    stderr: new Out('stderr', process.stderr),
    env: process.env,
    signal: controller.signal,
  }
}

/** Why a command that Ctrl-C has ended ends. */
export class Interrupted extends Error {}
