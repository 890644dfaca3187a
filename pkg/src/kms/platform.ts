/** Where the core gets time and randomness from. Only pocket-kms/testing has another place than this. */
export interface Platform {
  now(): number
  /** Fills the bytes. None: the core asks the platform itself. */
  readonly fill: ((bytes: Uint8Array) => void) | undefined
}

export const PLATFORM: Platform = { now: () => Date.now(), fill: undefined }
