import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type EpochMs, epochMs } from '#protocol/units.ts'
import { afterWrong, forgiven, lockedUntil, NO_PIN_FAILURES, type PinFailures } from './lockout.ts'

const T = 1_767_225_600_000
const MINUTE = 60_000
const at = (ms: number): EpochMs => epochMs(T + ms)

/** Guesses at one slot as soon as it lets one; gives the waits in minutes. */
const waits = (slotOf: (guess: number) => number, guesses: number): number[] => {
  let failures = NO_PIN_FAILURES
  let now = 0
  return Array.from({ length: guesses }, (_, guess) => {
    const until = lockedUntil(failures, slotOf(guess), at(now))
    const wait = until === undefined ? 0 : until - T - now
    now += wait
    failures = afterWrong(failures, slotOf(guess), at(now))
    return wait / MINUTE
  })
}

const test = suite('lock-out')

test('lets five guesses at a slot through, then waits 1, 2, 4 … 60 minutes', () => {
  assert.equal(
    waits(() => 3, 14),
    [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60],
  )
})

test('lets ten guesses at different slots through, then locks the whole keypad', () => {
  assert.equal(
    waits((guess) => guess % 10, 15),
    [...new Array<number>(10).fill(0), 1, 2, 4, 8, 16],
  )
})

test('locks one slot and leaves the others', () => {
  let failures: PinFailures = NO_PIN_FAILURES
  for (let guess = 0; guess < 5; guess += 1) failures = afterWrong(failures, 3, at(0))
  assert.is(lockedUntil(failures, 3, at(0)), T + MINUTE)
  assert.is(lockedUntil(failures, 3, at(MINUTE)), undefined)
  assert.is(lockedUntil(failures, 4, at(0)), undefined)
})

test('forgives the slot of a right PIN, not the others', () => {
  let failures: PinFailures = NO_PIN_FAILURES
  for (let guess = 0; guess < 5; guess += 1) failures = afterWrong(failures, 3, at(0))
  failures = forgiven(failures, 4)
  assert.is(failures.all.count, 0)
  assert.is(lockedUntil(failures, 3, at(0)), T + MINUTE)
  assert.equal(forgiven(failures, 3), NO_PIN_FAILURES)
})

test('lets no more than 40 guesses a day through, whichever slots they go to', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 60, maxLength: 60 }), (slots) => {
      let failures: PinFailures = NO_PIN_FAILURES
      let now = 0
      let guesses = 0
      for (const slot of slots) {
        now = Math.max(now, (lockedUntil(failures, slot, at(now)) ?? T) - T)
        if (now >= 24 * 60 * MINUTE) break
        failures = afterWrong(failures, slot, at(now))
        guesses += 1
      }
      assert.ok(guesses <= 40, `${guesses} guesses`)
    }),
    { numRuns: 100 },
  )
})

test.run()
