import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { dropped, type Ladder, ladderAt, rested, strained } from './ladder.ts'

const test = suite('which encode a path is good for')
const at = millis

/** Milliseconds of a clean path until it goes up. */
const climb = (ladder: Ladder, from: number): number => {
  for (let now = from; now < from + 300_000; now += 250) if (rested(ladder, at(now)) !== ladder) return now - from
  return Number.POSITIVE_INFINITY
}

test('begins with the small one where the way is long', () => {
  assert.is(ladderAt(at(0), false).rung, 'full')
  assert.is(ladderAt(at(0), true).rung, 'small')
})

test('goes down from the large one at the first drop', () => {
  assert.is(dropped(ladderAt(at(0), false), at(9000), 'poor').rung, 'small')
})

test('gives up the small one after three drops within seconds, and not where there is nothing else', () => {
  const small = ladderAt(at(0), true)
  const drops = (lowest: 'small' | 'poor', times: number[]) =>
    times.reduce((ladder, now) => dropped(ladder, at(now), lowest), small).rung
  assert.is(drops('poor', [1000, 2000, 3000]), 'poor')
  assert.is(drops('poor', [1000, 14_000, 27_000]), 'small')
  assert.is(drops('small', [1000, 2000, 3000, 4000]), 'small')
})

test('goes up after a clean while, and waits twice as long after each try that failed', () => {
  let ladder = ladderAt(at(0), true)
  let now = 0
  const waits: number[] = []
  for (let tries = 0; tries < 4; tries += 1) {
    waits.push(climb(ladder, now))
    now += waits.at(-1) ?? 0
    ladder = rested(ladder, at(now))
    assert.is(ladder.rung, 'full')
    now += 2000
    ladder = dropped(ladder, at(now), 'poor')
  }
  assert.equal(waits, [4000, 8000, 16_000, 32_000])
})

test('starts to wait anew whenever the path is not clean', () => {
  const ladder = strained(ladderAt(at(0), true), at(3900))
  assert.is(rested(ladder, at(5000)).rung, 'small')
  assert.is(rested(ladder, at(7900)).rung, 'full')
})

test('goes back from the last resort to the small one, after a longer while', () => {
  let ladder = ladderAt(at(0), true)
  for (const now of [20_000, 21_000, 22_000]) ladder = dropped(ladder, at(now), 'poor')
  assert.is(climb(ladder, 22_000), 20_000)
  assert.is(rested(ladder, at(42_000)).rung, 'small')
})

test.run()
