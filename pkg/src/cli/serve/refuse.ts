import type { Socket } from 'node:net'
import type { Service } from '../../kms/service.ts'

/** Answers what is no HTTP, or not within the limits, and closes the connection. */
export function refuse(service: Service, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const { headers, body } = service.refusal('KMS.0214')
  const length = String(Buffer.byteLength(body))
  const list = [...headers, 'Date', new Date().toUTCString(), 'Content-Length', length, 'Connection', 'close']
  const lines = []
  for (let i = 0; i + 1 < list.length; i += 2) lines.push(`${list[i]}: ${list[i + 1]}\r\n`)
  socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}\r\n${body}`)
}
