import type { IncomingMessage } from 'node:http'

/** More of a body than this is not even thrown away: its connection is closed. */
const DRAINED = 32 << 20

/**
 * The body, or its beginning if it is longer than the limit; nothing if it broke off. Says how many bytes
 * more it holds when it does.
 */
export function bodyOf(
  request: IncomingMessage,
  limit: number,
  hold: (bytes: number) => void,
): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      if (length <= limit) {
        parts.push(part)
        hold(part.length)
      }
      length += part.length
      if (length > DRAINED) {
        request.pause()
        resolve(Buffer.concat(parts))
      }
    })
    request.once('end', () => resolve(parts.length === 1 ? parts[0] : Buffer.concat(parts)))
    request.on('error', () => resolve(undefined))
    request.once('close', () => resolve(undefined))
  })
}
