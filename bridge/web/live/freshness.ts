// Is what is shown what happens now? Judged by the picture's own number and capture time against the door's clock,
// never by whether the connection says that it is up. Pure.

import { type EpochMs, type Millis, millis, seconds } from '#protocol/units.ts'

export interface PictureId {
  readonly number: number
  /** Captured, by the door's clock. */
  readonly at: EpochMs
}

export interface Freshness {
  readonly newest?: PictureId
  /** When `newest` was put on the screen, by the page's monotonic clock. */
  readonly shownAt?: Millis
  /** A picture that begins to count anew: believed when another one follows it. */
  readonly restarted?: PictureId
  /** A picture from before a clock was set is still on the screen; nothing else is known of it. */
  readonly leftOver?: true
}

export const NOTHING_SHOWN: Freshness = {}

/** Two seconds are promised; the page looks ten times a second, and drawing takes a moment. */
export const STALE_AFTER = millis(1750)
/** A picture from further ahead than clocks are measured apart is not from now. */
const AHEAD_MOST = seconds(1)
/** A camera that begins anew counts from 0: it is away at least this long. */
const RESTART_LEAST = seconds(1)

const follows = (before: PictureId, picture: PictureId): boolean =>
  picture.number > before.number && picture.at > before.at

const restarts = (before: PictureId, picture: PictureId): boolean =>
  picture.number < before.number && picture.at >= before.at + RESTART_LEAST

/** `newest` is the picture when it may be shown: it comes after what is. Repeated and older ones do not. */
export const shown = (state: Freshness, picture: PictureId, now: Millis): Freshness => {
  const { newest, restarted } = state
  if (!newest || follows(newest, picture)) return { newest: picture, shownAt: now }
  if (!restarts(newest, picture)) return state
  if (!restarted || picture.number < restarted.number) return { ...state, restarted: picture }
  return follows(restarted, picture) ? { newest: picture, shownAt: now } : state
}

/** Is any picture on the screen, however old? */
export const isDrawn = (state: Freshness): boolean => state.newest !== undefined || state.leftOver === true

/** Age of the shown picture; undefined as long as the door's clock is not known, or nothing is shown. */
export const ageOf = (state: Freshness, door: EpochMs | undefined): Millis | undefined =>
  state.newest && door !== undefined ? millis(door - state.newest.at) : undefined

/** @param door the door's clock now; undefined: not measured yet, and then nothing counts as fresh */
export const isFresh = (state: Freshness, door: EpochMs | undefined, now: Millis): boolean => {
  const age = ageOf(state, door)
  if (age === undefined || state.shownAt === undefined) return false
  return age < STALE_AFTER && age >= -AHEAD_MOST && now - state.shownAt < STALE_AFTER
}

/** Just drawn, and nobody can say how old it is: not yet called old. */
export const isUnmeasured = (state: Freshness, door: EpochMs | undefined, now: Millis): boolean =>
  door === undefined && state.shownAt !== undefined && now - state.shownAt < STALE_AFTER

const LEFT_OVER: Freshness = { leftOver: true }

/**
 * After a clock was set, capture times before and after it cannot be compared: the next picture is taken as it comes.
 * Until then the one on the screen stays, and nobody can say how old it is.
 */
export const forgotten = (state: Freshness): Freshness => (state.newest ? LEFT_OVER : state)
