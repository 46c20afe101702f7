// Attack 13, by hand: every instant below was worked out on paper from the rules of the place.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '../units.ts'
import { covers } from './covers.ts'
import { at, BERLIN, holdsExactly, spans } from './probe.fixture.ts'
import type { Window } from './shape.ts'

interface Case {
  readonly what: string
  readonly zone: string
  readonly hours: readonly [from: string, to: string]
  readonly from: string
  readonly to: string
  /** Spans that touch [from, to). */
  readonly spans: readonly string[]
  readonly rule?: string
  readonly start?: string
}

// Berlin sets its clocks forward on 2026-03-29 at 01:00 UTC and back on 2026-10-25 at 01:00 UTC.
const CASES: readonly Case[] = [
  {
    what: 'a night of 22:00–06:00 has 7 hours when the clocks go forward',
    zone: 'Europe/Berlin',
    hours: ['22:00', '06:00'],
    from: '2026-03-28T12:00Z',
    to: '2026-03-29T12:00Z',
    spans: ['2026-03-28T21:00/2026-03-29T04:00'],
  },
  {
    what: 'a night of 22:00–06:00 has 9 hours when the clocks go back',
    zone: 'Europe/Berlin',
    hours: ['22:00', '06:00'],
    from: '2026-10-24T12:00Z',
    to: '2026-10-25T12:00Z',
    spans: ['2026-10-24T20:00/2026-10-25T05:00'],
  },
  {
    what: 'a start in the gap is read with the offset before it',
    zone: 'Europe/Berlin',
    hours: ['02:30', '04:00'],
    from: '2026-03-28T23:00Z',
    to: '2026-03-29T22:00Z',
    spans: ['2026-03-29T01:30/2026-03-29T02:00'],
  },
  {
    what: 'an end in the gap is read with the offset before it',
    zone: 'Europe/Berlin',
    hours: ['01:00', '02:30'],
    from: '2026-03-28T23:00Z',
    to: '2026-03-29T22:00Z',
    spans: ['2026-03-29T00:00/2026-03-29T01:30'],
  },
  {
    what: 'both ends in the gap come an hour later on the wall',
    zone: 'Europe/Berlin',
    hours: ['02:15', '02:45'],
    from: '2026-03-28T23:00Z',
    to: '2026-03-29T22:00Z',
    spans: ['2026-03-29T01:15/2026-03-29T01:45'],
  },
  {
    what: 'the hour that is skipped is empty',
    zone: 'Europe/Berlin',
    hours: ['02:00', '03:00'],
    from: '2026-03-28T00:00Z',
    to: '2026-03-30T12:00Z',
    spans: ['2026-03-28T01:00/2026-03-28T02:00', '2026-03-30T00:00/2026-03-30T01:00'],
  },
  {
    what: 'a window from inside the gap to just behind it is empty',
    zone: 'Europe/Berlin',
    hours: ['02:30', '03:15'],
    from: '2026-03-28T23:00Z',
    to: '2026-03-29T22:00Z',
    spans: [],
  },
  {
    what: 'a window up to the gap ends where it opens',
    zone: 'Europe/Berlin',
    hours: ['01:00', '02:00'],
    from: '2026-03-28T23:00Z',
    to: '2026-03-29T22:00Z',
    spans: ['2026-03-29T00:00/2026-03-29T01:00'],
  },
  {
    what: 'the hour that comes twice is covered both times',
    zone: 'Europe/Berlin',
    hours: ['02:00', '03:00'],
    from: '2026-10-24T22:00Z',
    to: '2026-10-25T22:00Z',
    spans: ['2026-10-25T00:00/2026-10-25T02:00'],
  },
  {
    what: 'a window inside the hour that comes twice is covered the first time only',
    zone: 'Europe/Berlin',
    hours: ['02:15', '02:45'],
    from: '2026-10-24T22:00Z',
    to: '2026-10-25T22:00Z',
    spans: ['2026-10-25T00:15/2026-10-25T00:45'],
  },
  {
    what: 'a night ends at the first time its end comes',
    zone: 'Europe/Berlin',
    hours: ['22:00', '02:30'],
    from: '2026-10-24T12:00Z',
    to: '2026-10-25T12:00Z',
    spans: ['2026-10-24T20:00/2026-10-25T00:30'],
  },
  {
    what: 'RFC 5545 §3.3.5: 02:30 in the gap of New York is 03:30 summer time',
    zone: 'America/New_York',
    hours: ['02:30', '08:00'],
    from: '2007-03-11T05:00Z',
    to: '2007-03-12T04:00Z',
    spans: ['2007-03-11T07:30/2007-03-11T12:00'],
  },
  {
    what: 'RFC 5545 §3.3.5: 01:30 that comes twice in New York is the first',
    zone: 'America/New_York',
    hours: ['01:30', '08:00'],
    from: '2007-11-04T04:00Z',
    to: '2007-11-05T05:00Z',
    spans: ['2007-11-04T05:30/2007-11-04T13:00'],
  },
  {
    what: '01:30–03:30 has one hour in New York in March 2026',
    zone: 'America/New_York',
    hours: ['01:30', '03:30'],
    from: '2026-03-08T05:00Z',
    to: '2026-03-09T04:00Z',
    spans: ['2026-03-08T06:30/2026-03-08T07:30'],
  },
  {
    what: '01:30–03:30 has three hours in New York in November 2026',
    zone: 'America/New_York',
    hours: ['01:30', '03:30'],
    from: '2026-11-01T04:00Z',
    to: '2026-11-02T05:00Z',
    spans: ['2026-11-01T05:30/2026-11-01T08:30'],
  },
  {
    what: 'Lord Howe goes back by half an hour',
    zone: 'Australia/Lord_Howe',
    hours: ['01:00', '03:00'],
    from: '2026-04-04T13:00Z',
    to: '2026-04-05T13:00Z',
    spans: ['2026-04-04T14:00/2026-04-04T16:30'],
  },
  {
    what: 'Lord Howe: from the first 01:45 to 02:15 is an hour',
    zone: 'Australia/Lord_Howe',
    hours: ['01:45', '02:15'],
    from: '2026-04-04T13:00Z',
    to: '2026-04-05T13:00Z',
    spans: ['2026-04-04T14:45/2026-04-04T15:45'],
  },
  {
    what: 'Lord Howe goes forward by half an hour',
    zone: 'Australia/Lord_Howe',
    hours: ['01:00', '03:00'],
    from: '2026-10-03T13:30Z',
    to: '2026-10-04T13:00Z',
    spans: ['2026-10-03T14:30/2026-10-03T16:00'],
  },
  {
    what: 'Lord Howe: ten minutes inside the gap come half an hour later on the wall',
    zone: 'Australia/Lord_Howe',
    hours: ['02:10', '02:20'],
    from: '2026-10-03T13:30Z',
    to: '2026-10-04T13:00Z',
    spans: ['2026-10-03T15:40/2026-10-03T15:50'],
  },
  {
    what: 'a day that begins in the gap begins where the gap ends (São Paulo)',
    zone: 'America/Sao_Paulo',
    hours: ['00:00', '02:00'],
    from: '2018-11-03T12:00Z',
    to: '2018-11-04T12:00Z',
    spans: ['2018-11-04T03:00/2018-11-04T04:00'],
  },
  {
    what: "a date's first minute can come before the evening is shown again (St. John's)",
    zone: 'America/St_Johns',
    hours: ['00:00', '00:30'],
    rule: 'FREQ=WEEKLY;BYDAY=SU',
    start: '2010-10-31',
    from: '2010-11-06T12:00Z',
    to: '2010-11-07T12:00Z',
    spans: ['2010-11-07T02:30/2010-11-07T04:00'],
  },
  {
    what: 'Apia: the Friday that never was is on no other day',
    zone: 'Pacific/Apia',
    hours: ['10:00', '12:00'],
    rule: 'FREQ=WEEKLY;BYDAY=FR',
    start: '2011-12-23',
    from: '2011-12-23T00:00Z',
    to: '2012-01-08T00:00Z',
    spans: ['2011-12-23T20:00/2011-12-23T22:00', '2012-01-05T20:00/2012-01-05T22:00'],
  },
  {
    what: "Apia: Saturday's hours follow Thursday's a day later",
    zone: 'Pacific/Apia',
    hours: ['10:00', '12:00'],
    from: '2011-12-29T00:00Z',
    to: '2011-12-31T12:00Z',
    spans: ['2011-12-29T20:00/2011-12-29T22:00', '2011-12-30T20:00/2011-12-30T22:00'],
  },
  {
    what: 'Apia: a night into the skipped date has its eight hours',
    zone: 'Pacific/Apia',
    hours: ['22:00', '06:00'],
    rule: 'FREQ=WEEKLY;BYDAY=TH',
    start: '2011-12-29',
    from: '2011-12-29T00:00Z',
    to: '2012-01-01T00:00Z',
    spans: ['2011-12-30T08:00/2011-12-30T16:00'],
  },
]

