// The door's clock as the page can know it: from the quickest of the latest round trips, so that the error is at most
// half of it (RFC 5905 §8's idea with one clock only). Pure: the page's clock is monotonic and given.

import { type EpochMs, epochMs, type Millis, millis } from '#protocol/units.ts'

/** One ping and its pong. */
export interface RoundTrip {
  /** By the page's monotonic clock. */
  readonly sent: Millis
  readonly received: Millis
  /** The door's clock, somewhere in between. */
  readonly door: EpochMs
}

interface Sample {
  /** The door's clock less the page's. */
  readonly ahead: number
  readonly trip: Millis
}

/** The oldest first. */
export type DoorTime = readonly Sample[]

export const UNKNOWN_TIME: DoorTime = []

/** About half a minute of pings: clocks of crystals do not part further than a millisecond in that time. */
const KEPT = 30
/** Beyond what both round trips explain, a clock was set. */
const SLACK = 50

const quickest = (time: DoorTime): Sample | undefined => {
  let best: Sample | undefined
  for (const sample of time) if (!best || sample.trip <= best.trip) best = sample
  return best
}

/** `jumped`: one of the two clocks was set; nothing measured before is worth anything. */
export const measure = (time: DoorTime, trip: RoundTrip): { readonly time: DoorTime; readonly jumped: boolean } => {
  const took = millis(trip.received - trip.sent)
  if (took < 0) return { time, jumped: false }
  const sample: Sample = { ahead: trip.door - (trip.sent + trip.received) / 2, trip: took }
  const best = quickest(time)
  if (best && Math.abs(sample.ahead - best.ahead) > (best.trip + took) / 2 + SLACK) {
    return { time: [sample], jumped: true }
  }
  return { time: [...time, sample].slice(-KEPT), jumped: false }
}

/** @param now the page's monotonic clock */
export const doorNow = (time: DoorTime, now: Millis): EpochMs | undefined => {
  const best = quickest(time)
  return best && epochMs(now + best.ahead)
}

/** Round trip of the path, for whoever looks. */
export const tripOf = (time: DoorTime): Millis | undefined => quickest(time)?.trip
