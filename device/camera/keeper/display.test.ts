import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { createDisplay } from './display.ts'

const test = suite('what the door shows of its camera')

const facts = { now: millis(0), sight: 'clear', recording: false, request: undefined } as const

test('writes an alarm down once it may, and shows it meanwhile', () => {
  const display = createDisplay([])
  const covered = { ...facts, sight: 'covered' } as const
  assert.equal(
    display.update(covered, () => false),
    [],
  )
  assert.equal(display.alarms, ['camera_covered'])
  let asked = 0
  const due = display.update(covered, (count) => {
    asked = count
    return true
  })
  assert.is(asked, due.length)
  assert.equal(due, [
    { kind: 'camera', sight: 'covered', on: true },
    { kind: 'alarm', alarm: 'camera_covered', on: true },
  ])
  assert.equal(
    display.update(covered, () => true),
    [],
  )
})

test('writes nothing of an alarm that came and went while nothing could be written', () => {
  const display = createDisplay([])
  display.update({ ...facts, sight: 'covered' }, () => false)
  assert.equal(
    display.update(facts, () => true),
    [],
  )
  assert.equal(display.alarms, [])
})

test.run()
