import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { describe } from './sentence.ts'

const test = suite('windows in words')

const CASES: readonly (readonly [rule: string, start: string, en: string, de: string])[] = [
  ['FREQ=WEEKLY;BYDAY=TH,MO', '2026-01-05', 'Mon and Thu 10:00–12:00 (Z)', 'Mo und Do 10:00–12:00 Uhr (Z)'],
  ['FREQ=WEEKLY', '2026-01-06', 'Tue 10:00–12:00 (Z)', 'Di 10:00–12:00 Uhr (Z)'],
  ['FREQ=DAILY', '2026-01-05', 'daily 10:00–12:00 (Z)', 'täglich 10:00–12:00 Uhr (Z)'],
  ['FREQ=DAILY;BYDAY=SA', '2026-01-03', 'Sat 10:00–12:00 (Z)', 'Sa 10:00–12:00 Uhr (Z)'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE', '2026-01-05', 'Mon to Wed 10:00–12:00 (Z)', 'Mo bis Mi 10:00–12:00 Uhr (Z)'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', '2026-01-05', 'daily 10:00–12:00 (Z)', 'täglich 10:00–12:00 Uhr (Z)'],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH',
    '2026-01-05',
    'every 2 weeks on Mon and Thu 10:00–12:00 (Z), from 2026-01-05',
    'alle 2 Wochen am Mo und Do 10:00–12:00 Uhr (Z), ab 05.01.2026',
  ],
  [
    'FREQ=DAILY;INTERVAL=3;BYDAY=MO,WE',
    '2026-01-05',
    'every 3 days (only Mon and Wed) 10:00–12:00 (Z), from 2026-01-05',
    'alle 3 Tage (nur Mo und Mi) 10:00–12:00 Uhr (Z), ab 05.01.2026',
  ],
  [
    'FREQ=DAILY;COUNT=5',
    '2026-01-05',
    'daily 10:00–12:00 (Z), 5 times from 2026-01-05',
    'täglich 10:00–12:00 Uhr (Z), 5-mal ab 05.01.2026',
  ],
  [
    'FREQ=DAILY;COUNT=1',
    '2026-01-05',
    'daily 10:00–12:00 (Z), only once from 2026-01-05',
    'täglich 10:00–12:00 Uhr (Z), nur einmal ab 05.01.2026',
  ],
  [
    'FREQ=DAILY;UNTIL=20260901',
    '2026-01-05',
    'daily 10:00–12:00 (Z), until 2026-09-01',
    'täglich 10:00–12:00 Uhr (Z), bis 01.09.2026',
  ],
  [
    'FREQ=MONTHLY;BYDAY=TU,1MO,-1FR,-2TH',
    '2026-01-06',
    'monthly on the 1st Mon, last Fri, 2nd to last Thu and every Tue 10:00–12:00 (Z)',
    'monatlich am 1. Mo, letzten Fr, vorletzten Do und jedem Di 10:00–12:00 Uhr (Z)',
  ],
  [
    'FREQ=MONTHLY;BYDAY=MO',
    '2026-01-05',
    'monthly on every Mon 10:00–12:00 (Z)',
    'monatlich an jedem Mo 10:00–12:00 Uhr (Z)',
  ],
  [
    'FREQ=MONTHLY;BYMONTHDAY=1,11,22,23,-1',
    '2026-01-01',
    'monthly on the 1st, 11th, 22nd, 23rd and last day 10:00–12:00 (Z)',
    'monatlich am 1., 11., 22., 23. und letzten Tag 10:00–12:00 Uhr (Z)',
  ],
  ['FREQ=MONTHLY', '2026-01-05', 'monthly on the 5th 10:00–12:00 (Z)', 'monatlich am 5. 10:00–12:00 Uhr (Z)'],
  [
    'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=13;BYDAY=FR',
    '2026-02-13',
    'every 3 months on the 13th (only Fri) 10:00–12:00 (Z), from 2026-02-13',
    'alle 3 Monate am 13. (nur Fr) 10:00–12:00 Uhr (Z), ab 13.02.2026',
  ],
]

for (const [rule, start, en, de] of CASES) {
  test(`says ${rule} in both languages`, () => {
    const window = { rule, zone: 'Europe/Berlin', start, from: '10:00', to: '12:00' }
    assert.is(describe(window, 'en'), en.replace('(Z)', '(Europe/Berlin)'))
    assert.is(describe(window, 'de'), de.replace('(Z)', '(Europe/Berlin)'))
  })
}

test('says that a window runs past midnight', () => {
  const window = { rule: 'FREQ=DAILY', zone: 'UTC', start: '2026-01-05', from: '22:00', to: '06:00' }
  assert.is(describe(window, 'en'), 'daily 22:00–06:00 the next day (UTC)')
  assert.is(describe(window, 'de'), 'täglich 22:00–06:00 Uhr am Folgetag (UTC)')
})

test('names what is wrong with a window that cannot be read', () => {
  const window = { rule: 'FREQ=YEARLY', zone: 'UTC', start: '2026-01-05', from: '10:00', to: '12:00' }
  assert.is(describe(window, 'en'), '(window_rule_unsupported: FREQ)')
})

test.run()
