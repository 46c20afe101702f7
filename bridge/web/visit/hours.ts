// When a recurring access comes next, to be shown. Reads the same rule as the door does, with no calendar library:
// the page of a courier must stay small. Never decides anything.

import { epochMs } from '#protocol/units.ts'
import { readDate, weekdayOf } from '#protocol/window/date.ts'
import { type Rule, readRule } from '#protocol/window/rule.ts'
import { readTime, type Span, spans } from '#protocol/window/span.ts'
import { zoneNamed } from '#protocol/window/zone.ts'
import type { Window } from '#protocol/window.ts'

const DAY_MS = 86_400_000
/** A yearly gap and then some: the longest that the rules allow is 52 months. */
const DAYS_AHEAD = 1700
/** From the start on, for rules that count. */
const DAYS_COUNTED = 20_000

const monthOf = (day: number): { readonly index: number; readonly date: number; readonly last: number } => {
  const at = new Date(day * DAY_MS)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  return { index: year * 12 + month, date: at.getUTCDate(), last: new Date(Date.UTC(year, month + 1, 0)).getUTCDate() }
}

const weekOf = (day: number): number => Math.floor((day + 3) / 7)

const isOnMonthDay = (rule: Rule, start: number, day: number): boolean => {
  const { date, last } = monthOf(day)
  const weekday = weekdayOf(day)
  const onDay = rule.days.some((one) => {
    if (one.weekday !== weekday) return false
    if (one.nth === 0) return true
    return one.nth > 0 ? Math.ceil(date / 7) === one.nth : Math.ceil((last - date + 1) / 7) === -one.nth
  })
  if (rule.monthDays.length > 0) {
    const onDate = rule.monthDays.some((one) => one === date || (one < 0 && date === last))
    return onDate && (rule.days.length === 0 || onDay)
  }
  return rule.days.length > 0 ? onDay : date === monthOf(start).date
}

/** RFC 5545 §3.3.10, as far as rule.ts lets it be said; `count` is not looked at here. */
const isOn = (rule: Rule, start: number, day: number): boolean => {
  const listed = rule.days.some(({ weekday }) => weekday === weekdayOf(day))
  switch (rule.freq) {
    case 'DAILY':
      return (day - start) % rule.interval === 0 && (rule.days.length === 0 || listed)
    case 'WEEKLY':
      if ((weekOf(day) - weekOf(start)) % rule.interval !== 0) return false
      return rule.days.length > 0 ? listed : weekdayOf(day) === weekdayOf(start)
    case 'MONTHLY':
      return (monthOf(day).index - monthOf(start).index) % rule.interval === 0 && isOnMonthDay(rule, start, day)
  }
}

/** The last date that counts. */
const lastDay = (rule: Rule, start: number): number => {
  if (rule.until !== undefined) return readDate(rule.until) ?? start
  if (rule.count === undefined) return Number.POSITIVE_INFINITY
  let left = rule.count
  for (let day = start; day < start + DAYS_COUNTED; day += 1) {
    if (isOn(rule, start, day)) left -= 1
    if (left === 0) return day
  }
  return Number.POSITIVE_INFINITY
}

/**
 * Occurrences that are not over at `from` and begin before `to`, in order.
 * @param most at most so many
 * @returns none for a window that cannot be read
 */
export const hoursOf = (window: Window, from: number, to: number, most: number): readonly Span[] => {
  const rule = readRule(window.rule)
  const zone = zoneNamed(window.zone)
  const start = readDate(window.start)
  const [begins, ends] = [readTime(window.from), readTime(window.to)]
  if (!rule.ok || !zone || start === undefined || begins === undefined || ends === undefined) return []
  const spanOn = spans(zone, begins, ends)
  const found: Span[] = []
  const first = Math.max(start, Math.floor(zone.wallAt(epochMs(from)) / DAY_MS) - 2)
  const end = Math.min(first + DAYS_AHEAD, lastDay(rule, start))
  for (let day = first; day <= end && found.length < most && day * DAY_MS < to + 2 * DAY_MS; day += 1) {
    const span = isOn(rule, start, day) ? spanOn(day) : undefined
    if (span && span.end > from && span.start < to) found.push(span)
  }
  return found
}
