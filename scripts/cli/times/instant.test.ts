import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { SpokenError } from '../spoken.ts'
import { localDate, readSpan, readTime } from './instant.ts'

const test = suite('typed times')

/** Monday 2026-11-23 10:00 UTC, 11:00 in Berlin. */
const now = epochMs(Date.UTC(2026, 10, 23, 10))
const zone = 'Europe/Berlin'
const iso = (text: string, base: Partial<Parameters<typeof readTime>[1]> = {}): string =>
  new Date(readTime(text, { now, zone, ...base })).toISOString()
const codeOf = (act: () => unknown): string => {
  try {
    act()
    return 'no fault'
  } catch (error) {
    return error instanceof SpokenError ? error.code : String(error)
  }
}

const table: readonly (readonly [typed: string, meant: string])[] = [
  ['now', '2026-11-23T10:00:00.000Z'],
  ['jetzt', '2026-11-23T10:00:00.000Z'],
  ['+2h', '2026-11-23T12:00:00.000Z'],
  ['+1d', '2026-11-24T10:00:00.000Z'],
  ['+2h30m', '2026-11-23T12:30:00.000Z'],
  ['14:00', '2026-11-23T13:00:00.000Z'],
  ['9:05', '2026-11-23T08:05:00.000Z'],
  ['tomorrow 14:00', '2026-11-24T13:00:00.000Z'],
  ['morgen 14:00', '2026-11-24T13:00:00.000Z'],
  ['Tomorrow', '2026-11-23T23:00:00.000Z'],
  ['2026-12-24', '2026-12-23T23:00:00.000Z'],
  ['2026-12-24 14:00', '2026-12-24T13:00:00.000Z'],
  ['2026-12-24T14:00', '2026-12-24T13:00:00.000Z'],
  ['2026-12-24T14:00:30', '2026-12-24T13:00:30.000Z'],
  ['2026-12-24T14:00Z', '2026-12-24T14:00:00.000Z'],
  ['2026-12-24T14:00+05:30', '2026-12-24T08:30:00.000Z'],
  // Summer time, and the hour that the clock skips or shows twice (RFC 5545 §3.3.5).
  ['2026-07-01 14:00', '2026-07-01T12:00:00.000Z'],
  ['2027-03-28 02:30', '2027-03-28T01:30:00.000Z'],
  ['2027-10-31 02:30', '2027-10-31T00:30:00.000Z'],
]

for (const [typed, meant] of table) {
  test(`reads “${typed}”`, () => {
    assert.is(iso(typed), meant)
  })
}

test('counts “+2h” from the start when there is one', () => {
  assert.is(iso('+2h', { from: epochMs(Date.UTC(2027, 0, 1)) }), '2027-01-01T02:00:00.000Z')
})

for (const typed of [
  '',
  'soon',
  '25:00',
  '12:60',
  '2026-02-30',
  '2026-13-01',
  '2026-12-24T14',
  'tomorrow 24:00',
  '14',
  'tomorrow14:00 x',
]) {
  test(`refuses “${typed}”`, () => {
    assert.is(
      codeOf(() => readTime(typed, { now, zone })),
      'time_unreadable',
    )
  })
}

test('names a zone that does not exist', () => {
  assert.is(
    codeOf(() => readTime('14:00', { now, zone: 'Mars/Olympus' })),
    'zone_unknown',
  )
  assert.is(
    codeOf(() => readTime('14:00', { now, zone: '+01:00' })),
    'zone_unknown',
  )
})

test('reads spans in every unit and nothing else', () => {
  assert.is(readSpan('1500ms'), 1500)
  assert.is(readSpan('10s'), 10_000)
  assert.is(readSpan('30min'), 1_800_000)
  assert.is(readSpan('1h30m'), 5_400_000)
  assert.is(readSpan('2w'), 1_209_600_000)
  for (const text of ['', '10', 's', '-5s', '0s', '5 s', '10s!', '1e3s', '99999999999s']) {
    assert.is(
      codeOf(() => readSpan(text)),
      'span_unreadable',
      text,
    )
  }
})

test('tells the local date on both sides of midnight', () => {
  assert.is(localDate(epochMs(Date.UTC(2026, 10, 23, 22, 59)), zone), '2026-11-23')
  assert.is(localDate(epochMs(Date.UTC(2026, 10, 23, 23, 1)), zone), '2026-11-24')
})

test('reads back every instant it is given in UTC', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1971-01-01'), max: new Date('2999-01-01'), noInvalidDate: true }), (date) => {
      const whole = new Date(Math.floor(date.getTime() / 1000) * 1000)
      const typed = whole.toISOString().replace('.000', '')
      assert.is(readTime(typed, { now, zone }), whole.getTime())
      assert.is(readTime(typed.replace('Z', '').replace('T', ' '), { now, zone: 'UTC' }), whole.getTime())
    }),
  )
})

test('reads or refuses any text, and never anything else', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      const code = codeOf(() => readTime(text, { now, zone }))
      assert.ok(['no fault', 'time_unreadable', 'span_unreadable'].includes(code), code)
    }),
  )
})

test.run()
