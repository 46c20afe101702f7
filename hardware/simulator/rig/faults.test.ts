import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Rigs } from './booted.fixture.ts'
import { Line, randomBytes } from './line.ts'

const rigs = new Rigs()

const faults = suite('rig: faults on demand')

faults('jams: the firmware gives up after its attempts and says so', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.fault.jam()
  talk.unlock(10_000)
  await rig.advance(9_000)
  assert.is(rig.observe().bolt.place, 'home')
  assert.ok(talk.of('status').some((status) => status.faults.includes('jam') && status.bolt === 'jammed'))
})

faults('stalls half-way', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.fault.stall()
  talk.unlock(5_000)
  await rig.advance(400)
  assert.is(rig.observe().bolt.place, 'between')
})

faults('cuts the wire of the bolt sensor', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.fault.boltSensor('cut')
  await rig.advance(500)
  assert.is(talk.status?.bolt, 'unknown')
  assert.ok(talk.status?.faults.includes('position-range'))
})

faults('holds the reed switch by a magnet while the door is open', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.fault.reed('closed')
  rig.world.key.turn('out')
  await rig.advance(600)
  rig.world.door.open()
  await rig.advance(1_000)
  assert.ok(rig.observe().door.open)
  assert.not(talk.status?.doorOpen)
})

faults('browns out: the chip restarts with its flag and the bolt stays home', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.fault.brownOut(300)
  await rig.advance(200)
  assert.is(rig.observe().bolt.pin, 0)
  assert.is(rig.observe().supplyMv, 2_000)
  await rig.advance(1_500)
  assert.equal(rig.observe().resets, { 'power-on': 1, external: 0, 'brown-out': 1, watchdog: 0 })
  assert.ok(talk.status?.resetCause.includes('brown-out'))
  assert.is(rig.observe().bolt.place, 'home')
  assert.is(rig.observe().supplyMv, 5_000)
})

faults('hangs, and the watchdog brings the firmware back', async () => {
  const { rig, talk } = await rigs.booted()
  for (const deaf of [false, true]) {
    const before = rig.observe().resets.watchdog
    rig.world.fault.hang(deaf)
    await rig.advance(1_500)
    assert.is(rig.observe().resets.watchdog, before + 1)
  }
  assert.ok(talk.status?.resetCause.includes('watchdog'))
})

faults('kills heartbeats and nothing else', async () => {
  const { rig, talk } = await rigs.booted()
  talk.unlock(20_000)
  await rig.advance(1_000)
  rig.world.fault.heartbeat()
  await rig.advance(1_000)
  assert.ok(talk.status?.linkUp)
  await rig.advance(2_500)
  assert.not(talk.status?.linkUp)
  assert.is(rig.observe().bolt.place, 'home')
  rig.world.fault.clear()
  await rig.advance(1_000)
  assert.ok(talk.status?.linkUp)
})

faults('drops heartbeats wherever the bytes are cut', () => {
  const line = new Line()
  line.heartbeatKilled = true
  const wire = [0xf0, 3, 1, 2, 0xf7, 0xf0, 1, 9, 0xf7, 0xf0, 3, 0xf7, 5]
  for (let cut = 0; cut <= wire.length; cut++) {
    const passed = [...line.toChip(wire.slice(0, cut)), ...line.toChip(wire.slice(cut))]
    assert.equal(passed, [0xf0, 1, 9, 0xf7, 5])
  }
})

faults('makes the same noise from the same seed, and spoils about the share it is told', () => {
  const [left, right] = [randomBytes(5), randomBytes(5)]
  assert.equal(Array.from({ length: 32 }, left), Array.from({ length: 32 }, right))
  const line = new Line()
  line.errorRate = 0.25
  const spoiled = line.toChip(new Uint8Array(10_000)).filter((byte) => byte !== 0).length
  assert.ok(spoiled > 2_200 && spoiled < 2_800, `${spoiled}`)
})

faults('survives noise on the line', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.fault.noise(2_000, 3)
  await rig.advance(2_000)
  const before = talk.of('status').length
  await rig.advance(1_000)
  assert.ok(talk.of('status').length > before)
  assert.is(rig.observe().tally.boltLeftHome, 0)
})
faults.after.each(() => rigs.closeAll())
faults.run()
