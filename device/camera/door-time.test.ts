import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { handClock } from '../clock/hands.fixture.ts'
import { createDoorTime } from './door-time.ts'

const test = suite('the door’s time in the camera’s process')

const START = epochMs(1_767_225_600_000)
/** What the machine’s own clock says after a power cut. */
const WRONG = epochMs(86_400_000)

test('goes on from what the door said, whatever the machine’s wall clock shows', () => {
  const clock = handClock(WRONG)
  const time = createDoorTime(clock, START)
  clock.pass(1500)
  assert.is(time.now(), START + 1500)
})

test('follows the door forward at once, and back only when it was set back', () => {
  const clock = handClock(WRONG)
  const time = createDoorTime(clock, START)
  time.told(epochMs(START + 3_600_000))
  assert.is(time.now(), START + 3_600_000, 'the door learnt the time')
  clock.pass(900)
  time.told(epochMs(START + 3_600_000))
  assert.is(time.now(), START + 3_600_900, 'said 900 ms ago')
  time.told(START)
  assert.is(time.now(), START, 'the owner set it back')
})

test.run()
