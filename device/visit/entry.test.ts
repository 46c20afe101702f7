import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { minutes, seconds } from '#protocol/units.ts'
import { anIntent, inShort, journalled, lockedDoor } from './door.fixture.ts'

const entries = suite('entries that nobody allowed')

entries('again before the bolt is home is an alarm that names the visit', () => {
  const door = lockedDoor()
  const request = door.shutAgain()
  const effects = door.read({ leaf: 'open' })
  assert.ok(inShort(effects).includes('alarm second_entry on'))
  assert.is(journalled(effects, 'alarm')?.['request'], request)
  door.read({ leaf: 'shut' })
  door.lockMeasured()
  assert.ok(inShort(door.wait(seconds(3))).includes('alarm second_entry off'))
})

entries('soon after a visit is both a break-in and its second entry', () => {
  const door = lockedDoor()
  const request = door.shutAgain()
  door.lockMeasured()
  door.now += 30_000
  const effects = door.read({ leaf: 'open' })
  assert.ok(inShort(effects).includes('alarm forced_entry on'))
  assert.ok(inShort(effects).includes('alarm second_entry on'))
  const said = effects.find((effect) => effect.do === 'journal' && 'request' in effect.what)
  assert.is(said?.do === 'journal' && said.what.kind === 'alarm' && said.what.request, request)
})

entries('long after a visit is a break-in alone', () => {
  const door = lockedDoor()
  door.shutAgain()
  door.lockMeasured()
  door.wait(minutes(2))
  door.read({ leaf: 'open', bolt: 'out', moved: 'hand' })
  assert.equal(door.alarms(), ['forced_entry'])
})

entries('by a bolt turned slowly by hand is a break-in as soon as it is out', () => {
  const door = lockedDoor()
  door.read({ bolt: 'between', moved: 'hand' })
  assert.equal(door.alarms(), [])
  door.wait(seconds(3))
  door.read({ bolt: 'out' })
  assert.equal(door.alarms(), ['forced_entry'])
})

entries('by hand are not fought with: the bolt is sent home after a minute only', () => {
  const door = lockedDoor()
  door.read({ bolt: 'out', moved: 'hand' })
  assert.not(inShort(door.wait(seconds(55))).includes('lock'))
  assert.ok(inShort(door.wait(seconds(10))).includes('lock'))
})

entries('during a wait for the journal are seen all the same', () => {
  const door = lockedDoor()
  const intent = anIntent()
  door.tell({ kind: 'allowed', intent, hold: seconds(10) })
  assert.ok(inShort(door.read({ leaf: 'open' })).includes('alarm forced_entry on'))
  door.tell({ kind: 'undurable', request: intent.request })
  assert.is(door.is, 'entered')
})

entries('with an unlock that no request of ours asked for are break-ins', () => {
  const door = lockedDoor()
  door.read({ bolt: 'out', moved: 'command', unlockId: 99 })
  assert.equal(door.alarms(), ['forced_entry'])
})

entries.run()
