import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis } from '#protocol/units.ts'
import { Rigs } from './booted.fixture.ts'
import { Talk } from './talk.fixture.ts'

const rigs = new Rigs()

const ports = suite('rig: serial port')

ports('hands bytes over in a later turn, never from inside write', async () => {
  const { rig, talk } = await rigs.booted()
  const before = talk.bytes
  talk.send({ kind: 'status-query' })
  rig.run(100)
  assert.is(talk.bytes, before)
  await new Promise((done) => setImmediate(done))
  assert.ok(talk.bytes > before)
})

ports('closes when the cable is pulled; the chip goes on and locks by itself', async () => {
  const { rig, talk } = await rigs.booted()
  talk.unlock(30_000)
  await rig.advance(500)
  let closed = 0
  talk.port.on('close', () => closed++)
  rig.world.unplug()
  assert.not(talk.port.isOpen)
  const fault = await new Promise((done) => talk.port.write(Uint8Array.of(1), done))
  assert.is((fault as { code?: string }).code, 'sim_port_closed')
  assert.throws(
    () => rig.connect(),
    (thrown: { code?: string }) => thrown.code === 'sim_unplugged',
  )
  await rig.advance(4_000)
  assert.is(closed, 1)
  assert.is(rig.observe().bolt.place, 'home')
  assert.equal(rig.observe().serial, { plugged: false, connected: false })
})

ports('resets the chip when it is opened again, and locks', async () => {
  const { rig, talk } = await rigs.booted()
  talk.unlock(30_000)
  await rig.advance(500)
  const again = new Talk(rig.connect())
  await rig.advance(1_500)
  assert.not(talk.port.isOpen)
  assert.is(rig.observe().resets.external, 1)
  assert.is(rig.observe().bolt.place, 'home')
  assert.is(again.status?.bolt, 'home')
  assert.ok(again.status?.resetCause.includes('external'))
})

ports('leaves the chip alone when it is opened, if so wanted', async () => {
  const { rig } = await rigs.booted('servo', false)
  rig.connect()
  await rig.advance(100)
  assert.is(rig.observe().resets.external, 0)
})

ports('loses what was still queued when the port closes', async () => {
  const { rig, talk } = await rigs.booted('servo', false)
  talk.port.write(new Uint8Array(1_000).fill(0xff))
  talk.unlock(5_000)
  talk.port.close()
  await rig.advance(2_000)
  assert.is(rig.observe().tally.boltLeftHome, 0)
})

ports('is a clock of virtual time for those who wait on it', async () => {
  const { rig } = await rigs.booted()
  const begin = rig.now
  const calls: number[] = []
  rig.clock.after(millis(250), () => calls.push(rig.now - begin))
  const cancel = rig.clock.every(millis(100), () => calls.push(rig.now - begin))
  await rig.advance(320)
  cancel()
  await rig.advance(500)
  assert.equal(calls.map(Math.round), [100, 200, 250, 300])
})
ports.after.each(() => rigs.closeAll())
ports.run()