const changes = suite('attack 13: changes of the clock')

for (const { what, zone, hours, from, to, spans: wanted, rule = 'FREQ=DAILY', start = '2005-01-01' } of CASES) {
  changes(what, () => {
    const window: Window = { rule, zone, start, from: hours[0], to: hours[1] }
    assert.equal(spans(window, from, to), wanted)
    for (const span of wanted) {
      const [first = '', last = ''] = span.split('/')
      holdsExactly(window, `${first}Z`, `${last}Z`)
    }
    // Nothing but the spans is covered, looked at every five minutes.
    for (let now = at(from); now < at(to); now = epochMs(now + 300_000)) {
      const inside = wanted.some((span) => span.split('/').every((end, side) => now < at(`${end}Z`) === (side === 1)))
      assert.is(covers(window, now), inside, new Date(now).toISOString())
    }
  })
}

changes('a date whose hours go missing still counts', () => {
  const window = { ...BERLIN, rule: 'FREQ=DAILY;COUNT=3', start: '2026-03-28', from: '02:00', to: '03:00' }
  assert.equal(spans(window, '2026-03-01T00:00Z', '2026-05-01T00:00Z'), [
    '2026-03-28T01:00/2026-03-28T02:00',
    '2026-03-30T00:00/2026-03-30T01:00',
  ])
})

