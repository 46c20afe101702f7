// What may go to one viewer now: pictures it has not acknowledged are counted, and when they take too long nothing is
// sent until a key frame can begin anew. Nothing is ever queued here. Pure.

import type { Stream } from '#protocol/live/wire.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'

interface Sent {
  readonly number: number
  readonly bytes: number
  readonly key: boolean
  readonly at: Millis
}

export interface Flow {
  /** Not acknowledged yet, oldest first. */
  readonly pending: readonly Sent[]
  /** Between a drop and the next key frame; at first too. */
  readonly waiting: boolean
  /** Shortest time from sending to acknowledgement of late, the path and the decoder with nothing in their way. */
  readonly base: Millis | undefined
  readonly baseSet: Millis
  /** How much longer than that it takes now. */
  readonly delay: Millis
  /** kbit/s that were acknowledged while something was always on its way; none yet. */
  readonly rate: number | undefined
  /** Since when something has been on its way without a pause, and what was acknowledged of it. */
  readonly busy: { readonly since: Millis; readonly bytes: number } | undefined
  /** kbit/s that the newest key pictures went through at, oldest first: each is a burst that measures the path. */
  readonly bursts: readonly number[]
}

export interface Offered {
  readonly stream: Stream
  readonly number: number
  readonly bytes: number
  readonly key: boolean
}

/**
 * On its way for this much longer than the shortest time: the path does not keep up. A lost packet that is sent again
 * at the first sign takes one to two round trips; one whose repetition is lost too takes 400 ms and more. `full` is
 * given up early, as there is something smaller; `small` is not.
 */
export const DELAY_MOST = { full: millis(350), small: millis(650) } as const
/** A key frame begins anew when no more than this is in its way. */
export const DELAY_CLEAR = millis(120)
/** Whatever the times say, the library is not filled up beyond this. */
export const BYTES_MOST = 1024 * 1024
/** While nothing is known of the path: a group of pictures, and no more of it than this. */
const BYTES_UNKNOWN = 512 * 1024
const BASE_FOR = seconds(10)
const BASE_STEP = millis(50)
/** Shorter bursts say little about the rate. */
const RATE_OVER = millis(120)
const RATE_SHARE = 0.3

/** kbit/s: the usual full encode at most, and a fifth. */
const FULL_NEEDS = 3000
const BURSTS_KEPT = 8

export const freshFlow = (now: Millis): Flow => ({
  pending: [],
  waiting: true,
  base: undefined,
  baseSet: now,
  delay: millis(0),
  rate: undefined,
  busy: undefined,
  bursts: [],
})

export const inFlight = ({ pending }: Flow): number => pending.reduce((sum, { bytes }) => sum + bytes, 0)

/** How long the oldest picture has been on its way, beyond what it takes at best. */
export const lateness = ({ pending, base }: Flow, now: Millis): Millis => {
  const oldest = pending[0]
  return millis(oldest === undefined ? 0 : Math.max(0, now - oldest.at - (base ?? 0)))
}

const isFull = (flow: Flow, { bytes, stream }: Offered, now: Millis): boolean =>
  inFlight(flow) + bytes > (flow.base === undefined ? BYTES_UNKNOWN : BYTES_MOST) ||
  lateness(flow, now) > DELAY_MOST[stream]

const send = (flow: Flow, { number, bytes, key }: Offered, now: Millis): Flow => ({
  ...flow,
  waiting: false,
  pending: [...flow.pending, { number, bytes, key, at: now }],
  busy: flow.busy ?? { since: millis(now + (flow.base ?? 0)), bytes: 0 },
})

export interface Answer {
  readonly flow: Flow
  /** `dropped`: this one is the first that is held back. */
  readonly is: 'sent' | 'held' | 'dropped'
}

export const offer = (flow: Flow, picture: Offered, now: Millis): Answer => {
  if (flow.waiting) {
    const isClear = picture.key && lateness(flow, now) <= DELAY_CLEAR && !isFull(flow, picture, now)
    return isClear ? { flow: send(flow, picture, now), is: 'sent' } : { flow, is: 'held' }
  }
  if (isFull(flow, picture, now)) return { flow: { ...flow, waiting: true }, is: 'dropped' }
  return { flow: send(flow, picture, now), is: 'sent' }
}

/** The viewer lost its thread and threw away what it had: nothing more until a key frame. */
export const restart = (flow: Flow): Flow => ({ ...flow, waiting: true, pending: [], busy: undefined })

const measured = (flow: Flow, bytes: number, now: Millis): Pick<Flow, 'rate' | 'busy'> => {
  if (flow.busy === undefined) return { rate: flow.rate, busy: undefined }
  const busy = { since: flow.busy.since, bytes: flow.busy.bytes + bytes }
  const span = now - busy.since
  if (span < RATE_OVER) return { rate: flow.rate, busy }
  const rate = (busy.bytes * 8) / span
  const smooth = flow.rate === undefined ? rate : flow.rate + RATE_SHARE * (rate - flow.rate)
  return { rate: smooth, busy: { since: now, bytes: 0 } }
}

/** A path may grow longer, but a queue that stands must not pass for one: the shortest time goes up in small steps. */
const bestOf = (flow: Flow, took: Millis, now: Millis): { readonly base: Millis; readonly since: Millis } => {
  const { base, baseSet } = flow
  if (base === undefined || took <= base) return { base: took, since: now }
  if (now - baseSet <= BASE_FOR) return { base, since: baseSet }
  return { base: millis(Math.min(took, base + BASE_STEP)), since: now }
}

/** The viewer decoded this one, and with it all that was sent before. One that was never sent changes nothing. */
export const acknowledged = (flow: Flow, number: number, now: Millis): Flow => {
  // The first with this number: after a group was sent once more its number may be on its way twice.
  const place = flow.pending.findIndex((sent) => sent.number === number)
  const newest = flow.pending[place]
  if (newest === undefined) return flow
  const took = millis(now - newest.at)
  const { base, since } = bestOf(flow, took, now)
  const bytes = flow.pending.slice(0, place + 1).reduce((sum, sent) => sum + sent.bytes, 0)
  const pending = flow.pending.slice(place + 1)
  const { rate, busy } = measured(flow, bytes, now)
  return {
    ...flow,
    pending,
    base,
    baseSet: since,
    delay: millis(took - base),
    rate,
    busy: pending.length === 0 ? undefined : busy,
    bursts: newest.key
      ? [...flow.bursts, (newest.bytes * 8) / Math.max(1, took - base)].slice(-BURSTS_KEPT)
      : flow.bursts,
  }
}

/**
 * Is there room for the full encode? By the second best of the newest bursts: losses make a burst slow, chance now and
 * then one quick. A try that fails is seen by whoever watches, so what is not known is no.
 */
export const isRoomy = ({ bursts }: Flow): boolean => {
  const [, second] = [...bursts].sort((a, b) => b - a)
  return second !== undefined && second >= FULL_NEEDS
}

/** Would this many bytes be through within the time? A path that was never busy long enough to be measured is quick. */
export const affords = ({ rate, pending }: Flow, bytes: number, within: Millis): boolean =>
  pending.length === 0 && (rate === undefined ? bytes <= BYTES_UNKNOWN : (bytes * 8) / rate <= within)
