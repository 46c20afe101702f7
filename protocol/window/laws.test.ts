// Attack 13 as laws. The oracle knows nothing of the code under test: it reads wall times off Intl as text, finds
// a window's ends by looking at every minute, and decides about dates one by one with Date's own calendar.

import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type EpochMs, epochMs } from '../units.ts'
import { covers, next, occurrences } from './covers.ts'
import { readWindow, type Window } from './shape.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const ZONES = Intl.supportedValuesOf('timeZone')
// Places whose clocks change at odd hours, by odd amounts, often, or at midnight.
const RESTLESS = [
  'Europe/Berlin',
  'Europe/Dublin',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kwajalein',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Pyongyang',
  'Antarctica/Troll',
]

const formats = new Map<string, Intl.DateTimeFormat>()
/** "2026-03-29 03:00:00": sorts as text. */
const wallText = (zone: string, at: number): string => {
  const known = formats.get(zone)
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(zone, format)
  return format.format(at)
}

const later = (at: EpochMs, by: number): EpochMs => epochMs(at + by)
const dateText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)
/** The wall time as if it showed UTC. */
const wallNumber = (zone: string, at: number): number => Date.parse(`${wallText(zone, at).replace(' ', 'T')}Z`)
const offsetAt = (zone: string, at: number): number => wallNumber(zone, at) - at

const clockText = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((minute) => new Date(minute * MINUTE).toISOString().slice(11, 16))
const hours = fc.tuple(clockText, clockText).filter(([from, to]) => from !== to)

const away = suite('attack 13: any zone, away from changes of the clock')

away('covers exactly the wall times of the dates that recur', () => {
  const weekdays = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 })
  const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 0, 1) })
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), weekdays, hours, instant, (zone, days, [from, to], at) => {
      fc.pre(offsetAt(zone, at - 2 * DAY) === offsetAt(zone, at + 2 * DAY))
      const recurs = (date: string): boolean => days.includes(WEEKDAYS[new Date(date).getUTCDay()] ?? '')
      const start = [0, 1, 2, 3, 4, 5, 6].map((ahead) => dateText(10_900 + ahead)).find(recurs) ?? ''
      const [today = '', time = ''] = wallText(zone, at).split(' ')
      const yesterday = dateText(Date.parse(today) / DAY - 1)
      const overnight = to <= from
      const evening = recurs(today) && time >= `${from}:00` && (overnight || time < `${to}:00`)
      const morning = recurs(yesterday) && overnight && time < `${to}:00`
      const window: Window = { rule: `FREQ=WEEKLY;BYDAY=${days.join(',')}`, zone, start, from, to }
      assert.is(covers(window, epochMs(at)), evening || morning)
    }),
    { numRuns: 1500 },
  )
})

away.run()

/** Every local midday around which the zone's offset changes, 1990 to 2037. */
const changesOf = (zone: string): readonly number[] => {
  const found: number[] = []
  let offset = offsetAt(zone, Date.UTC(1990, 0, 1))
  for (let at = Date.UTC(1990, 0, 2); at < Date.UTC(2037, 0, 1); at += DAY) {
    const now = offsetAt(zone, at)
    if (now !== offset) found.push(at)
    offset = now
  }
  return found
}

/** Minute by minute: the instant at which the wall first stands at this, or where the gap's rule puts it. */
const instantOf = (minutes: readonly (readonly [at: number, wall: number])[], wall: number): number => {
  const first = minutes.find((minute) => minute[1] === wall)
  if (first) return first[0]
  // In the gap: go on counting from the last minute before it (RFC 5545 §3.3.5).
  const before = minutes.findIndex((minute, index) => minute[1] < wall && (minutes[index + 1]?.[1] ?? 0) > wall)
  const [at, stood] = minutes[before] ?? [Number.NaN, Number.NaN]
  return at + wall - stood
}

const near = suite('attack 13: minute by minute around changes of the clock')

