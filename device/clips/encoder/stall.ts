// Notices a program that is given work and gives nothing back. Counts its own ticks, not time: when the whole machine
// was held up, the program is given its chance before it is blamed.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { millis } from '#protocol/units.ts'

const TICK = millis(250)
/** 2 s at least, 2.25 s at most. */
const TICKS_MOST = 9
/** 4 s until the first sign of life: a program that starts on a loaded Pi reads its libraries from a card. */
const FIRST_TICKS_MOST = 17

export interface Stall {
  /** It gave something back. */
  stirred(): void
  stop: Cancel
}

/** @param busy whether it has work @param stalled called once */
export const watchStall = (clock: Pick<Clock, 'every'>, busy: () => boolean, stalled: () => void): Stall => {
  let ticks = 0
  let most = FIRST_TICKS_MOST
  const stop = clock.every(TICK, () => {
    ticks = busy() ? ticks + 1 : 0
    if (ticks < most) return
    stop()
    stalled()
  })
  return {
    stirred: () => {
      ticks = 0
      most = TICKS_MOST
    },
    stop,
  }
}
