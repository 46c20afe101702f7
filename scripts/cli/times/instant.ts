// Times as people type them: "now", "+2h", "tomorrow 14:00", "2026-12-24 14:00", "2026-12-24T14:00+01:00".

import { type EpochMs, epochMs, type Millis, millis } from '#protocol/units.ts'
import { zoneNamed } from '#protocol/window/zone.ts'
import { usage } from '../spoken.ts'

const DAY = 86_400_000
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: DAY,
  w: 7 * DAY,
}
const DAYS: Readonly<Record<string, number>> = { today: 0, heute: 0, tomorrow: 1, morgen: 1 }
const NOW: ReadonlySet<string> = new Set(['now', 'jetzt'])

/**
 * A span such as "10s", "1500ms", "2h30m", "1d".
 * @throws SpokenError `span_unreadable`
 */
export const readSpan = (text: string): Millis => {
  const pieces = [...text.toLowerCase().matchAll(/(\d{1,9})(ms|min|[smhdw])/g)]
  const whole = pieces.map(([piece]) => piece).join('')
  const span = pieces.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0)
  if (whole === '' || whole !== text.toLowerCase() || span === 0)
    throw usage('span_unreadable', { text: text.slice(0, 40) })
  return millis(span)
}

/** What a time may lean on. */
export interface TimeBase {
  readonly now: EpochMs
  /** IANA zone of a time that names none. */
  readonly zone: string
  /** What "+2h" counts from; now when absent. */
  readonly from?: EpochMs
}

const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[t ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/i
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2})?(z|[+-]\d{2}:?\d{2})$/i
const DAY_AND_TIME = /^(?:(today|tomorrow|heute|morgen) ?)?(?:(\d{1,2}):(\d{2}))?$/

const clockTime = (hour: string | undefined, minute: string | undefined, second?: string): number | undefined => {
  const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)]
  return h < 24 && m < 60 && s < 60 ? ((h * 60 + m) * 60 + s) * 1000 : undefined
}

/** The wall time (as if it were UTC) that the text means, given what the wall shows now. */
const wallTime = (text: string, wallNow: number): number | undefined => {
  const local = LOCAL.exec(text)
  if (local) {
    const [, date = '', hour, minute, second] = local
    const midnight = Date.parse(`${date}T00:00:00Z`)
    const isReal = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
    const time = clockTime(hour, minute, second)
    return isReal && time !== undefined ? midnight + time : undefined
  }
  const [whole, day, hour, minute] = DAY_AND_TIME.exec(text.toLowerCase()) ?? []
  if (!whole) return undefined
  const time = clockTime(hour, minute)
  const midnight = Math.floor(wallNow / DAY) * DAY + (DAYS[day ?? 'today'] ?? 0) * DAY
  return time === undefined ? undefined : midnight + time
}

/**
 * An instant. A wall time that comes twice means its first time; one that is skipped comes out later (RFC 5545 §3.3.5).
 * @throws SpokenError `time_unreadable`, `zone_unknown`
 */
export const readTime = (typed: string, { now, zone, from = now }: TimeBase): EpochMs => {
  const text = typed.trim()
  if (NOW.has(text.toLowerCase())) return now
  if (text.startsWith('+')) return epochMs(from + readSpan(text.slice(1)))
  const unreadable = usage('time_unreadable', { text: text.slice(0, 40) })
  if (WITH_OFFSET.test(text)) {
    const at = Date.parse(text.replace(' ', 'T'))
    if (Number.isNaN(at)) throw unreadable
    return epochMs(at)
  }
  const clock = zoneNamed(zone)
  if (!clock) throw usage('zone_unknown', { zone: zone.slice(0, 60) })
  const wall = wallTime(text, clock.wallAt(now))
  if (wall === undefined) throw unreadable
  return clock.instantOf(wall)
}

/** The local date at an instant, YYYY-MM-DD. */
export const localDate = (at: EpochMs, zone: string): string => {
  const clock = zoneNamed(zone)
  if (!clock) throw usage('zone_unknown', { zone: zone.slice(0, 60) })
  return new Date(clock.wallAt(at)).toISOString().slice(0, 10)
}
