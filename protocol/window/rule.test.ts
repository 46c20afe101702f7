import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readRule } from './rule.ts'

const test = suite('window rules: the subset of RFC 5545 §3.3.10')

const TAKEN: readonly string[] = [
  'FREQ=DAILY',
  'FREQ=DAILY;INTERVAL=52',
  'FREQ=DAILY;BYDAY=MO,TU',
  'FREQ=WEEKLY;BYDAY=MO,TH',
  'BYDAY=MO;FREQ=WEEKLY',
  'FREQ=MONTHLY;BYDAY=1MO,-1FR,TU',
  'FREQ=MONTHLY;BYMONTHDAY=1,31,-1',
  'FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR',
  'FREQ=DAILY;COUNT=1000',
  'FREQ=DAILY;UNTIL=20280229',
]

for (const text of TAKEN) {
  test(`takes ${text}`, () => {
    assert.is(readRule(text).ok, true)
  })
}

const REFUSED: readonly (readonly [text: string, part: string])[] = [
  ['', 'syntax'],
  ['FREQ', 'FREQ'],
  ['FREQ=', 'FREQ'],
  ['FREQ=DAILY;', 'syntax'],
  [' FREQ=DAILY', ' FREQ'],
  ['FREQ=DAILY ', 'FREQ'],
  ['FREQ=DAILY\n', 'FREQ'],
  ['FREQ=DAILY=DAILY', 'FREQ'],
  ['RRULE:FREQ=DAILY', 'RRULE:FREQ'],
  ['freq=DAILY', 'freq'],
  ['FREQ=daily', 'FREQ'],
  ['FREQ=WEEKLY;BYDAY=mo', 'BYDAY'],
  ['BYDAY=MO', 'FREQ'],
  ['FREQ=YEARLY', 'FREQ'],
  ['FREQ=HOURLY', 'FREQ'],
  ['FREQ=MINUTELY', 'FREQ'],
  ['FREQ=SECONDLY', 'FREQ'],
  ['FREQ=DAILY;FREQ=DAILY', 'FREQ'],
  ['FREQ=WEEKLY;BYDAY=MO;BYDAY=TU', 'BYDAY'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=53', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=01', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=-1', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=1.5', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=1e1', 'INTERVAL'],
  ['FREQ=DAILY;COUNT=0', 'COUNT'],
  ['FREQ=DAILY;COUNT=1001', 'COUNT'],
  ['FREQ=DAILY;COUNT=99999999999999999999', 'COUNT'],
  ['FREQ=DAILY;COUNT=5;UNTIL=20300101', 'UNTIL'],
  ['FREQ=DAILY;UNTIL=20300101T000000Z', 'UNTIL'],
  ['FREQ=DAILY;UNTIL=20260230', 'UNTIL'],
  ['FREQ=DAILY;UNTIL=19691231', 'UNTIL'],
  ['FREQ=DAILY;BYDAY=1MO', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=MO,MO', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=MO,', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=+1MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=6MO', 'BYDAY'],
  ['FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=3', 'BYDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=-2', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=1,1', 'BYMONTHDAY'],
  ['FREQ=DAILY;BYMONTHDAY=1', 'BYMONTHDAY'],
  ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO', 'BYSETPOS'],
  ['FREQ=MONTHLY;BYMONTH=1', 'BYMONTH'],
  ['FREQ=DAILY;BYYEARDAY=1', 'BYYEARDAY'],
  ['FREQ=DAILY;BYWEEKNO=1', 'BYWEEKNO'],
  ['FREQ=DAILY;BYHOUR=1', 'BYHOUR'],
  ['FREQ=DAILY;BYMINUTE=1', 'BYMINUTE'],
  ['FREQ=DAILY;BYSECOND=1', 'BYSECOND'],
  ['FREQ=WEEKLY;WKST=SU', 'WKST'],
  ['FREQ=DAILY;RSCALE=GREGORIAN', 'RSCALE'],
  ['FREQ=DAILY;SKIP=OMIT', 'SKIP'],
  ['FREQ=DAILY;X-NAME=1', 'X-NAME'],
  ['FREQ=DAILY;__proto__=1', '__proto__'],
  ['FREQ=DAILY\nEXDATE:20260101', 'FREQ'],
  ['FREQ=DAILY;A\u0000B=1', 'A?B'],
  [`FREQ=DAILY;${'A'.repeat(60)}=1`, 'A'.repeat(24)],
  [`FREQ=WEEKLY;BYDAY=${'MO,'.repeat(70)}MO`, 'length'],
]

for (const [text, part] of REFUSED) {
  test(`refuses ${JSON.stringify(text.slice(0, 60))} and names ${part}`, () => {
    assert.equal(readRule(text), { ok: false, code: 'window_rule_unsupported', part })
  })
}

test('reads every part into its own place', () => {
  assert.equal(readRule('FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR,TU;UNTIL=20301231'), {
    ok: true,
    freq: 'MONTHLY',
    interval: 2,
    days: [
      { nth: 1, weekday: 0 },
      { nth: -1, weekday: 4 },
      { nth: 0, weekday: 1 },
    ],
    monthDays: [],
    until: '2030-12-31',
  })
})

test.run()
