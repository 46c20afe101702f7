import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis, type RequestId } from '#protocol/units.ts'
import { allow, leave, listen, pass, press, QUIET, release, viewOf } from './floor.ts'

const test = suite('who speaks through the rig')
const [anna, ben] = ['anna', 'ben'] as unknown as [RequestId, RequestId]
const open = allow(QUIET, true)
const now = millis(1000)

test('lets nobody speak or listen until the owner allows it', () => {
  assert.is(press(QUIET, anna, now), QUIET)
  assert.is(listen(QUIET, anna, true), QUIET)
})

test('lets one speak at a time, and tells the other that it is busy', () => {
  const floor = press(press(open, anna, now), ben, now)
  assert.equal(viewOf(floor, anna), { say: 'talk', allowed: true, speaking: true, listening: false, busy: false })
  assert.equal(viewOf(floor, ben), { say: 'talk', allowed: true, speaking: false, listening: false, busy: true })
  assert.is(release(floor, ben), floor)
  assert.is(press(release(floor, anna), ben, now).speaker?.sid, ben)
})

test('ends all of it when it is no longer allowed', () => {
  assert.is(allow(listen(press(open, anna, now), ben, true), false), QUIET)
})

test('takes the floor from who left, and from a button that is stuck', () => {
  const floor = listen(press(open, anna, now), anna, true)
  const left = leave(floor, anna)
  assert.is(left.speaker, undefined)
  assert.is(left.listeners.size, 0)
  assert.is(pass(floor, millis(60_000)), floor)
  assert.is(pass(floor, millis(61_001)).speaker, undefined)
})

test.run()
