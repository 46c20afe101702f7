// The subset of a recurrence rule (RFC 5545 §3.3.10) that a window may use. Whatever else a rule can say is
// refused by the name of the part, never skipped: a part that one reader skips would widen the window.

import { readDate } from './date.ts'
import { problem, type WindowProblem } from './problem.ts'

/** Weekdays as RFC 5545 writes them, Monday first. */
export const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

const RULE_CHARS = 200

/** `nth`: 1 is the first of the month, -1 the last; 0 is every one. `weekday`: 0 is Monday. */
export interface RuleDay {
  readonly nth: number
  readonly weekday: number
}

export interface Rule {
  readonly ok: true
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY'
  /** Every so many days, weeks (from Monday on) or months: 1 to 52. */
  readonly interval: number
  readonly days: readonly RuleDay[]
  /** 1 to 31, or -1 for the last. */
  readonly monthDays: readonly number[]
  /** Occurrences in all: 1 to 1000. */
  readonly count?: number
  /** The last date on which one may start, YYYY-MM-DD. */
  readonly until?: string
}

// One way to write each value: no signs, zeros or white space that two readers could take differently.
const VALUES: ReadonlyMap<string, RegExp> = new Map([
  ['FREQ', /^(DAILY|WEEKLY|MONTHLY)$/],
  ['INTERVAL', /^([1-9]|[1-4]\d|5[0-2])$/],
  ['COUNT', /^([1-9]\d{0,2}|1000)$/],
  // A date and no time: what recurs here are dates, and UNTIL has the type of DTSTART.
  ['UNTIL', /^\d{8}$/],
  ['BYDAY', /^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*$/],
  ['BYMONTHDAY', /^([1-9]|[12]\d|3[01]|-1)(,([1-9]|[12]\d|3[01]|-1))*$/],
])

const unsupported = (part: string): WindowProblem => problem('window_rule_unsupported', part)

const splitParts = (text: string): ReadonlyMap<string, string> | WindowProblem => {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const [name = '', value = ''] = part.split('=', 2)
    const twice = parts.has(name)
    if (twice || !VALUES.get(name)?.test(value) || part !== `${name}=${value}`) return unsupported(name || 'syntax')
    parts.set(name, value)
  }
  return parts
}

const listOf = (value: string | undefined): readonly string[] => value?.split(',') ?? []

const dayOf = (text: string): RuleDay => ({
  nth: Number(text.slice(0, -2)),
  weekday: WEEKDAYS.indexOf(text.slice(-2)),
})

/** Which parts do not go together. */
const clash = (rule: Rule): string | undefined => {
  const ordinals = rule.days.some((day) => day.nth !== 0)
  if (rule.count !== undefined && rule.until !== undefined) return 'UNTIL'
  if (rule.monthDays.length > 0 && rule.freq !== 'MONTHLY') return 'BYMONTHDAY'
  // "The first Monday, if it is the 3rd": nobody means it, and programs differ on it.
  if (ordinals && (rule.freq !== 'MONTHLY' || rule.monthDays.length > 0)) return 'BYDAY'
  return undefined
}

/** @returns the rule, or `window_rule_unsupported` with the part that is outside the subset */
export const readRule = (text: string): Rule | WindowProblem => {
  if (text.length > RULE_CHARS) return unsupported('length')
  const parts = splitParts(text)
  if ('code' in parts) return parts
  const freq = parts.get('FREQ') as Rule['freq'] | undefined
  if (freq === undefined) return unsupported('FREQ')
  for (const name of ['BYDAY', 'BYMONTHDAY']) {
    const list = listOf(parts.get(name))
    if (new Set(list).size !== list.length) return unsupported(name)
  }
  const count = parts.get('COUNT')
  const until = parts.get('UNTIL')?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  if (until !== undefined && readDate(until) === undefined) return unsupported('UNTIL')
  const rule: Rule = {
    ok: true,
    freq,
    interval: Number(parts.get('INTERVAL') ?? 1),
    days: listOf(parts.get('BYDAY')).map(dayOf),
    monthDays: listOf(parts.get('BYMONTHDAY')).map(Number),
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(until === undefined ? {} : { until }),
  }
  const part = clash(rule)
  return part === undefined ? rule : unsupported(part)
}
