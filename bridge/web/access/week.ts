// The grants as a week: which hours of which day each covers. Pure.

import { epochMs, fromSeconds } from '#protocol/units.ts'
import { DAY_MS } from '#protocol/window/date.ts'
import { zoneNamed } from '#protocol/window/zone.ts'
import { hoursOf } from '../visit/hours.ts'
import type { Shown } from './standing.ts'
import type { Here } from './times.ts'

export interface Block {
  readonly shown: Shown
  /** Instants, as the grant has them. */
  readonly start: number
  readonly end: number
  /** Hours after midnight on the wall, 0 to 24. */
  readonly top: number
  readonly bottom: number
  /** Which of how many beside each other. */
  readonly lane: number
  readonly lanes: number
}

export interface Day {
  /** Midnight, as an instant. */
  readonly start: number
  readonly isToday: boolean
  readonly blocks: readonly Block[]
  /** Those that cover all of it. */
  readonly always: readonly Shown[]
}

type Piece = Omit<Block, 'lane' | 'lanes'>

const spansOf = ({ claims }: Shown, from: number, to: number): readonly { start: number; end: number }[] => {
  const [first, last] = [Math.max(from, fromSeconds(claims.nbf)), Math.min(to, fromSeconds(claims.exp))]
  if (first >= last) return []
  if (!claims.win) return [{ start: first, end: last }]
  return hoursOf(claims.win, first, last, 200).map(({ start, end }) => ({
    start: Math.max(start, first),
    end: Math.min(end, last),
  }))
}

/** Side by side where they overlap, each in the first lane that is free. */
const inLanes = (pieces: readonly Piece[]): Block[] => {
  const sorted = [...pieces].sort((a, b) => a.top - b.top || b.bottom - a.bottom)
  const ends: number[] = []
  const placed = sorted.map((piece) => {
    const free = ends.findIndex((end) => end <= piece.top)
    const lane = free < 0 ? ends.length : free
    ends[lane] = piece.bottom
    return { ...piece, lane }
  })
  return placed.map((piece) => ({ ...piece, lanes: ends.length }))
}

/** A day on the wall: where it begins and ends, and what hour an instant is. */
interface Bounds {
  readonly start: number
  readonly end: number
  readonly hourOf: (at: number) => number
}

const dayOf = (grants: readonly Shown[], { start, end, hourOf }: Bounds, isToday: boolean): Day => {
  const pieces: Piece[] = []
  const always: Shown[] = []
  const spans = grants.flatMap((shown) => spansOf(shown, start, end).map((span) => ({ shown, span })))
  for (const { shown, span } of spans) {
    if (span.start <= start && span.end >= end) always.push(shown)
    else {
      const bottom = span.end >= end ? 24 : hourOf(span.end)
      pieces.push({ shown, start: span.start, end: span.end, top: hourOf(span.start), bottom })
    }
  }
  return { start, isToday, blocks: inLanes(pieces), always }
}

/** Seven days. @param weeks how many weeks after today they begin */
export const weekOf = (grants: readonly Shown[], { now, zone }: Here, weeks: number): readonly Day[] => {
  const clock = zoneNamed(zone)
  const wallAt = (at: number): number => clock?.wallAt(epochMs(at)) ?? at
  const instantOf = (at: number): number => clock?.instantOf(at) ?? at
  const today = Math.floor(wallAt(now) / DAY_MS)
  return Array.from({ length: 7 }, (_, index): Day => {
    const day = today + 7 * weeks + index
    const hourOf = (at: number): number => Math.min(24, Math.max(0, (wallAt(at) - day * DAY_MS) / 3_600_000))
    const bounds = { start: instantOf(day * DAY_MS), end: instantOf((day + 1) * DAY_MS), hourOf }
    return dayOf(grants, bounds, day === today)
  })
}
