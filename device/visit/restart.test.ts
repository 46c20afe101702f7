import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshRequestId } from '#protocol/ids.ts'
import { millis, minutes, seconds } from '#protocol/units.ts'
import { RELOCK_BOUND } from './bounds.ts'
import { Door, inShort, journalled } from './door.fixture.ts'
import { viewOf } from './view.ts'

const restarts = suite('a start of the program')

restarts('measures first and says what it finds', () => {
  const door = new Door()
  assert.equal(viewOf(door.state), { bolt: 'unknown', leaf: 'unknown', visit: false, alarms: [] })
  assert.equal(inShort(door.connect()), ['journal rig', 'journal leaf', 'journal bolt', 'publish'])
  assert.is(door.is, 'idle')
})

restarts('complains of a rig that does not come', () => {
  const door = new Door()
  door.wait(seconds(4))
  assert.equal(door.alarms(), [])
  door.wait(seconds(2))
  assert.equal(door.alarms(), ['rig_lost'])
})

const remembered = (opened: boolean) => ({
  visit: { request: freshRequestId(), via: 'local' as const, opened, age: seconds(5) },
  alarms: [],
})

restarts('closes a remembered visit that the microcontroller ended by itself', () => {
  const door = new Door(remembered(true))
  const effects = door.connect()
  assert.ok(inShort(effects).includes('journal closed'))
  assert.ok(inShort(effects).includes('receipt closed'))
  assert.is(journalled(effects, 'closed')?.['lasted'], 5000)
})

restarts('never sends a remembered unlock again', () => {
  for (const opened of [true, false]) {
    const door = new Door(remembered(opened))
    door.connect()
    door.wait(minutes(2))
    assert.not(door.effects.some((effect) => effect.do === 'unlock'))
    assert.is(door.is, 'idle')
    if (!opened) assert.ok(inShort(door.effects).includes('receipt failed timed_out'))
  }
})

restarts('finds a remembered visit with the bolt out, says so, locks it, and alarms if it will not', () => {
  const door = new Door(remembered(false))
  door.reading = { ...door.reading, bolt: 'out', moved: 'link-lost' }
  const effects = inShort(door.connect())
  assert.ok(effects.includes('journal opened'))
  assert.ok(effects.includes('lock'))
  assert.ok(inShort(door.wait(millis(RELOCK_BOUND + 1000))).includes('alarm relock_late on'))
})

restarts('ends alarms of an earlier life that are over', () => {
  const door = new Door({ visit: undefined, alarms: ['left_open', 'jammed', 'pin_attempts'] })
  assert.equal(door.alarms(), ['left_open', 'jammed'])
  door.connect()
  assert.ok(inShort(door.wait(seconds(3))).includes('alarm jammed off'))
  assert.equal(door.alarms(), [])
})

restarts('calls a bolt found out no break-in, but wants it home', () => {
  const door = new Door()
  door.reading = { ...door.reading, bolt: 'out', moved: 'boot' }
  door.connect()
  assert.ok(inShort(door.wait(seconds(2))).includes('lock'))
  assert.equal(door.alarms(), [])
  door.wait(RELOCK_BOUND)
  assert.equal(door.alarms(), ['relock_late'])
})

restarts.run()
