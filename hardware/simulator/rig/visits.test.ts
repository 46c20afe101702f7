import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Rigs } from './booted.fixture.ts'

const rigs = new Rigs()

const visits = suite('rig: the firmware moves a door')

for (const variant of ['servo', 'relay'] as const) {
  visits(`opens for an unlock and locks again by itself (${variant})`, async () => {
    const { rig, talk } = await rigs.booted(variant)
    assert.equal(rig.world.door.open(), { ok: false, why: 'bolt-home' })
    const before = rig.now
    talk.unlock(2_000)
    await rig.advance(500)
    assert.is(talk.of('answer').at(-1)?.code, 'accepted')
    assert.is(rig.observe().bolt.place, 'out')
    const edge = rig.observe().boltEdges.find((each) => each.level === 1 && each.at > before)
    // Eleven bytes take 0.4 ms on the line; a heartbeat may be before them.
    assert.ok(edge && edge.at - before < 4, `${edge?.at} after ${before}`)
    assert.equal(rig.world.door.open(), { ok: true })
    await rig.advance(800)
    assert.ok(rig.observe().door.open)
    rig.world.door.close()
    await rig.advance(4_000)
    const seen = rig.observe()
    assert.is(seen.bolt.place, 'home')
    assert.not(seen.door.open)
    assert.is(seen.tally.doorOpenings, 1)
    assert.is(seen.tally.throwsIntoOpenDoor, 0)
    assert.ok(seen.tally.longestOutMs < 3_500)
    assert.is(talk.status?.bolt, 'home')
  })
}

visits('types on the keypad and the firmware reports each key', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.type('1590*#')
  await rig.advance(2_000)
  assert.is(
    talk
      .of('key')
      .map((report) => report.key)
      .join(''),
    '1590*#',
  )
  assert.equal(rig.world.type('A'), { ok: false, why: 'no-such-key' })
})

visits('opens from inside by the egress button', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.press('egress')
  await rig.advance(500)
  assert.is(rig.observe().bolt.place, 'out')
  assert.is(talk.status?.reason, 'egress')
})

visits('shows a bolt that was turned by hand', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.key.turn('out')
  await rig.advance(600)
  assert.is(rig.observe().bolt.place, 'out')
  assert.is.not(talk.status?.bolt, 'home')
})

visits('shows the camera rail as it is, not as it was asked for', async () => {
  const { rig, talk } = await rigs.booted()
  rig.world.fault.rail('welded')
  await rig.advance(500)
  assert.not(rig.observe().cameraRelay)
  assert.ok((talk.status?.railMv ?? 0) > 4_500)
})
visits.after.each(() => rigs.closeAll())
visits.run()
