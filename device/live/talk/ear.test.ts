import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createEar } from './ear.ts'

const test = suite('the rig’s sound')

test('comes in pieces of exactly 10 ms, in order, however it was cut (law)', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 20 }), (cuts) => {
      const heard: number[] = []
      const ear = createEar((samples) => {
        assert.is(samples.length, 480)
        heard.push(...samples)
      })
      const total = cuts.reduce((sum, cut) => sum + cut, 0)
      const all = Uint8Array.from({ length: total }, (_, at) => (at * 7) & 0xff)
      let from = 0
      for (const cut of cuts) {
        ear(all.subarray(from, from + cut))
        from += cut
      }
      const whole = Math.floor(total / 960) * 480
      assert.equal(heard, [...new Int16Array(all.slice(0, whole * 2).buffer)])
    }),
    { numRuns: 30 },
  )
})

test.run()
