/** What clients may take of the server's time and room. Times are in milliseconds. */
export interface Limits {
  /** For a request's head. */
  readonly headersTimeout: number
  /** For a whole request. */
  readonly requestTimeout: number
  /** Until a connection on which nothing moves is closed, unless the server owes an answer. */
  readonly stillTimeout: number
  /** How often the first two are looked at. */
  readonly connectionsCheckingInterval: number
  /** Bytes of a head. A token may be of some kilobytes. */
  readonly maxHeaderSize: number
  /** Connections at a time. One more is closed at once. */
  readonly connections: number
  /** Requests of a connection that are not yet answered. It is closed at one more. */
  readonly requests: number
  /** Bytes of their heads and bodies. It is closed at one more; one request alone never has as many. */
  readonly bytes: number
  /** Searches for RSA primes of all connections together. What would need one more is refused. */
  readonly searches: number
  /** For requests under way when the server is told to stop. */
  readonly grace: number
}

/** All that is held for clients is `connections` times `bytes`: 128 MiB. */
export const LIMITS: Limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  stillTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 65_536,
  connections: 512,
  requests: 256,
  bytes: 262_144,
  searches: 64,
  grace: 10_000,
}
