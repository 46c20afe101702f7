// The words of a window: "Mon and Thu 10:00–12:00 (Europe/Berlin)". Needs only the rule as read, so a page need not
// bring a calendar along to say it.

import type { Language } from '../refusals.ts'
import { readDate, weekdayOf } from './date.ts'
import type { Rule, RuleDay } from './rule.ts'
import type { Window } from './shape.ts'

/** Everything that differs between languages. Dates come in as YYYY-MM-DD. */
interface Words {
  readonly weekdays: readonly string[]
  readonly and: string
  readonly to: string
  readonly every: Readonly<Record<Rule['freq'], readonly [one: string, some: (interval: number) => string]>>
  /** Weekdays of a week, behind "every 2 weeks". */
  readonly onWeekdays: (days: string) => string
  /** Weekdays of a month, each time they come. */
  readonly onEvery: (days: string) => string
  /** Weekdays that narrow dates named before. */
  readonly only: (days: string) => string
  readonly onDates: (list: string) => string
  readonly date: (day: number) => string
  readonly nth: (day: string, nth: number) => string
  readonly hours: (range: string, overnight: boolean) => string
  readonly times: (count: number) => string
  readonly since: (date: string) => string
  readonly until: (date: string) => string
}

const englishOrdinal = (n: number): string => {
  const teen = n > 10 && n < 14
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return `${n}${ending}`
}

const germanDate = (date: string): string => date.split('-').reverse().join('.')

const en: Words = {
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  and: 'and',
  to: 'to',
  every: {
    DAILY: ['daily', (n) => `every ${n} days`],
    WEEKLY: ['weekly', (n) => `every ${n} weeks`],
    MONTHLY: ['monthly', (n) => `every ${n} months`],
  },
  onWeekdays: (days) => `on ${days}`,
  onEvery: (days) => `on every ${days}`,
  only: (days) => `(only ${days})`,
  onDates: (list) => `on the ${list}`,
  date: (day) => (day < 0 ? 'last day' : englishOrdinal(day)),
  nth: (day, nth) => {
    if (nth === 0) return `every ${day}`
    if (nth > 0) return `${englishOrdinal(nth)} ${day}`
    return nth === -1 ? `last ${day}` : `${englishOrdinal(-nth)} to last ${day}`
  },
  hours: (range, overnight) => (overnight ? `${range} the next day` : range),
  times: (count) => (count === 1 ? 'only once' : `${count} times`),
  since: (date) => `from ${date}`,
  until: (date) => `until ${date}`,
}

const de: Words = {
  weekdays: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  and: 'und',
  to: 'bis',
  every: {
    DAILY: ['täglich', (n) => `alle ${n} Tage`],
    WEEKLY: ['wöchentlich', (n) => `alle ${n} Wochen`],
    MONTHLY: ['monatlich', (n) => `alle ${n} Monate`],
  },
  onWeekdays: (days) => `am ${days}`,
  onEvery: (days) => `an jedem ${days}`,
  only: (days) => `(nur ${days})`,
  onDates: (list) => `am ${list}`,
  date: (day) => (day < 0 ? 'letzten Tag' : `${day}.`),
  nth: (day, nth) => {
    if (nth === 0) return `jedem ${day}`
    if (nth > 0) return `${nth}. ${day}`
    return `${['letzten', 'vorletzten', 'drittletzten', 'viertletzten', 'fünftletzten'][-nth - 1] ?? ''} ${day}`
  },
  hours: (range, overnight) => `${range} Uhr${overnight ? ' am Folgetag' : ''}`,
  times: (count) => (count === 1 ? 'nur einmal' : `${count}-mal`),
  since: (date) => `ab ${germanDate(date)}`,
  until: (date) => `bis ${germanDate(date)}`,
}

const WORDS: Readonly<Record<Language, Words>> = { en, de }

const listed = (items: readonly string[], and: string): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1)}`

const inWeek = (days: readonly RuleDay[]): readonly number[] => days.map((day) => day.weekday).sort((a, b) => a - b)

const weekdayNames = (days: readonly RuleDay[], words: Words): readonly string[] =>
  inWeek(days).map((day) => words.weekdays[day] ?? '')

/** "Mon and Thu", but "Mon to Fri" for three or more in a row. */
const weekdays = (days: readonly RuleDay[], words: Words): string => {
  const names = weekdayNames(days, words)
  const inRow = inWeek(days).every((day, index, all) => day === (all[0] ?? 0) + index)
  return inRow && names.length > 2 ? `${names[0]} ${words.to} ${names.at(-1)}` : listed(names, words.and)
}

const monthly = (rule: Rule, start: string, words: Words): string => {
  if (rule.monthDays.length === 0 && rule.days.length > 0) {
    if (rule.days.every((day) => day.nth === 0)) return words.onEvery(listed(weekdayNames(rule.days, words), words.and))
    // "The 1st Mon and every Tue" reads; the other way round it does not.
    const sorted = [...rule.days].sort((a, b) => Number(a.nth === 0) - Number(b.nth === 0))
    const named = sorted.map((day) => words.nth(words.weekdays[day.weekday] ?? '', day.nth))
    return words.onDates(listed(named, words.and))
  }
  const dates = rule.monthDays.length > 0 ? rule.monthDays : [Number(start.slice(-2))]
  const on = words.onDates(listed(dates.map(words.date), words.and))
  return rule.days.length > 0 ? `${on} ${words.only(weekdays(rule.days, words))}` : on
}

const pattern = (rule: Rule, start: string, words: Words): string => {
  const [one, some] = words.every[rule.freq]
  const often = rule.interval === 1 ? one : some(rule.interval)
  if (rule.freq === 'MONTHLY') return `${often} ${monthly(rule, start, words)}`
  const days =
    rule.freq === 'WEEKLY' && rule.days.length === 0
      ? [{ nth: 0, weekday: weekdayOf(readDate(start) ?? 0) }]
      : rule.days
  if (days.length === 0) return often
  const names = weekdays(days, words)
  if (rule.interval === 1) return days.length === 7 ? words.every.DAILY[0] : names
  return rule.freq === 'WEEKLY' ? `${often} ${words.onWeekdays(names)}` : `${often} ${words.only(names)}`
}

/** @param rule what the window's rule says */
export const sentenceOf = (rule: Rule, window: Window, language: Language): string => {
  const words = WORDS[language]
  const hours = words.hours(`${window.from}–${window.to}`, window.to < window.from)
  const rest = [
    ...(rule.count === undefined ? [] : [words.times(rule.count)]),
    // Every second week means nothing without the week to count from.
    ...(rule.interval > 1 || rule.count !== undefined ? [words.since(window.start)] : []),
    ...(rule.until === undefined ? [] : [words.until(rule.until)]),
  ]
  const days = pattern(rule, window.start, words)
  return `${days} ${hours} (${window.zone})${rest.length > 0 ? `, ${rest.join(' ')}` : ''}`
}
