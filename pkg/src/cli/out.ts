import { fstatSync, writeSync } from 'node:fs'
import { fileError, reason } from './fault.ts'
import { printable } from './printable.ts'

type Stream = NodeJS.WriteStream & { readonly fd: number }

/** stdout or stderr. All text that is printed goes through here, and is made printable. */
export class Out {
  readonly isTTY: boolean
  readonly #name: string
  readonly #stream: Stream
  readonly #isFile: boolean
  #failure: { readonly reason: unknown } | undefined

  constructor(name: string, stream: Stream) {
    this.isTTY = stream.isTTY === true
    this.#name = name
    this.#stream = stream
    this.#isFile = fstatSync(stream.fd).isFile()
    // Each write is told by itself.
    stream.on('error', () => {})
  }

  /** Writes text, or the bytes of a key: rejects unless all of it could be written. */
  async deliver(content: string | Uint8Array): Promise<void> {
    try {
      await this.#send(typeof content === 'string' ? printable(content) : content)
    } catch (error) {
      throw fileError(`${this.#name} cannot be written: ${reason(error)}.`)
    }
  }

  /** Writes text that can be had again: to a reader who has seen enough, `| head -1`, it need not go. */
  async print(text: string): Promise<void> {
    await this.deliver(text).catch((error) => {
      if (!this.#isReaderGone) throw error
    })
  }

  /** Writes text if it can be written. */
  write(text: string): void {
    this.paint(printable(text))
  }

  /** Writes what is for a terminal to follow, such as a colour: never with anything in it that came from outside. */
  paint(sequence: string): void {
    this.#send(sequence).catch(() => {})
  }

  get #isReaderGone(): boolean {
    return (this.#failure?.reason as NodeJS.ErrnoException | undefined)?.code === 'EPIPE'
  }

  async #send(content: string | Uint8Array): Promise<void> {
    // A stream that has failed once would say of the next write that it is destroyed, and not why.
    if (this.#failure) throw this.#failure.reason
    try {
      await (this.#isFile ? this.#writeFile(content) : this.#writeStream(content))
    } catch (reason) {
      this.#failure = { reason }
      throw reason
    }
  }

  /** Node's own stream of a file leaves out what did not fit on the disk, and says nothing. */
  #writeFile(content: string | Uint8Array): void {
    let rest = typeof content === 'string' ? Buffer.from(content) : content
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#stream.fd, rest))
  }

  #writeStream(content: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(content, (error) => (error ? reject(error) : resolve()))
    })
  }
}
