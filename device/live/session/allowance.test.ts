import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { createAllowance } from './allowance.ts'

const test = suite('how many words of a viewer are read')

test('reads a burst, then so many a second', () => {
  const allowance = createAllowance({ each: 10, most: 20 })
  const take = (count: number, now: number) =>
    Array.from({ length: count }, () => allowance.take(millis(now))).filter(Boolean).length
  assert.is(take(50, 0), 20)
  assert.is(take(50, 1000), 10)
  assert.is(take(50, 60_000), 20)
})

test.run()
