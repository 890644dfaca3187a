/** The most searches for primes that some callers may have at a time, all of them together. */
export class SearchLimit {
  readonly #most: number
  #count = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Carries out a search; undefined if there are as many as there may be. */
  async admit<T>(search: () => Promise<T>): Promise<T | undefined> {
    if (this.#count >= this.#most) return undefined
    this.#count++
    try {
      return await search()
    } finally {
      this.#count--
    }
  }
}