near('covers what a person with a wall clock would find', () => {
  const moments = RESTLESS.flatMap((zone) => changesOf(zone).map((at) => [zone, at] as const))
  assert.ok(moments.length > 500, 'the zones have changes to look at')
  const moment = fc.constantFrom(...moments)
  fc.assert(
    fc.property(moment, hours, ([zone, change], [from, to]) => {
      const minutes: (readonly [number, number])[] = []
      for (let at = change - 4 * DAY; at < change + 4 * DAY; at += 5 * MINUTE) {
        // Every minute only where the offset changes, so that a run stays short.
        const step = offsetAt(zone, at) === offsetAt(zone, at + 5 * MINUTE) ? at : undefined
        const wall = wallNumber(zone, at)
        for (let m = 0; m < 5; m += 1) {
          const minute = at + m * MINUTE
          minutes.push([minute, step === undefined ? wallNumber(zone, minute) : wall + m * MINUTE])
        }
      }
      const dates = [...new Set(minutes.map((minute) => Math.floor(minute[1] / DAY)))]
      const wanted = dates.slice(1, -2).map((date) => {
        const begin = date * DAY + Date.parse(`1970-01-01T${from}Z`)
        const end = (to > from ? date : date + 1) * DAY + Date.parse(`1970-01-01T${to}Z`)
        return [instantOf(minutes, begin), instantOf(minutes, end)] as const
      })
      const window: Window = { rule: 'FREQ=DAILY', zone, start: '1989-01-01', from, to }
      const range = [epochMs(change - 2 * DAY), epochMs(change + 1.5 * DAY)] as const
      const seen = occurrences(window, ...range, 100).map((span) => [span.start, span.end])
      const inRange = wanted.filter(([begin, end]) => begin < end && begin < range[1] && end > range[0])
      assert.equal(seen, inRange, `${zone} ${new Date(change).toISOString()} ${from}-${to}`)
      for (let at = range[0]; at < range[1]; at = epochMs(at + 7 * MINUTE)) {
        const inside = wanted.some(([begin, end]) => begin <= at && at < end)
        assert.is(covers(window, at), inside, `${zone} ${new Date(at).toISOString()} ${from}-${to}`)
      }
    }),
    { numRuns: 80 },
  )
})

near.run()

interface Spec {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY'
  readonly interval: number
  readonly days: readonly string[]
  readonly monthDays: readonly number[]
  readonly count: number | undefined
  readonly until: number | undefined
  readonly start: number
}

const ruleText = (spec: Spec): string =>
  [
    `FREQ=${spec.freq}`,
    `INTERVAL=${spec.interval}`,
    ...(spec.days.length > 0 ? [`BYDAY=${spec.days.join(',')}`] : []),
    ...(spec.monthDays.length > 0 ? [`BYMONTHDAY=${spec.monthDays.join(',')}`] : []),
    ...(spec.count === undefined ? [] : [`COUNT=${spec.count}`]),
    ...(spec.until === undefined ? [] : [`UNTIL=${dateText(spec.until).replaceAll('-', '')}`]),
  ].join(';')

const monthOf = (day: number): number => {
  const date = new Date(day * DAY)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
const dayOfMonth = (day: number): number => new Date(day * DAY).getUTCDate()
const lengthOfMonth = (day: number): number => {
  const date = new Date(day * DAY)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
}

/** "2TU" is the second Tuesday, "-1TU" the last, "TU" every one. */
const isWeekday = (day: number, text: string): boolean => {
  if (WEEKDAYS[new Date(day * DAY).getUTCDay()] !== text.slice(-2)) return false
  const nth = Number(text.slice(0, -2))
  if (nth === 0) return true
  const fromStart = Math.ceil(dayOfMonth(day) / 7)
  const fromEnd = Math.ceil((lengthOfMonth(day) - dayOfMonth(day) + 1) / 7)
  return nth > 0 ? nth === fromStart : -nth === fromEnd
}

const matches = (spec: Spec, day: number): boolean => {
  const inDays = spec.days.length === 0 || spec.days.some((text) => isWeekday(day, text))
  const since = { DAILY: day - spec.start, WEEKLY: weekOf(day) - weekOf(spec.start), MONTHLY: 0 }[spec.freq]
  if (spec.freq === 'DAILY') return inDays && since % spec.interval === 0
  if (spec.freq === 'WEEKLY') {
    return since % spec.interval === 0 && (spec.days.length > 0 ? inDays : (day - spec.start) % 7 === 0)
  }
  if ((monthOf(day) - monthOf(spec.start)) % spec.interval !== 0) return false
  const inMonth = spec.monthDays.some((date) =>
    date > 0 ? date === dayOfMonth(day) : dayOfMonth(day) === lengthOfMonth(day),
  )
  if (spec.monthDays.length > 0) return inMonth && inDays
  return spec.days.length > 0 ? inDays : dayOfMonth(day) === dayOfMonth(spec.start)
}
/** Weeks begin on Monday; 1970-01-01 was a Thursday. */
const weekOf = (day: number): number => Math.floor((day + 3) / 7)

const datesOf = (spec: Spec, last: number): readonly number[] => {
  const found: number[] = []
  for (let day = spec.start; day <= Math.min(last, spec.until ?? last); day += 1) {
    if (matches(spec, day)) found.push(day)
  }
  return found.slice(0, spec.count ?? found.length)
}

const plainDays = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { maxLength: 4 })
const nthDays = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('', '1', '2', '3', '4', '5', '-1', '-2', '-3', '-4', '-5'), fc.constantFrom(...WEEKDAYS))
    .map((pair) => pair.join('')),
  { minLength: 1, maxLength: 3 },
)
const monthDates = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant(-1)), { maxLength: 4 })
const bound = fc.oneof(
  fc.constant({ count: undefined, until: undefined }),
  fc.record({ count: fc.integer({ min: 1, max: 60 }), until: fc.constant(undefined) }),
  fc.record({ count: fc.constant(undefined), until: fc.integer({ min: 20_000, max: 22_000 }) }),
)
const pattern = fc.oneof(
  fc.record({ freq: fc.constantFrom('DAILY', 'WEEKLY'), days: plainDays, monthDays: fc.constant([]) }),
  fc.record({ freq: fc.constant('MONTHLY'), days: nthDays, monthDays: fc.constant([]) }),
  fc.record({ freq: fc.constant('MONTHLY'), days: plainDays, monthDays: monthDates }),
)
const interval = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 52 }))

