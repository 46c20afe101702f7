import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { occurrences } from '#protocol/window/covers.ts'
import { readWindow } from '#protocol/window/shape.ts'
import type { Window } from '#protocol/window.ts'
import { hoursOf } from './hours.ts'

const test = suite('the hours a page shows')

const MONDAY = Date.UTC(2026, 10, 23, 9)
const DAY = 86_400_000
const berlin: Window = {
  rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
  zone: 'Europe/Berlin',
  start: '2026-11-23',
  from: '10:00',
  to: '12:00',
}

test('the one under way comes first', () => {
  const [now, then] = hoursOf(berlin, MONDAY, MONDAY + 30 * DAY, 2)
  assert.equal(now, { start: epochMs(MONDAY), end: epochMs(MONDAY + 7_200_000) })
  assert.is(then?.start, epochMs(MONDAY + 3 * DAY))
})

test('nothing for a window that cannot be read', () => {
  assert.equal(hoursOf({ ...berlin, rule: 'FREQ=YEARLY' }, MONDAY, MONDAY + DAY, 5), [])
  assert.equal(hoursOf({ ...berlin, zone: 'Moon/Base' }, MONDAY, MONDAY + DAY, 5), [])
})

const pick = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values)
const weekdays = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
const interval = fc.integer({ min: 1, max: 5 })
const rules = fc.oneof(
  fc
    .tuple(interval, fc.option(weekdays))
    .map(([n, days]) => `FREQ=DAILY;INTERVAL=${n}${days ? `;BYDAY=${days.join(',')}` : ''}`),
  fc
    .tuple(interval, fc.option(weekdays))
    .map(([n, days]) => `FREQ=WEEKLY;INTERVAL=${n}${days ? `;BYDAY=${days.join(',')}` : ''}`),
  fc
    .tuple(interval, pick('BYDAY=1MO', 'BYDAY=-1FR,2TU', 'BYMONTHDAY=1,15,-1', 'BYMONTHDAY=13;BYDAY=FR', 'BYDAY=5WE'))
    .map(([n, part]) => `FREQ=MONTHLY;INTERVAL=${n};${part}`),
)
const ends = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 9 }).map((n) => `;COUNT=${n}`),
  pick(';UNTIL=20270315'),
)

test('law: what is shown is what the calendar of the door says', () => {
  const law = fc.property(
    rules,
    ends,
    pick('Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'UTC'),
    pick(['10:00', '12:00'], ['22:00', '06:00'], ['02:00', '03:00']),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 300 }),
    (rule, end, zone, [from = '', to = ''], startsIn, askedIn) => {
      const start = new Date(MONDAY + startsIn * DAY).toISOString().slice(0, 10)
      const read = readWindow({ rule: rule + end, zone, start, from, to })
      fc.pre(read.ok)
      if (!read.ok) return
      const [first, last] = [MONDAY + askedIn * DAY, MONDAY + (askedIn + 90) * DAY]
      const ours = hoursOf(read.window, first, last, 20)
      assert.equal(ours, occurrences(read.window, epochMs(first), epochMs(last), 20), JSON.stringify(read.window))
    },
  )
  fc.assert(law, { numRuns: 300 })
})

test.run()
