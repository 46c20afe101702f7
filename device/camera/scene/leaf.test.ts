import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { leafSeen, opennessAt, SHUT, SWING_MS, swingTo } from './leaf.ts'
import { createView, DOOR_LOOK } from './view.ts'

const test = suite('leaf')

test('swings open within its time, never backwards', () => {
  const swing = swingTo(SHUT, 'open', 5000)
  const steps = Array.from({ length: 101 }, (_, at) => opennessAt(swing, 5000 + (at * SWING_MS) / 100))
  assert.is(steps[0], 0)
  assert.is(steps.at(-1), 1)
  assert.ok(Math.abs((steps[50] ?? 0) - 0.5) < 1e-9)
  assert.ok(steps.every((openness, at) => at === 0 || openness >= (steps[at - 1] ?? 0)))
})

test('turns round where it is', () => {
  const open = swingTo(SHUT, 'open', 0)
  const shut = swingTo(open, 'shut', 300)
  assert.ok(Math.abs(opennessAt(open, 300) - opennessAt(shut, 300)) < 1e-9)
  assert.is(opennessAt(shut, 300 + SWING_MS), 0)
})

test('stays where it is while nothing new is measured', () => {
  const open = swingTo(SHUT, 'open', 0)
  assert.is(swingTo(open, 'open', 100), open)
  assert.is(swingTo(open, 'unknown', 100), open)
  assert.is(swingTo(SHUT, 'shut', 100), SHUT)
})

test('is met by a ray through the middle of the opening while shut, not while open', () => {
  const view = createView(DOOR_LOOK, { width: 640, height: 360 })
  const { x, y } = view.project({ x: -0.1, y: 1, z: 0 })
  const ray = { x: 0, y: 0, z: 0 }
  view.ray(x, y, ray)
  const colour = { red: -1, green: -1, blue: -1 }
  assert.is(leafSeen(colour, view.eye, ray, 1), false)
  assert.is(colour.red, -1)
  assert.is(leafSeen(colour, view.eye, ray, 0), true)
  assert.ok(colour.blue > 0)
})

test.run()
