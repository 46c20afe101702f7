// Time as a parameter: loops take a Clock, and only a `main` builds the real one.

import type { EpochMs, Millis } from './units.ts'

export type Cancel = () => void

/** What a loop needs of time. A virtual one drives the tests. */
export interface Clock {
  /** Wall clock; may jump either way. */
  now(): EpochMs
  /** Monotonic milliseconds from an arbitrary start; never jumps, only for spans. */
  monotonic(): Millis
  /** Calls back once after the span, unless cancelled. */
  after(span: Millis, call: () => void): Cancel
  /** Calls back each span, unless cancelled. */
  every(span: Millis, call: () => void): Cancel
}
