// The times that are offered with one tap, and those that are put together by hand. Pure: zone and now come in.

import { epochMs } from '#protocol/units.ts'
import { DAY_MS, readDate, weekdayOf, writeDate } from '#protocol/window/date.ts'
import { WEEKDAYS } from '#protocol/window/rule.ts'
import { readTime } from '#protocol/window/span.ts'
import { zoneNamed } from '#protocol/window/zone.ts'
import type { Window } from '#protocol/window.ts'

const HOUR = 3_600_000
const YEAR = 365 * DAY_MS

export interface Times {
  /** ms */
  readonly from: number
  readonly until: number
  readonly win?: Window | undefined
}

export interface Here {
  readonly now: number
  /** An IANA name. */
  readonly zone: string
}

const wall = ({ now, zone }: Here): { readonly day: number; readonly at: (day: number, time: string) => number } => {
  const clock = zoneNamed(zone) ?? { wallAt: (at: number) => at, instantOf: (at: number) => epochMs(at) }
  return {
    day: Math.floor(clock.wallAt(epochMs(now)) / DAY_MS),
    at: (day, time) => clock.instantOf(day * DAY_MS + (readTime(time) ?? 0)),
  }
}

/** Offered with one tap. */
export const SOON = ['hours', 'today', 'tomorrow', 'week'] as const
export type Soon = (typeof SOON)[number]

export const soon = (which: Soon, here: Here): Times => {
  const { now } = here
  const { day, at } = wall(here)
  switch (which) {
    case 'hours':
      return { from: now, until: now + 2 * HOUR }
    case 'today': {
      const evening = at(day, '20:00')
      // Late in the day, "until the evening" has passed.
      return { from: now, until: evening - now >= HOUR ? evening : now + 2 * HOUR }
    }
    case 'tomorrow':
      return { from: at(day + 1, '08:00'), until: at(day + 1, '13:00') }
    case 'week':
      return { from: now, until: now + 7 * DAY_MS }
  }
}

/** For who lives here: until it is taken back, and ten years at most. */
export const standing = ({ now }: Here): Times => ({ from: now, until: now + 10 * YEAR })

/** As it is typed. */
export interface Weekly {
  /** 0 is Monday. */
  readonly days: readonly number[]
  /** HH:MM; an end before the beginning is on the next day. */
  readonly from: string
  readonly to: string
  /** The last day, YYYY-MM-DD. */
  readonly last: string
}

export type Wrong = 'days_none' | 'hours_wrong' | 'day_wrong' | 'backwards' | 'past'

/** A window every week from today on. */
export const weekly = ({ days, from, to, last }: Weekly, here: Here): Times | Wrong => {
  const { day, at } = wall(here)
  if (days.length === 0) return 'days_none'
  if (readTime(from) === undefined || readTime(to) === undefined || from === to) return 'hours_wrong'
  const end = readDate(last)
  if (end === undefined) return 'day_wrong'
  const first = [0, 1, 2, 3, 4, 5, 6].find((ahead) => days.includes(weekdayOf(day + ahead))) ?? 0
  if (end < day + first) return 'past'
  const byDay = WEEKDAYS.filter((_, index) => days.includes(index)).join(',')
  const win = { rule: `FREQ=WEEKLY;BYDAY=${byDay}`, zone: here.zone, start: writeDate(day + first), from, to }
  // A window over midnight ends on the day after the last.
  return { from: here.now, until: at(end + (to < from ? 2 : 1), '00:00'), win }
}

/** @param from, until as `<input type="datetime-local">` gives them: YYYY-MM-DDTHH:MM */
export const between = (from: string, until: string, here: Here): Times | Wrong => {
  const { at } = wall(here)
  const read = (text: string): number | undefined => {
    const [date = '', time = ''] = text.split('T')
    const day = readDate(date)
    return day === undefined || readTime(time.slice(0, 5)) === undefined ? undefined : at(day, time.slice(0, 5))
  }
  const [start, end] = [read(from), read(until)]
  if (start === undefined || end === undefined) return 'day_wrong'
  if (end <= start) return 'backwards'
  return end <= here.now ? 'past' : { from: start, until: end }
}

/** For the fields: YYYY-MM-DDTHH:MM on the wall. */
export const localText = (at: number, zone: string): string =>
  new Date(zoneNamed(zone)?.wallAt(epochMs(at)) ?? at).toISOString().slice(0, 16)
