// Attack 10: the edges of a window; and what comes next.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '../units.ts'
import { covers, next, occurrences } from './covers.ts'
import { at, BERLIN, holdsExactly, later, spans } from './probe.fixture.ts'
import type { Window } from './shape.ts'

const DAY = 86_400_000

const edges = suite('attack 10: the edges of a window')

edges('cover from the start up to but without the end', () => {
  holdsExactly(BERLIN, '2026-01-05T09:00:00Z', '2026-01-05T11:00:00Z')
  holdsExactly(BERLIN, '2026-07-05T08:00:00Z', '2026-07-05T10:00:00Z')
})

edges('cover parts of a millisecond the same way', () => {
  assert.ok(covers(BERLIN, epochMs(Date.parse('2026-01-05T11:00:00Z') - 0.5)))
  assert.not(covers(BERLIN, epochMs(Date.parse('2026-01-05T09:00:00Z') - 0.5)))
})

edges('cover nothing before the first occurrence and after the last', () => {
  const counted = { ...BERLIN, rule: 'FREQ=DAILY;COUNT=3' }
  assert.not(covers(counted, at('2025-12-31T09:30:00Z')))
  assert.ok(covers(counted, at('2026-01-01T09:30:00Z')))
  assert.ok(covers(counted, at('2026-01-03T09:30:00Z')))
  assert.not(covers(counted, at('2026-01-04T09:30:00Z')))
  const until = { ...BERLIN, rule: 'FREQ=DAILY;UNTIL=20260103' }
  assert.ok(covers(until, at('2026-01-03T09:30:00Z')))
  assert.not(covers(until, at('2026-01-04T09:30:00Z')))
})

edges('run to the end of the last occurrence, past midnight too', () => {
  const night = { ...BERLIN, rule: 'FREQ=DAILY;UNTIL=20260103', from: '22:00', to: '06:00' }
  holdsExactly(night, '2026-01-03T21:00:00Z', '2026-01-04T05:00:00Z')
  assert.not(covers(night, at('2026-01-04T22:00:00Z')))
  holdsExactly({ ...night, rule: 'FREQ=DAILY;COUNT=3' }, '2026-01-03T21:00:00Z', '2026-01-04T05:00:00Z')
})

edges('cover no instant that is not one', () => {
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 8.64e15, 1e300]) {
    assert.not(covers(BERLIN, epochMs(wrong)), String(wrong))
    assert.equal(occurrences(BERLIN, epochMs(wrong), epochMs(wrong), 10), [])
  }
  assert.is(next(BERLIN, epochMs(Number.NaN)), undefined)
  assert.is(next(BERLIN, epochMs(8.64e15)), undefined)
})

edges('stay shut for a window that cannot be read', () => {
  const wrong = { ...BERLIN, zone: 'Mars/Olympus' }
  assert.not(covers(wrong, at('2026-01-05T09:30:00Z')))
  assert.equal(occurrences(wrong, at('2026-01-05T00:00:00Z'), at('2026-01-06T00:00:00Z'), 10), [])
  assert.is(next(wrong, at('2026-01-05T00:00:00Z')), undefined)
})

edges.run()

const views = suite('windows: what comes next, and a week at a glance')

views('next is the first that starts later', () => {
  const weekly = { ...BERLIN, rule: 'FREQ=WEEKLY;BYDAY=MO,TH', start: '2026-01-05' }
  const thursday = { start: at('2026-01-08T09:00Z'), end: at('2026-01-08T11:00Z') }
  assert.equal(next(weekly, at('2026-01-05T09:00Z')), thursday)
  assert.equal(next(weekly, later('2026-01-08T09:00Z', -1)), thursday)
  assert.is(next(weekly, thursday.start)?.start, at('2026-01-12T09:00Z'))
  assert.is(next(weekly, at('1970-01-01T00:00Z'))?.start, at('2026-01-05T09:00Z'))
  assert.is(next(weekly, epochMs(-DAY))?.start, at('2026-01-05T09:00Z'))
})

views('next finds nothing behind the end of the rule', () => {
  const counted = { ...BERLIN, rule: 'FREQ=DAILY;COUNT=3' }
  assert.is(next(counted, at('2026-01-02T09:00Z'))?.start, at('2026-01-03T09:00Z'))
  assert.is(next(counted, at('2026-01-03T09:00Z')), undefined)
  assert.is(next({ ...BERLIN, rule: 'FREQ=DAILY;UNTIL=20260103' }, at('2026-01-03T09:00Z')), undefined)
})

views('next gives up on hours that are skipped every time', () => {
  const never = {
    ...BERLIN,
    rule: 'FREQ=MONTHLY;INTERVAL=12;BYDAY=-1SU',
    start: '2026-03-29',
    from: '02:00',
    to: '03:00',
  }
  assert.is(next(never, at('2026-01-01T00:00Z')), undefined)
})

views('next steps over the hours that are skipped once', () => {
  const early = { ...BERLIN, from: '02:00', to: '03:00' }
  assert.is(next(early, at('2026-03-28T02:00Z'))?.start, at('2026-03-30T00:00Z'))
})

views('a week shows what touches it, the running one first', () => {
  const night = { ...BERLIN, rule: 'FREQ=WEEKLY;BYDAY=SU,WE', start: '2026-01-04', from: '22:00', to: '06:00' }
  assert.equal(spans(night, '2026-01-04T23:00Z', '2026-01-11T21:00Z'), [
    '2026-01-04T21:00/2026-01-05T05:00',
    '2026-01-07T21:00/2026-01-08T05:00',
  ])
})

views('a list that ends in an evening shown again holds the date begun before it', () => {
  const sunday: Window = { ...BERLIN, zone: 'America/St_Johns', start: '2010-01-01', from: '00:00', to: '00:30' }
  assert.equal(spans(sunday, '2010-11-07T01:00Z', '2010-11-07T02:45Z'), ['2010-11-07T02:30/2010-11-07T04:00'])
})

views('a list is bounded by its limit, by 1000 and by ten years', () => {
  const from = at('2026-01-01T00:00Z')
  const far = epochMs(from + 40_000 * DAY)
  assert.is(occurrences(BERLIN, from, far, 7).length, 7)
  assert.is(occurrences(BERLIN, from, far, 1e9).length, 1000)
  assert.is(occurrences(BERLIN, from, far, 0).length, 0)
  assert.is(occurrences(BERLIN, from, far, -1).length, 0)
  assert.is(occurrences(BERLIN, far, from, 10).length, 0)
  const yearly = { ...BERLIN, rule: 'FREQ=MONTHLY;INTERVAL=12' }
  assert.is(occurrences(yearly, from, epochMs(Number.POSITIVE_INFINITY), 1000).length, 11)
})

views.run()
