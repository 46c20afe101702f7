// Attack 2, with a camera: the network is cut after the unlock, to the bridge and to the clip service alike. The door
// locks by itself, films on to the end of the visit, and all of it arrives once there is a network again.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assertFollow, assertWhole, clipsOf } from '#test/faults/filmed.fixture.ts'
import { openCameraHouse } from '#test/support/camera-house.ts'
import { pause, until } from '#test/support/wait.ts'

const test = suite('attack 2: network cut after the unlock, on film')
const PATIENCE = 25_000

test('locks, films to the end with nobody to tell, and has the whole film at the owner’s later', async () => {
  const house = await openCameraHouse()
  const { house: door, gate } = house
  try {
    const courier = await house.courier()
    const request = await house.letIn(courier)
    gate.turn('cut')
    door.cable.pull()
    door.rig.world.door.open()
    await pause(1500)
    assert.ok((await house.state()).recording, 'it is filmed all the same')
    door.rig.world.door.close()
    await until(() => door.rig.observe().bolt.place === 'home', 'the bolt is home', PATIENCE)
    await house.closed()
    await until(async () => !(await house.state()).recording, 'the film is over', PATIENCE)
    const there = async (): Promise<number> => {
      let parts = 0
      for await (const listed of house.service.list()) parts += listed.parts
      return parts
    }
    const before = await there()
    await pause(500)
    assert.is(await there(), before, 'nothing gets through')
    gate.turn('open')
    door.cable.plug()
    const clips = await clipsOf(house, request)
    for (const clip of clips) await assertWhole(clip)
    assertFollow(clips)
    const kinds = (await house.entries()).map(({ what }) => what.kind)
    for (const kind of ['intent', 'opened', 'clip', 'closed', 'clip_ended'] as const) {
      assert.is(kinds.filter((one) => one === kind).length, 1, kind)
    }
    assert.equal(await house.happened('footage_dropped'), [])
    // And the next visit is as any other.
    const next = await clipsOf(house, await house.comes(courier))
    for (const clip of next) await assertWhole(clip)
  } finally {
    await house.close()
  }
})

test.run()
