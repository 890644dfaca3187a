import { constants, createReadStream } from 'node:fs'
import { lstat, open, unlink } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fileError, reason, usageError } from './fault.ts'
import type { Io } from './io.ts'

/** The name that stands for stdin where a file is read, and for stdout where one is written. */
export const STANDARD = '-'

/** More than any key, request or ciphertext here. */
const TOO_LONG = 8 << 20

/** A place that an option names. */
export interface Place {
  readonly option: string
  readonly path: string
}

/** A file that is to be made. */
export interface NewFile extends Place {
  readonly content: string | Uint8Array
  /** For the owner's eyes alone. */
  readonly isSecret: boolean
}

/** The place that an option names, if it is given. */
export function placeOf(option: string, path: string | undefined): Place[] {
  return path === undefined ? [] : [{ option, path }]
}

/** The bytes of a file, or of stdin for `-`. */
export async function readInput(path: string, option: string, io: Io): Promise<Uint8Array> {
  try {
    // A byte more than is taken, and no more of a file that has no end.
    const stream = path === STANDARD ? io.stdin : createReadStream(path, { signal: io.signal, end: TOO_LONG })
    const bytes = await drained(stream)
    if (bytes.length <= TOO_LONG) return bytes
  } catch (error) {
    io.signal.throwIfAborted()
    throw fileError(`The file of --${option} cannot be read: ${reason(error)}.`, option)
  }
  throw fileError(`The file of --${option} is longer than anything that is read here.`, option)
}

/** Refuses what the options name together, before any work is done for it. */
export async function refuseTaken(outputs: readonly Place[]): Promise<void> {
  const paths = outputs.map(({ path }) => path).filter((path) => path !== STANDARD)
  if (new Set(paths).size < paths.length || outputs.length - paths.length > 1) {
    throw usageError('Two outputs cannot go to one place.', outputs[1]?.option)
  }
  for (const { option, path } of outputs) {
    const isThere = path !== STANDARD && (await lstat(path).then(() => true, () => false))
    if (isThere) throw taken(option)
  }
}

/** Makes all of the files, then does the rest. If anything of that fails there are none of them. */
export async function writeNew(files: readonly NewFile[], rest: () => Promise<void>): Promise<void> {
  const made: string[] = []
  try {
    for (const file of files) await write(file, () => made.push(file.path))
    await rest()
  } catch (error) {
    for (const path of made) await unlink(path).catch(() => {})
    throw error
  }
}

/** A new file: never one that is there, nor what a symbolic link in its place points to. */
async function write({ option, path, content, isSecret }: NewFile, onMade: () => void): Promise<void> {
  const { O_CREAT, O_EXCL, O_WRONLY } = constants
  try {
    const file = await open(path, O_CREAT | O_EXCL | O_WRONLY, isSecret ? 0o600 : 0o644)
    onMade()
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw taken(option)
    throw fileError(`The file of --${option} cannot be written: ${reason(error)}.`, option)
  }
}

async function drained(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    length += chunk.length
    if (length > TOO_LONG) break
  }
  const whole = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return whole
}

function taken(option: string): Error {
  return fileError(`The file of --${option} is there already; nothing is written over it.`, option)
}
