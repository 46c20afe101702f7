// Which encode, and which way, a path is good for: down at once when pictures are held back, up again after the path
// was clean for a while, and after each try that failed the wait is twice as long. Pure.

import { type Millis, millis, seconds } from '#protocol/units.ts'

/** `full` and `small` go over the channel; `poor` is for whatever the viewer can show instead. */
export type Rung = 'full' | 'small' | 'poor'

export interface Ladder {
  readonly rung: Rung
  /** On this rung since; and since when the path has been clean here. */
  readonly since: Millis
  readonly clean: Millis
  /** Times of the newest drops on this rung. */
  readonly drops: readonly Millis[]
  /** How long it must be clean before the next try upwards. */
  readonly patience: Millis
}

const PATIENCE_FIRST = seconds(4)
const PATIENCE_MOST = seconds(120)
/** Away from the channel nothing is measured: the wait is longer. */
const POOR_FIRST = seconds(20)
/** A step up that fails within this time was one too many. */
const PROVEN_AFTER = seconds(15)
/** `small` is given up after this many drops within the time. */
const DROPS_MOST = 3
const DROPS_WITHIN = seconds(12)

/** @param far a path whose round trip says nothing good about its rate: it has to earn `full` */
export const ladderAt = (now: Millis, far: boolean): Ladder => ({
  rung: far ? 'small' : 'full',
  since: now,
  clean: now,
  drops: [],
  patience: PATIENCE_FIRST,
})

const LOWER = { full: 'small', small: 'poor', poor: 'poor' } as const
const HIGHER = { full: 'full', small: 'full', poor: 'small' } as const

const down = (ladder: Ladder, now: Millis): Ladder => {
  const isFailure = now - ladder.since < PROVEN_AFTER
  const rung = LOWER[ladder.rung]
  const patience = isFailure ? Math.min(PATIENCE_MOST, ladder.patience * 2) : PATIENCE_FIRST
  return {
    rung,
    since: now,
    clean: now,
    drops: [],
    patience: millis(rung === 'poor' ? Math.max(POOR_FIRST, patience) : patience),
  }
}

/** Pictures were held back. @param lowest `small` where the viewer has no other way, or chose this one */
export const dropped = (ladder: Ladder, now: Millis, lowest: Rung): Ladder => {
  const drops = [...ladder.drops.filter((at) => now - at < DROPS_WITHIN), now]
  const isEnough = ladder.rung === 'full' || (ladder.rung === 'small' && drops.length >= DROPS_MOST)
  if (isEnough && ladder.rung !== lowest) return down(ladder, now)
  return { ...ladder, drops, clean: now }
}

/** Not clean, though nothing was held back. */
export const strained = (ladder: Ladder, now: Millis): Ladder => ({ ...ladder, clean: now })

/** The path has been looked at and nothing is in its way. */
export const rested = (ladder: Ladder, now: Millis): Ladder => {
  if (ladder.rung === 'full' || now - ladder.clean < ladder.patience) return ladder
  return { ...ladder, rung: HIGHER[ladder.rung], since: now, clean: now, drops: [] }
}
