// When an access counts: now, later, or no more. To be shown; the door decides by its own clock.

import { hoursOf } from '../hours.ts'
import type { Allowed } from './grant.ts'

export type Phase =
  /** Counts now. `until`: ms. */
  | { readonly is: 'now'; readonly until: number }
  | { readonly is: 'later'; readonly next: Stretch }
  | { readonly is: 'over' }

export interface Stretch {
  readonly start: number
  readonly end: number
}

const AHEAD_MOST = 400 * 86_400_000

/** What both cover; both in order. */
export const shared = (ours: readonly Stretch[], theirs: readonly Stretch[]): Stretch[] =>
  ours.flatMap((one) =>
    theirs.flatMap((other) => {
      const start = Math.max(one.start, other.start)
      const end = Math.min(one.end, other.end)
      return start < end ? [{ start, end }] : []
    }),
  )

/** The next stretches in which everything in the chain counts, the one under way first. */
export const stretches = (allowed: Allowed, now: number, most: number): readonly Stretch[] => {
  const whole = { start: allowed.nbf * 1000, end: allowed.exp * 1000 }
  if (now >= whole.end) return []
  const from = Math.max(now, whole.start)
  const to = Math.min(whole.end, from + AHEAD_MOST)
  let found: readonly Stretch[] = [whole]
  for (const window of allowed.windows) found = shared(found, hoursOf(window, from, to, most * 4))
  return found.slice(0, most)
}

export const phaseOf = (allowed: Allowed, now: number): Phase => {
  const [next] = stretches(allowed, now, 1)
  if (!next) return { is: 'over' }
  return next.start <= now ? { is: 'now', until: next.end } : { is: 'later', next }
}
