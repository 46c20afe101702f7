// The door's time in the camera's process and in the live one. The door's process alone knows it and tells it now and then; in between the
// monotonic clock goes on from there. Never the machine's wall clock, for which nobody vouches.

import type { Clock } from '#protocol/clock.ts'
import { type EpochMs, epochMs, millis, seconds } from '#protocol/units.ts'

export interface DoorTime {
  readonly now: () => EpochMs
  /** The door's process sent this a moment ago. */
  told(at: EpochMs): void
}

/** Drift is set right from here on: a page shows how old a picture is by the clocks of two such processes. */
const DRIFT_MOST = millis(10)
/** A message on its way is only ever late: less than this is no reason to go back. */
const LATE_MOST = seconds(2)

export const createDoorTime = (clock: Pick<Clock, 'monotonic'>, at: EpochMs): DoorTime => {
  let anchor = { at, mono: clock.monotonic() }
  const now = (): EpochMs => epochMs(Math.floor(anchor.at + (clock.monotonic() - anchor.mono)))
  return {
    now,
    told: (told) => {
      const ahead = told - now()
      if (ahead > DRIFT_MOST || ahead < -LATE_MOST) anchor = { at: told, mono: clock.monotonic() }
    },
  }
}
