import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs, millis } from '#protocol/units.ts'
import { createFakeRig } from '../bolt/fake.ts'
import { handClock } from '../clock/hands.fixture.ts'
import { createPulses } from './pulse.ts'
import { watchedRig } from './vital.ts'

const test = suite('the vital parts')

test('a rig that is asked for again and again is alive, one that is not is not', async () => {
  const clock = handClock(epochMs(1_767_225_600_000))
  const pulses = createPulses(clock)
  const dial = watchedRig(pulses).dial(() => Promise.reject(new RangeError('no rig')))
  for (let each = 0; each < 20; each += 1) {
    await dial().catch(() => undefined)
    clock.pass(10_000)
  }
  assert.equal(pulses.still(), [])
  clock.pass(millis(30_000))
  assert.equal(pulses.still(), ['rig'])
})

test('a rig that is read is alive', () => {
  const clock = handClock(epochMs(1_767_225_600_000))
  const pulses = createPulses(clock)
  const bolt = createFakeRig(clock)
  watchedRig(pulses).listen(bolt)
  clock.pass(120_000)
  assert.equal(pulses.still(), [])
})

test.run()
