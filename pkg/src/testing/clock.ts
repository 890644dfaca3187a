import { KmsError } from '../base/errors.ts'

export class ManualClock {
  #now: number

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = milliseconds(start)
  }

  now(): number {
    return this.#now
  }

  advance(by: number): void {
    this.#now += milliseconds(by)
  }
}

function milliseconds(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  const message = 'Invalid option. Milliseconds must be a whole number from 0 on.'
  throw new KmsError({ code: 'ERR_OPTION', status: 400, field: 'clock', message })
}
