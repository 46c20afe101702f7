import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseEvery } from './every.ts'
import { describe } from './sentence.ts'

const test = suite('windows as people type them')

const START = '2026-01-01' // a Thursday

const READ: readonly (readonly [text: string, rule: string, start: string, from: string, to: string])[] = [
  ['Mon,Thu 10:00-12:00', 'FREQ=WEEKLY;BYDAY=MO,TH', '2026-01-01', '10:00', '12:00'],
  ['thu, MON  9:00 – 12:00', 'FREQ=WEEKLY;BYDAY=MO,TH', '2026-01-01', '09:00', '12:00'],
  ['Mo,Do 10:00-12:00', 'FREQ=WEEKLY;BYDAY=MO,TH', '2026-01-01', '10:00', '12:00'],
  ['Mittwoch 10:00-12:00', 'FREQ=WEEKLY;BYDAY=WE', '2026-01-07', '10:00', '12:00'],
  ['Sonnabend,So 10:00-12:00', 'FREQ=WEEKLY;BYDAY=SA,SU', '2026-01-03', '10:00', '12:00'],
  ['Sat-Mon 10:00-12:00', 'FREQ=WEEKLY;BYDAY=MO,SA,SU', '2026-01-03', '10:00', '12:00'],
  ['Mo-Mi,Fr 10:00-12:00', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,FR', '2026-01-02', '10:00', '12:00'],
  ['daily 08:00-09:00', 'FREQ=DAILY', '2026-01-01', '08:00', '09:00'],
  ['täglich 08:00-09:00', 'FREQ=DAILY', '2026-01-01', '08:00', '09:00'],
  ['ta\u0308glich 08:00-09:00', 'FREQ=DAILY', '2026-01-01', '08:00', '09:00'],
  ['weekdays 08:00-18:00', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-01-01', '08:00', '18:00'],
  ['werktags 08:00-18:00', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', '2026-01-01', '08:00', '18:00'],
  ['Fri 22:00-06:00', 'FREQ=WEEKLY;BYDAY=FR', '2026-01-02', '22:00', '06:00'],
  ['Fri 18:00-24:00', 'FREQ=WEEKLY;BYDAY=FR', '2026-01-02', '18:00', '00:00'],
]

for (const [text, rule, start, from, to] of READ) {
  test(`reads ${JSON.stringify(text)}`, () => {
    const zone = 'Europe/Berlin'
    assert.equal(parseEvery(text, zone, START), { ok: true, window: { rule, zone, start, from, to } })
  })
}

const REFUSED: readonly (readonly [text: string, code: string, part: string])[] = [
  ['', 'window_text_unreadable', 'days'],
  ['Mon', 'window_text_unreadable', 'hours'],
  ['10:00-12:00', 'window_text_unreadable', '10:00'],
  ['Mun 10:00-12:00', 'window_text_unreadable', 'mun'],
  ['Mon,,Thu 10:00-12:00', 'window_text_unreadable', 'days'],
  ['Mon-Xyz 10:00-12:00', 'window_text_unreadable', 'xyz'],
  ['Mon-Tue-Wed 10:00-12:00', 'window_text_unreadable', 'tue'],
  ['constructor 10:00-12:00', 'window_text_unreadable', 'constructor'],
  ['Mon 10-12', 'window_text_unreadable', '10'],
  ['Mon 25:00-26:00', 'window_text_unreadable', '25:00'],
  ['Mon 24:00-06:00', 'window_text_unreadable', '24:00'],
  ['Mon 10:00-12:99', 'window_text_unreadable', '12:99'],
  ['Mon 10:00-12:00-14:00', 'window_text_unreadable', '12:00'],
  ['Mon 10:00-12:00 sharp', 'window_text_unreadable', 'sharp'],
  ['Mon 10:00-10:00', 'window_empty', 'to'],
  ['daily 00:00-24:00', 'window_empty', 'to'],
  [`${'Mon,'.repeat(60)}Mon 10:00-12:00`, 'window_text_unreadable', 'length'],
]

for (const [text, code, part] of REFUSED) {
  test(`refuses ${JSON.stringify(text.slice(0, 40))} and names ${part}`, () => {
    assert.equal(parseEvery(text, 'Europe/Berlin', START), { ok: false, code, part })
  })
}

test('refuses a zone or a start that does not exist', () => {
  const text = 'Mon 10:00-12:00'
  assert.equal(parseEvery(text, 'Mars/Olympus', START), { ok: false, code: 'window_zone_unknown', part: 'zone' })
  assert.equal(parseEvery(text, 'UTC', '2026-02-30'), { ok: false, code: 'window_malformed', part: 'start' })
})

test('reads back what it says of itself', () => {
  const days = fc.uniqueArray(fc.constantFrom('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'), { minLength: 1 })
  const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  const clock = time.map((pair) => pair.map((part) => String(part).padStart(2, '0')).join(':'))
  fc.assert(
    fc.property(days, clock, clock, (names, from, to) => {
      fc.pre(from !== to)
      const read = parseEvery(`${names.join(',')} ${from}-${to}`, 'UTC', START)
      assert.ok(read.ok)
      for (const language of ['en', 'de'] as const) {
        const said = describe(read.window, language).replace(/ (the next day|Uhr.*)? ?\(UTC\)$/, '')
        const typed = said.replaceAll(/ (and|und) /g, ',').replaceAll(/ (to|bis) /g, '-')
        assert.equal(parseEvery(typed, 'UTC', START), names.length === 7 ? daily(read.window) : read)
      }
    }),
  )
})

const daily = <W extends object>(window: W) => ({ ok: true, window: { ...window, rule: 'FREQ=DAILY' } })

test('gives a window or a refusal for any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (text, zone, start) => {
      assert.type(parseEvery(text, zone, start).ok, 'boolean')
    }),
  )
})

test.run()
