// Bytes on a socket, and the answers of HTTP that come back.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends the pieces one after the other, and reads until the server closes or `count` answers are there. */
export async function exchange(port, pieces, { count = Infinity, host } = {}) {
  const socket = await connected(port, host)
  const answers = collect(socket, count)
  // A turn between them, so that each is a packet of its own.
  for (const piece of pieces) {
    if (socket.destroyed) break
    socket.write(piece, 'latin1')
    await new Promise((resolve) => setImmediate(resolve))
  }
  const all = await answers
  socket.destroy()
  return all
}

/** Sends the pieces and hangs up, whatever is answered. */
export async function hangUp(port, pieces) {
  const socket = await connected(port)
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, 'latin1', resolve))
  socket.destroy()
  await once(socket, 'close')
}

export async function connected(port, host = '127.0.0.1') {
  const socket = connect({ port, host, noDelay: true })
  // Some servers say no by a reset; the answers that came before count.
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

function collect(socket, count) {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0)
    const answers = []
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      try {
        for (let next; (next = answerAt(bytes)); bytes = bytes.subarray(next.length)) answers.push(next)
      } catch (error) {
        reject(error)
      }
      if (answers.length >= count) resolve(answers)
    })
    socket.on('close', () => {
      // Of what is cut off there is no telling what it is.
      if (bytes.length === 0) resolve(answers)
      else reject(new Error(`not the whole of an answer: ${bytes}`))
    })
  })
}

/** The answer that the bytes begin with, if it is there as a whole. */
function answerAt(bytes) {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first, ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const [, status] = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]+$/.exec(first) ?? assert.fail(`no answer: ${first}`)
  const pairs = lines.flatMap((line) => /^([\w-]+): ([\x20-\x7e]*)$/.exec(line)?.slice(1) ?? assert.fail(`no header: ${line}`))
  const size = Number(pairs[pairs.indexOf('Content-Length') + 1] ?? 0)
  const length = end + 4 + (pairs.includes('Content-Length') ? size : 0)
  if (bytes.length < length) return undefined
  return { status: Number(status), pairs, text: bytes.toString('utf8', end + 4, length), length }
}
