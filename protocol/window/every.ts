// What a person types for a window: "Mon,Thu 10:00-12:00", "weekdays 08:00-18:00", "täglich 08:00-09:00".

import { readDate, weekdayOf, writeDate } from './date.ts'
import { problem, type WindowProblem } from './problem.ts'
import { WEEKDAYS } from './rule.ts'
import { readWindow, type WindowRead } from './shape.ts'

const TEXT_CHARS = 200

// English, German and RFC 5545's own. Where two languages share a spelling they mean the same day.
const DAY_NAMES: readonly (readonly string[])[] = [
  ['mon', 'monday', 'mo', 'montag'],
  ['tue', 'tues', 'tuesday', 'tu', 'di', 'dienstag'],
  ['wed', 'wednesday', 'we', 'mi', 'mittwoch'],
  ['thu', 'thur', 'thurs', 'thursday', 'th', 'do', 'donnerstag'],
  ['fri', 'friday', 'fr', 'freitag'],
  ['sat', 'saturday', 'sa', 'samstag', 'sonnabend'],
  ['sun', 'sunday', 'su', 'so', 'sonntag'],
]
const DAYS: ReadonlyMap<string, number> = new Map(
  DAY_NAMES.flatMap((names, weekday) => names.map((name) => [name, weekday] as const)),
)
const DAILY: ReadonlySet<string> = new Set(['daily', 'täglich', 'taeglich'])
// "Werktags" may take in Saturday in German; the narrower reading is the safe one, and `describe` says it.
const WORKDAYS: ReadonlySet<string> = new Set(['weekdays', 'werktags'])

const unreadable = (part: string): WindowProblem => problem('window_text_unreadable', part)

const weekdaysOf = (text: string): readonly number[] | WindowProblem => {
  if (WORKDAYS.has(text)) return [0, 1, 2, 3, 4]
  const days = new Set<number>()
  for (const item of text.split(',')) {
    const [first = '', last = first, ...more] = item.split('-')
    const from = DAYS.get(first)
    const to = DAYS.get(last)
    if (from === undefined) return unreadable(first || 'days')
    if (to === undefined || more.length > 0) return unreadable(last || item)
    // Sat-Mon goes over the end of the week.
    for (let step = 0; step <= (to - from + 7) % 7; step += 1) days.add((from + step) % 7)
  }
  return [...days].sort((a, b) => a - b)
}

const hoursOf = (text: string): { readonly from: string; readonly to: string } | WindowProblem => {
  const [from = '', to = '', ...more] = text.split('-').map((time) => (/^\d:/.test(time) ? `0${time}` : time))
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(from)) return unreadable(from || 'hours')
  // Midnight at a day's end is the next date's 00:00.
  if (to === '24:00' && more.length === 0) return { from, to: '00:00' }
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(to) || more.length > 0) return unreadable(to || 'hours')
  return { from, to }
}

/**
 * Reads "DAYS FROM-TO". DAYS: names or ranges of names in English or German ("Mon,Thu", "Mo-Fr"), "daily",
 * "weekdays" (Monday to Friday).
 * @param start earliest local date, YYYY-MM-DD; the window starts on the first of its days from there on
 */
export const parseEvery = (text: string, zone: string, start: string): WindowRead | WindowProblem => {
  if (text.length > TEXT_CHARS) return unreadable('length')
  const tidy = text
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/\s*[-–]\s*/g, '-')
    .replace(/\s*,\s*/g, ',')
  const [daysText = '', hoursText = '', ...more] = tidy.split(/\s+/)
  if (more[0] !== undefined) return unreadable(more[0])
  const earliest = readDate(start)
  if (earliest === undefined) return problem('window_malformed', 'start')
  const daily = DAILY.has(daysText)
  const days = daily ? [0, 1, 2, 3, 4, 5, 6] : weekdaysOf(daysText)
  if ('code' in days) return days
  const hours = hoursOf(hoursText)
  if ('code' in hours) return hours
  const first = [0, 1, 2, 3, 4, 5, 6].find((ahead) => days.includes(weekdayOf(earliest + ahead))) ?? 0
  const rule = daily ? 'FREQ=DAILY' : `FREQ=WEEKLY;BYDAY=${days.map((day) => WEEKDAYS[day]).join(',')}`
  return readWindow({ rule, zone, start: writeDate(earliest + first), ...hours })
}
