// Is it time? The answers a decision and a calendar need, over instants.
//
// An occurrence runs from one wall time to another, so on the nights the clocks change 22:00 to 06:00 has 7 hours
// (spring) or 9 (autumn). An end that comes twice counts the first time; a start or end that the zone skips is
// read with the offset before the gap (RFC 5545 §3.3.5), so 02:15–02:45 becomes 03:15–03:45 that night, and
// 02:00–03:00, which that night does not have, is empty.

import { type EpochMs, epochMs } from '../units.ts'
import { DAY_MS } from './date.ts'
import { type Plan, planOf } from './plan.ts'
import type { Window } from './shape.ts'
import type { Span } from './span.ts'

/** Instants from 1970 to 9999 with room to either side; others are covered by nothing. */
const LATEST = Date.UTC(9999, 11, 1)
/** The clock leaves nothing of a date at most a few times in a row: 02:00–03:00 goes missing once a year. */
const TRIES = 32
/** At most this many occurrences are handed out at once … */
const SPANS_MOST = 1000
/** … from at most this long a range, so that a sparse rule costs no more than a dense one. */
const RANGE_MOST = 3660 * DAY_MS
/** Days asked of the rule at a time. */
const BLOCK = 64

const isUsable = (at: number): boolean => at >= 0 && at <= LATEST

const localDay = (plan: Plan, at: EpochMs): number => Math.floor(plan.zone.wallAt(at) / DAY_MS)

/**
 * Does an occurrence cover this instant? From its start, up to but without its end.
 * @returns false for a window that cannot be read, too: in doubt the door stays shut
 */
export const covers = (window: Window, at: EpochMs): boolean => {
  const plan = planOf(window)
  if (!plan.ok || !isUsable(at)) return false
  return plan.spansAround(localDay(plan, at)).some((span) => span.start <= at && at < span.end)
}

/** The first occurrence that starts later than this instant; undefined when none does. */
export const next = (window: Window, after: EpochMs): Span | undefined => {
  const plan = planOf(window)
  if (!plan.ok || !(after <= LATEST)) return undefined
  // From two days back, because a date may begin before this instant's date does (see plan.ts).
  let day: number | undefined = after < 0 ? -1 : localDay(plan, after) - 2
  for (let tries = 0; tries < TRIES; tries += 1) {
    day = plan.dayAfter(day)
    if (day === undefined) return undefined
    const span = plan.spanOn(day)
    if (span !== undefined && span.start > after) return span
  }
  return undefined
}
/**
 * Occurrences that touch [from, to), in order.
 * @param limit at most so many, and never more than 1000; of a range over ten years only the first ten are seen
 */
export const occurrences = (window: Window, from: EpochMs, to: EpochMs, limit: number): readonly Span[] => {
  const plan = planOf(window)
  const first = epochMs(Math.max(from, 0))
  const last = epochMs(Math.min(to, first + RANGE_MOST, LATEST))
  const most = Math.min(limit, SPANS_MOST)
  if (!plan.ok || !(first < last)) return []
  const found: Span[] = []
  const end = localDay(plan, last) + 1
  for (let day = localDay(plan, first) - 2; day <= end && found.length < most; day += BLOCK) {
    for (const date of plan.daysBetween(day, Math.min(day + BLOCK - 1, end))) {
      const span = plan.spanOn(date)
      if (span !== undefined && found.length < most && span.start < last && span.end > first) found.push(span)
    }
  }
  return found
}
