import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { type Bucket, bucketPer, take } from './bucket.ts'

const bucket = suite('bucket')
const RATE = { burst: 3, perSecond: 2 }

bucket('gives its burst at once and then so many a second', () => {
  let level: Bucket | undefined
  for (let at = 0; at < 3; at += 1) {
    level = take(level, RATE, millis(0))
    assert.ok(level)
  }
  assert.is(take(level, RATE, millis(499)), undefined)
  assert.ok(take(level, RATE, millis(500)))
})

bucket('never gives more than its burst and its rate, whenever it is asked', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 200 }), (pauses) => {
      let level: Bucket | undefined
      let now = 0
      let given = 0
      for (const pause of pauses) {
        now += pause
        const next = take(level, RATE, millis(now))
        if (next) {
          level = next
          given += 1
        }
      }
      return given <= RATE.burst + (now * RATE.perSecond) / 1000 + 1e-9
    }),
  )
})

bucket('gains nothing by a clock that runs backwards', () => {
  const empty = { level: 0, at: millis(10_000) }
  assert.is(take(empty, RATE, millis(0)), undefined)
})

bucket('is one for each, and forgets whoever was seen longest ago', () => {
  const may = bucketPer({ burst: 1, perSecond: 0.001 }, 2)
  assert.ok(may('a', millis(0)))
  assert.not(may('a', millis(1)))
  assert.ok(may('b', millis(2)))
  assert.not(may('a', millis(3)))
  assert.ok(may('c', millis(4)))
  assert.ok(may('a', millis(5)), 'forgotten, since c came and a was first')
  assert.not(may('c', millis(6)))
})

bucket.run()
