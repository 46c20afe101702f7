// The hours of one date: from wall times to instants. Needs no rule, so pages that only show a window can use it.

import type { EpochMs } from '../units.ts'
import { DAY_MS } from './date.ts'
import type { Zone } from './zone.ts'

/** One occurrence: from `start`, up to but without `end`. */
export interface Span {
  readonly start: EpochMs
  readonly end: EpochMs
}

/** @returns milliseconds after midnight, or undefined unless the text is HH:MM */
export const readTime = (text: string): number | undefined => {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return undefined
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * 60_000
}

/** The occurrence that begins on a date, between these times of its wall clock; undefined when the clock leaves nothing of it. */
export const spans = (zone: Zone, from: number, to: number): ((day: number) => Span | undefined) => {
  const length = to > from ? to - from : to - from + DAY_MS
  return (day) => {
    const midnight = day * DAY_MS
    // A zone that changes sides of the date line skips a whole date: what is allowed on it is allowed on no other.
    if (zone.instantOf(midnight) >= zone.instantOf(midnight + DAY_MS)) return undefined
    const start = zone.instantOf(midnight + from)
    const end = zone.instantOf(midnight + from + length)
    return start < end ? { start, end } : undefined
  }
}
