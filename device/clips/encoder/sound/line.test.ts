import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import type { Sound } from '../../../camera/frame.ts'
import { createSoundLine } from './line.ts'

const test = suite('sound line')
const BASE = 5000
const RATE = 48_000

/** A chunk whose samples all say how many chunks came before it, ended `seen` ms after the film began. */
const chunk = (seen: number, samples = 4800, mark = 1): Sound => ({
  seen: millis(BASE + seen),
  pcm: new Uint8Array(new Int16Array(samples).fill(mark).buffer),
})

const samplesOf = (pcm: Uint8Array): Int16Array => new Int16Array(new Uint8Array(pcm).buffer)

test('hands on sound that comes in time, untouched', () => {
  const line = createSoundLine(millis(BASE))
  for (let n = 1; n <= 50; n++) assert.is(line.place(chunk(n * 100)).length, 9600)
})

test('leaves out what was heard before the film', () => {
  const line = createSoundLine(millis(BASE))
  assert.is(line.place(chunk(-50)).length, 0)
  assert.is(samplesOf(line.place(chunk(50))).length, 2400)
  assert.is(samplesOf(line.place(chunk(150))).length, 4800)
})

test('puts silence before a microphone that begins late, and into a hole', () => {
  const line = createSoundLine(millis(BASE))
  const first = samplesOf(line.place(chunk(1400)))
  assert.is(first.length, 1.4 * RATE)
  assert.is(first.indexOf(1), 1.3 * RATE)
  const second = samplesOf(line.place(chunk(3500)))
  assert.is(second.indexOf(1), 2 * RATE)
})

test('makes silence for a microphone that says nothing, and takes it back in when it does', () => {
  const line = createSoundLine(millis(BASE))
  line.place(chunk(100))
  assert.is(line.fill(900).length, 0)
  const made = samplesOf(line.fill(5000)).length
  assert.is(made, 211_200)
  assert.is(line.fill(5000).length, 0)
  assert.is(samplesOf(line.place(chunk(6100))).indexOf(1), 1.5 * RATE)
})

/** Where the last chunk of so many ended up, against where it belongs: milliseconds. */
const offBy = (count: number, rate: number, late: (n: number) => number): number => {
  const line = createSoundLine(millis(BASE))
  let written = 0
  for (let n = 1; n <= count; n++) written += samplesOf(line.place(chunk((n * 100 * RATE) / rate + late(n)))).length
  return ((written - (count * 4800 * RATE) / rate) * 1000) / RATE
}

test('stays within 50 ms of a sound card whose clock is wrong, over an hour', () => {
  for (const rate of [RATE * 1.0003, RATE * 0.9997]) {
    const off = offBy(36_000, rate, () => 0)
    assert.ok(Math.abs(off) <= 50, `${off} ms`)
  }
})

test('stays within 50 ms whatever lateness there is, once a second has passed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 60, maxLength: 60 }), (lateness) => {
      // One in five comes in time, as from any capture that is not starved.
      const off = offBy(60, RATE, (n) => (n % 5 === 0 ? 0 : (lateness[n - 1] ?? 0)))
      assert.ok(Math.abs(off) <= 50, `${off} ms`)
    }),
    { numRuns: 50 },
  )
})

test.run()
