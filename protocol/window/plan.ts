// A window made ready for questions: its zone, its hours and its dates. Owns the one use of rrule-temporal.
// The rule runs over dates alone (as days of UTC); the zone comes in only when a date's hours are placed. So a
// change of the clock never moves, drops or miscounts a date.

import { RRuleTemporal } from 'rrule-temporal'
import { bounded } from '../memo.ts'
import { DAY_MS, readDate } from './date.ts'
import { problem, type WindowProblem } from './problem.ts'
import { type Rule, readRule } from './rule.ts'
import { readTime, type Span, spans } from './span.ts'
import { type Zone, zoneNamed } from './zone.ts'

/** The members of a window as they stand in a grant. */
export interface WindowText {
  readonly rule: string
  readonly zone: string
  readonly start: string
  readonly from: string
  readonly to: string
}

export interface Plan {
  readonly ok: true
  readonly rule: Rule
  readonly zone: Zone
  /** The occurrence that begins on this date; undefined when the clock leaves nothing of it. */
  readonly spanOn: (day: number) => Span | undefined
  /** Dates of occurrences from `first` to `last`, both included, in order; days since 1970-01-01. */
  readonly daysBetween: (first: number, last: number) => readonly number[]
  /** The first date after this one; undefined at the rule's end. */
  readonly dayAfter: (day: number) => number | undefined
  /** All spans that can touch this local date, in order. */
  readonly spansAround: (day: number) => readonly Span[]
}

const dates = (rule: string, start: string): Pick<Plan, 'daysBetween' | 'dayAfter'> => {
  const rruleString = `DTSTART:${start.replaceAll('-', '')}T000000Z\nRRULE:${rule}`
  const recurrence = new RRuleTemporal({ rruleString, cache: false })
  const dateOf = (day: number): Date => new Date(day * DAY_MS)
  return {
    daysBetween: (first, last) =>
      recurrence.between(dateOf(first), dateOf(last), true).map((at) => at.epochMilliseconds / DAY_MS),
    dayAfter: (day) => {
      const at = recurrence.next(dateOf(day))
      return at === null ? undefined : at.epochMilliseconds / DAY_MS
    },
  }
}

/** Nearly every question is about now: the answer for one local date is kept. */
const around = ({ spanOn, daysBetween }: Pick<Plan, 'spanOn' | 'daysBetween'>): Plan['spansAround'] => {
  let kept: { readonly day: number; readonly spans: readonly Span[] } | undefined
  return (day) => {
    if (kept?.day === day) return kept.spans
    // Two back and one ahead: a span runs into the next date, and a change of the clock can shift either end past
    // midnight (a clock set back at 00:01 shows the evening again after the new date's span has begun).
    const near = daysBetween(day - 2, day + 1).flatMap((date) => spanOn(date) ?? [])
    kept = { day, spans: near }
    return near
  }
}

const makePlan = (window: WindowText): Plan | WindowProblem => {
  const rule = readRule(window.rule)
  if (!rule.ok) return rule
  const zone = zoneNamed(window.zone)
  if (zone === undefined) return problem('window_zone_unknown', 'zone')
  const from = readTime(window.from)
  if (from === undefined) return problem('window_malformed', 'from')
  const to = readTime(window.to)
  if (to === undefined) return problem('window_malformed', 'to')
  if (from === to) return problem('window_empty', 'to')
  const start = readDate(window.start)
  if (start === undefined) return problem('window_malformed', 'start')
  const parts = { spanOn: spans(zone, from, to), ...dates(window.rule, window.start) }
  // RFC 5545 §3.8.5.3 leaves a start that its own rule does not give undefined; two readers would differ.
  if (parts.daysBetween(start, start).length === 0) return problem('window_start_unmatched', 'start')
  return { ok: true, rule, zone, ...parts, spansAround: around(parts) }
}

const plans = bounded<string, Plan | WindowProblem>(512)

/** @returns the plan, made once for each text, or what is wrong with the window */
export const planOf = (window: WindowText): Plan | WindowProblem => {
  const { rule, zone, start, from, to } = window
  if (rule.length + zone.length + start.length + from.length + to.length > 512) return makePlan(window)
  return plans(JSON.stringify([rule, zone, start, from, to]), () => makePlan(window))
}
