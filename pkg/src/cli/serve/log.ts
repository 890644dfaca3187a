import type { RestAnswer } from '../../kms/service.ts'
import { usageError } from '../fault.ts'

/** A request that was answered. */
export interface Entry {
  readonly method: string
  readonly target: string
  readonly answer: RestAnswer
  readonly ms: number
}

/** Takes note of a request. Nothing of its headers or its body, or of the answer's. */
export type Log = (entry: Entry) => void

/** The log of that name, written to stderr or what stands for it. */
export function logOf(name: string, stream: { write(text: string): void }): Log {
  const write = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined
  if (!write) throw usageError('--log must be text, json or none.', 'log')
  return (entry) => {
    const line = write(entry)
    if (line) stream.write(`${line}\n`)
  }
}

const FORMS: Readonly<Record<string, (entry: Entry) => string>> = {
  text: (entry) => {
    const { method, path, status, error_code = '', ms } = facts(entry)
    return `${method} ${printable(path)} ${status} ${ms} ms ${error_code}`.trimEnd()
  },
  json: (entry) => JSON.stringify({ time: new Date().toISOString(), ...facts(entry) }),
  none: () => '',
}

function facts({ method, target, answer, ms }: Entry) {
  const { status, headers, body } = answer
  return {
    method,
    // A query may be anything.
    path: target.split('?', 1)[0]!,
    status,
    error_code: status < 400 ? undefined : (JSON.parse(body).error_code as string),
    ms: Number(ms.toFixed(2)),
    request_id: headers[headers.indexOf('X-Request-Id') + 1],
  }
}

/** A path as a terminal can show it. */
function printable(path: string): string {
  return path.replaceAll(/[^\x21-\x7e]/g, '?')
}
