// Bytes that may be in memory at once. What does not fit is told to come again, not kept waiting.

export class Budget {
  #left: number

  constructor(bytes: number) {
    this.#left = bytes
  }

  /** @returns gives them back, however often it is called; undefined when there is no room */
  take(bytes: number): (() => void) | undefined {
    if (bytes > this.#left) return undefined
    this.#left -= bytes
    let taken = bytes
    return () => {
      this.#left += taken
      taken = 0
    }
  }
}
