// A time zone's wall clock, from the IANA data that Intl carries. Wall times here are numbers: the milliseconds
// the clock face would stand at if it showed UTC. Owns both directions between them and instants.

import { bounded } from '../memo.ts'
import { type EpochMs, epochMs } from '../units.ts'
import { DAY_MS } from './date.ts'

const ZONE_CHARS = 64
/** A name, never an offset such as "+01:00": those begin with a sign. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/

/** One zone's wall clock. */
export interface Zone {
  /** What the clock on the wall stands at, as if it showed UTC. */
  readonly wallAt: (at: EpochMs) => number
  /**
   * The instant at which the wall stands at this. RFC 5545 §3.3.5: a wall time that comes twice means its first
   * time; one that the zone skips is read with the offset before the gap, and so comes out later on the wall.
   */
  readonly instantOf: (wall: number) => EpochMs
}

const formatOf = (name: string): Intl.DateTimeFormat | undefined => {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    // RangeError: this build of Intl knows no such zone.
    return undefined
  }
}

const zoneOf = (format: Intl.DateTimeFormat): Zone => {
  const offsetAt = (at: number): number => {
    const whole = Math.floor(at / 1000) * 1000
    // Reading the digits of "1/31/2026, 22:05:00" costs a third of formatToParts.
    const [month = 0, day = 0, year = 0, ...time] = (format.format(whole).match(/\d+/g) ?? []).map(Number)
    const [hour = 0, minute = 0, second = 0] = time
    return Date.UTC(year, month - 1, day, hour, minute, second) - whole
  }
  const instantOf = (wall: number): EpochMs => {
    // A day to either side is beyond any offset, so these two are the offsets around a change near this wall time.
    const before = offsetAt(wall - DAY_MS)
    if (offsetAt(wall - before) === before) return epochMs(wall - before)
    const after = offsetAt(wall + DAY_MS)
    return epochMs(offsetAt(wall - after) === after ? wall - after : wall - before)
  }
  return { wallAt: (at) => at + offsetAt(at), instantOf }
}

// Formats are large and slow to make (about 40 µs), and a house needs one or two zones.
const known = bounded<string, { readonly zone: Zone | undefined }>(256)

/** @returns the zone's clock, or undefined when it is no IANA name that this machine knows */
export const zoneNamed = (name: string): Zone | undefined => {
  if (name.length > ZONE_CHARS || !ZONE_NAME.test(name)) return undefined
  return known(name, () => {
    const format = formatOf(name)
    return { zone: format && zoneOf(format) }
  }).zone
}
