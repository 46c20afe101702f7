import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, epochSeconds } from '../units.ts'
import { type Bounds, narrower } from './bounds.ts'
import { coversAll } from './covers.ts'

const test = suite('attack 26 (time): delegation that widens')

const bounds = (nbf: number, exp: number): Bounds => ({ nbf: epochSeconds(nbf), exp: epochSeconds(exp) })

const CASES: readonly (readonly [child: Bounds, taken: boolean, what: string])[] = [
  [bounds(100, 200), true, 'takes the same bounds'],
  [bounds(120, 180), true, 'takes bounds inside'],
  [bounds(99, 200), false, 'refuses a start one second earlier'],
  [bounds(100, 201), false, 'refuses an end one second later'],
  [bounds(0, 50), false, 'refuses bounds before'],
  [bounds(Number.NaN, 200), false, 'refuses a start that is no number'],
  [bounds(100, Number.NaN), false, 'refuses an end that is no number'],
  [bounds(100, Number.POSITIVE_INFINITY), false, 'refuses an end that never comes'],
]

for (const [child, taken, what] of CASES) {
  test(what, () => {
    assert.is(narrower(child, bounds(100, 200)), taken)
  })
}

test('gains nothing by a wider window: the chain holds only where every grant does', () => {
  const start = '2026-01-05'
  const narrow = { rule: 'FREQ=WEEKLY;BYDAY=MO', zone: 'Europe/Berlin', start, from: '10:00', to: '12:00' }
  const wide = { rule: 'FREQ=DAILY', zone: 'UTC', start, from: '00:00', to: '23:59' }
  const at = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }).map(epochMs)
  fc.assert(
    fc.property(at, (now) => {
      if (coversAll([narrow, wide, undefined], now)) assert.ok(coversAll([narrow], now))
    }),
  )
  assert.ok(coversAll([narrow, wide, undefined], epochMs(Date.UTC(2026, 0, 5, 9, 30))))
  assert.not(coversAll([narrow, wide], epochMs(Date.UTC(2026, 0, 6, 9, 30))))
  assert.ok(coversAll([], epochMs(0)))
})

test.run()
