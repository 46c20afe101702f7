import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis } from '#protocol/units.ts'
import type { Frame } from '../frame.ts'
import { CELLS } from './grid.ts'
import { AT_REST, type Motion, movedIn, QUIET, reduceMotion, STEP } from './motion.ts'
import { createRepeats } from './repeats.ts'

const test = suite('motion')

/** Shares seen five times a second; how often it was said. */
const said = (shares: readonly number[]): number => {
  let state: Motion = AT_REST
  let count = 0
  for (const [at, share] of shares.entries()) {
    const reduced = reduceMotion(state, share, millis(at * 200))
    state = reduced.state
    if (reduced.say) count += 1
  }
  return count
}
const times = (count: number, share: number): number[] => Array.from({ length: count }, () => share)

test('is said once it lasts half a second, and again each two seconds', () => {
  assert.is(said(times(3, 0.05)), 0)
  assert.is(said(times(4, 0.05)), 1)
  assert.is(said(times(26, 0.05)), 3)
})

test('goes on below the share that begins it, and a pause of 3 s ends it', () => {
  assert.is(said([...times(4, 0.05), ...times(40, 0.005)]), 5)
  assert.is(said(times(60, 0.005)), 0)
  assert.is(said([...times(4, 0.05), ...times(16, 0), ...times(3, 0.05)]), 1)
  assert.is(said([...times(4, 0.05), ...times(16, 0), ...times(4, 0.05)]), 2)
})

test('a light that is switched changes everything at once, and is no motion', () => {
  assert.is(said(times(20, 0.8)), 0)
})

test('is never said more than once in two seconds', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 100 }), (shares) => {
      assert.ok(said(shares) <= Math.ceil((shares.length * 200) / 2000))
    }),
  )
})

test('cells that moved are counted, but for those that always do', () => {
  const still = new Float32Array(CELLS)
  const other = still.slice()
  other.fill(STEP * 2, 0, 36)
  const first = movedIn(QUIET, other, still)
  assert.is(Number(first.share.toFixed(4)), 0.01)
  assert.is(movedIn(QUIET, still, still).share, 0)
  assert.is(movedIn(QUIET, other, undefined).share, 0)
  let { restless } = first
  for (let at = 0; at < 60; at += 1) ({ restless } = movedIn(restless, other, still))
  assert.is(movedIn(restless, other, still).share, 0)
  other.fill(STEP * 2, 36, 72)
  assert.is(Number(movedIn(restless, other, still).share.toFixed(4)), 0.01)
})

const repeats = suite('repeats')
let n = 0
const frame = (...bytes: number[]): Frame => {
  n += 1
  return { n, at: epochMs(n), seen: millis(n), jpeg: Uint8Array.from(bytes) }
}

repeats('are told by their bytes, not by their length', () => {
  const seen = createRepeats()
  const told = [frame(1, 2, 3), frame(1, 2, 4), frame(1, 2, 4), frame(1, 2, 4, 5)].map((each) => {
    seen.note(each)
    return seen.repeating()
  })
  assert.equal(told, [false, false, true, false])
})

repeats('are told when a driver hands its few buffers round, and not of what is long ago', () => {
  const seen = createRepeats()
  const note = (byte: number): boolean => {
    seen.note(frame(byte))
    return seen.repeating()
  }
  assert.equal(
    [1, 2, 3, 4].map(note),
    times(4, 0).map(() => false),
  )
  assert.ok([1, 2, 3, 4, 1, 2].every(note))
  assert.equal([11, 12, 13, 14, 15, 16, 17, 18, 1].filter(note), [])
})

test.run()
repeats.run()