changes('a move to another zone moves the hours, not the dates', () => {
  const tokyo = { ...BERLIN, zone: 'Asia/Tokyo', rule: 'FREQ=WEEKLY;BYDAY=MO', start: '2026-01-05', from: '01:00' }
  holdsExactly({ ...tokyo, to: '02:00' }, '2026-01-04T16:00:00Z', '2026-01-04T17:00:00Z')
  assert.not(covers({ ...tokyo, to: '02:00' }, at('2026-01-05T16:30:00Z')))
})

changes.run()

const dates = suite('attack 13: dates that are not in every month or year')

const days = (rule: string, start: string, to: string): readonly string[] =>
  spans({ ...BERLIN, zone: 'UTC', rule, start }, `${start}T00:00Z`, to).map((span) => span.slice(0, 10))

dates('29 February comes in leap years only', () => {
  const wanted = ['2024-02-29', '2028-02-29', '2032-02-29']
  assert.equal(days('FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29', '2024-02-29', '2034-01-01T00:00Z'), wanted)
})

dates('the 29th is left out of a short February', () => {
  const wanted = ['2026-01-29', '2026-03-29', '2026-04-29']
  assert.equal(days('FREQ=MONTHLY;BYMONTHDAY=29', '2026-01-29', '2026-05-01T00:00Z'), wanted)
  const leap = ['2028-01-29', '2028-02-29', '2028-03-29']
  assert.equal(days('FREQ=MONTHLY;BYMONTHDAY=29', '2028-01-29', '2028-04-01T00:00Z'), leap)
})

dates('the last day is the last of each month', () => {
  const wanted = ['2027-12-31', '2028-01-31', '2028-02-29', '2028-03-31']
  assert.equal(days('FREQ=MONTHLY;BYMONTHDAY=-1', '2027-12-31', '2028-04-01T00:00Z'), wanted)
})

dates('a night from 28 February ends on the 29th or on 1 March', () => {
  const night = { ...BERLIN, zone: 'UTC', from: '22:00', to: '06:00' }
  holdsExactly(night, '2028-02-28T22:00:00Z', '2028-02-29T06:00:00Z')
  holdsExactly(night, '2026-02-28T22:00:00Z', '2026-03-01T06:00:00Z')
})

dates('first and last weekdays of a month', () => {
  const wanted = ['2026-01-05', '2026-01-30', '2026-02-02', '2026-02-27', '2026-03-02', '2026-03-27']
  assert.equal(days('FREQ=MONTHLY;BYDAY=1MO,-1FR', '2026-01-05', '2026-04-01T00:00Z'), wanted)
})

dates('every second week counts from Monday of the first', () => {
  const wanted = ['2026-01-08', '2026-01-19', '2026-01-22', '2026-02-02']
  assert.equal(days('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', '2026-01-08', '2026-02-03T00:00Z'), wanted)
})

dates.run()
