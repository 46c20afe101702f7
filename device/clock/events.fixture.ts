// Events of the trust in time, by offsets: the wall clock from T, the monotonic one from the start.

import { epochMs, millis } from '#protocol/units.ts'
import type { TimeEvent } from './trust.ts'

/** 2026-01-01T00:00:00Z. */
export const T = 1_767_225_600_000
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** An event by offsets: wall from T, monotonic from the start. */
export type Step = readonly [
  kind: TimeEvent['kind'],
  wall: number,
  mono: number,
  more?: { time?: number; certain?: boolean },
]
export const event = ([kind, wall, mono, more = {}]: Step): TimeEvent => {
  const seen = { wall: epochMs(T + wall), mono: millis(mono) }
  if (kind === 'synchronised') return { ...seen, kind, certain: more.certain ?? false }
  if (kind === 'observed') return { ...seen, kind }
  return { ...seen, kind, time: epochMs(T + (more.time ?? wall)) }
}
