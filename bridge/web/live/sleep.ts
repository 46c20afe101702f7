// Was the page put to sleep since it looked last? Then what is on the screen is old, whatever a clock says that slept
// along. Pure.

import { type EpochMs, type Millis, seconds } from '#protocol/units.ts'

export interface Look {
  readonly wall: EpochMs
  readonly monotonic: Millis
}

/** Longer than a busy page skips its timers. */
const NAP_LEAST = seconds(3)
/** The wall clock went on and the other did not: a sleeping computer, or a clock that was set. */
const PARTED_LEAST = seconds(2)

export const slept = (before: Look, now: Look): boolean => {
  const [wall, monotonic] = [now.wall - before.wall, now.monotonic - before.monotonic]
  return monotonic >= NAP_LEAST || Math.abs(wall - monotonic) >= PARTED_LEAST
}
