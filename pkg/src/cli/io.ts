import { addAbortSignal, type Readable, type Writable } from 'node:stream'

/** What a command sees of the process that it runs in. */
export interface Io {
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether a person watches stderr: there may be colour and progress. */
  readonly isTTY: boolean
  /** Aborted by the first Ctrl-C. The second ends the process as it would any other. */
  readonly signal: AbortSignal
}

/** The process itself. */
export function processIo(): Io {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort(new Interrupted()))
  // Whoever reads has seen enough: `pocket-kms … | head -1` is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  const { stdin, stdout, stderr, env } = process
  return {
    // Not before it is read: looking at stdin opens it.
    get stdin() {
      return addAbortSignal(controller.signal, stdin)
    },
    stdout,
    stderr,
    env,
    isTTY: stderr.isTTY === true,
    signal: controller.signal,
  }
}

/** Why a command that Ctrl-C has ended ends. */
export class Interrupted extends Error {}
