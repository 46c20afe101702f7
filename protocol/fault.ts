// The one error class. Expected refusals are return values (see refusals.ts); this is for faults only.

/** A fault with a stable code; the message says what to do next. */
export class HausrechtError extends Error {
  override readonly name = 'HausrechtError'
  readonly code: string

  /**
   * @param code stable, snake_case; part of the public contract
   * @param message what went wrong and what to do next, for a person; never a secret
   */
  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