/** A rule whose start is its own first occurrence: the first date from a random one that its parts allow. */
const spec: fc.Arbitrary<Spec> = fc
  .record({ pattern, bound, interval, from: fc.integer({ min: 19_000, max: 20_500 }) })
  .map((parts) => {
    const { from } = parts
    const loose = { ...parts.pattern, ...parts.bound, interval: parts.interval, start: from } as Spec
    const start = Array.from({ length: 400 }, (_, ahead) => from + ahead).find((day) =>
      matches({ ...loose, interval: 1, start: day }, day),
    )
    return { ...loose, start: start ?? -1 }
  })
  .filter((made) => made.start >= 0 && (made.until === undefined || made.until >= made.start))

const rules = suite('attack 13: which dates recur')

rules('are those a calendar gives, counted and ended', () => {
  fc.assert(
    fc.property(spec, (made) => {
      const last = made.start + 1500
      const window = { rule: ruleText(made), zone: 'UTC', start: dateText(made.start), from: '09:00', to: '10:00' }
      assert.ok(readWindow(window).ok, JSON.stringify(window))
      const wanted = datesOf(made, last)
      const range = [epochMs((made.start - 30) * DAY), epochMs((last + 1) * DAY)] as const
      const seen = occurrences(window, ...range, 1000).map((span) => Math.floor(span.start / DAY))
      assert.equal(seen, wanted.slice(0, 1000), JSON.stringify(window))
      for (const day of [made.start - 1, ...seen.slice(-3), ...seen.slice(0, 3).map((date) => date + 1)]) {
        assert.is(covers(window, epochMs((day + 0.4) * DAY)), wanted.includes(day), `${window.rule} ${dateText(day)}`)
      }
      const following = next(window, epochMs((made.start + 0.5) * DAY))
      if (wanted[1] !== undefined) assert.is(following?.start, wanted[1] * DAY + 9 * 3_600_000)
    }),
    { numRuns: 400 },
  )
})

rules('with a start that its rule does not give are refused', () => {
  fc.assert(
    fc.property(spec, fc.integer({ min: 1, max: 40 }), (made, ahead) => {
      const start = made.start + ahead
      fc.pre(!matches({ ...made, start }, start))
      const window = { rule: ruleText(made), zone: 'UTC', start: dateText(start), from: '09:00', to: '10:00' }
      assert.equal(readWindow(window), { ok: false, code: 'window_start_unmatched', part: 'start' })
    }),
    { numRuns: 200 },
  )
})

rules.run()

const agreement = suite('windows: the questions agree')

agreement('covers, next and occurrences tell one story', () => {
  const zone = fc.oneof(fc.constantFrom(...RESTLESS), fc.constantFrom(...ZONES))
  const instant = fc.integer({ min: Date.UTC(2022, 0, 1), max: Date.UTC(2029, 0, 1) }).map(epochMs)
  fc.assert(
    fc.property(spec, zone, hours, instant, (made, place, [from, to], at) => {
      const window: Window = { rule: ruleText(made), zone: place, start: dateText(made.start), from, to }
      const touching = occurrences(window, at, later(at, 1), 10)
      assert.is(covers(window, at), touching.length > 0)
      const following = next(window, at)
      if (following === undefined) return
      assert.ok(following.start > at && covers(window, following.start))
      const between = occurrences(window, at, following.start, 1000)
      assert.ok(between.every((span) => span.start <= at))
    }),
    { numRuns: 400 },
  )
})

agreement.run()
