import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Allowed } from './grant.ts'
import { momentName, stretchName } from './times.ts'
import { phaseOf, shared, stretches } from './when.ts'

const test = suite('when an access counts')

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** 10:00 in Berlin. */
const MONDAY = Date.UTC(2026, 10, 23, 9)
const weekly = {
  rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
  zone: 'Europe/Berlin',
  start: '2026-11-23',
  from: '10:00',
  to: '12:00',
}

const allowed = (more: Partial<Allowed> = {}): Allowed => ({
  id: 'g' as never,
  door: 'd' as never,
  holder: 'h' as never,
  act: ['unlock', 'lock'],
  nbf: MONDAY / 1000,
  exp: (MONDAY + 2 * HOUR) / 1000,
  windows: [],
  uses: 1,
  rec: true,
  job: undefined,
  isLink: false,
  ...more,
})

test('an access without hours counts from its beginning to its end', () => {
  assert.equal(phaseOf(allowed(), MONDAY - 1), { is: 'later', next: { start: MONDAY, end: MONDAY + 2 * HOUR } })
  assert.equal(phaseOf(allowed(), MONDAY), { is: 'now', until: MONDAY + 2 * HOUR })
  assert.equal(phaseOf(allowed(), MONDAY + 2 * HOUR), { is: 'over' })
})

test('a weekly access names the next times', () => {
  const guest = allowed({ windows: [weekly], exp: (MONDAY + 30 * DAY) / 1000 })
  const starts = stretches(guest, MONDAY + 3 * HOUR, 3).map(({ start }) => (start - MONDAY) / DAY)
  assert.equal(starts, [3, 7, 10])
  assert.is(phaseOf(guest, MONDAY + 3 * HOUR).is, 'later')
})

test('the end of a grant cuts the hours short', () => {
  const guest = allowed({ windows: [weekly], exp: (MONDAY + HOUR) / 1000 })
  assert.equal(stretches(guest, MONDAY, 5), [{ start: MONDAY, end: MONDAY + HOUR }])
})

test('two windows of a chain count where both do', () => {
  const narrow = { ...weekly, from: '11:00', to: '13:00' }
  const both = allowed({ windows: [weekly, narrow], exp: (MONDAY + 2 * DAY) / 1000 })
  assert.equal(stretches(both, MONDAY, 5), [{ start: MONDAY + HOUR, end: MONDAY + 2 * HOUR }])
  assert.equal(shared([{ start: 0, end: 2 }], [{ start: 2, end: 3 }]), [])
})

test('times are said in both languages, in the zone of the door', () => {
  const today = { start: MONDAY, end: MONDAY + 2 * HOUR }
  assert.is(stretchName(today, MONDAY, 'en', 'Europe/Berlin'), 'today 10:00–12:00')
  assert.is(stretchName(today, MONDAY, 'de', 'Europe/Berlin'), 'heute 10:00–12:00')
  assert.is(stretchName(today, MONDAY - DAY, 'de', 'Europe/Berlin'), 'morgen 10:00–12:00')
  assert.is(stretchName(today, MONDAY - 4 * DAY, 'en', 'Europe/Berlin'), 'Mon 23 Nov 10:00–12:00')
  const long = { start: MONDAY, end: MONDAY + 30 * DAY }
  assert.is(stretchName(long, MONDAY, 'de', 'Europe/Berlin'), 'heute 10:00 – Mi., 23. Dez. 10:00')
  assert.is(momentName(MONDAY + HOUR, MONDAY, 'en', 'Europe/Berlin'), '11:00')
  assert.is(momentName(MONDAY + DAY, MONDAY, 'en', 'Moon/Base').slice(0, 8), 'tomorrow')
})

test.run()
