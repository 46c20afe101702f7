// The real clock, with hands a test may move: the wall clock and the monotonic one, each by itself.

import { realClock } from '#bridge/clock.ts'
import type { Clock } from '#protocol/clock.ts'
import { epochMs, millis } from '#protocol/units.ts'

export interface ShiftedClock extends Clock {
  /** Moves both on; time goes by. */
  pass(ms: number): void
  /** Sets the wall clock only, as a bad time server does. */
  setBack(ms: number): void
}

export const shiftedClock = (): ShiftedClock => {
  const real = realClock()
  let wall = 0
  let monotonic = 0
  return {
    ...real,
    now: () => epochMs(real.now() + wall),
    monotonic: () => millis(real.monotonic() + monotonic),
    pass: (ms) => {
      wall += ms
      monotonic += ms
    },
    setBack: (ms) => {
      wall -= ms
    },
  }
}
