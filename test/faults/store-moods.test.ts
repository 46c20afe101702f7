// The clip service in every bad mood while a visit is filmed: slow, refusing, hanging up in the middle, silent after
// it stored, down. The visit is filmed to its end, nobody is alarmed for it, and once the mood is fair again all of it
// is there, each part once.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCameraHouse } from '#test/support/camera-house.ts'
import { pause, until } from '#test/support/wait.ts'
import { assertFollow, assertWhole, clipsOf, comesIn, leaves } from './filmed.fixture.ts'
import { layMoodyGate, MOODS, type MoodyGate } from './service-moods.fixture.ts'

const test = suite('a clip service in bad moods')
const EACH = process.env['HAUSRECHT_LONG'] === '1' ? 20_000 : 1500

test('films a whole visit through all of them, and sends it once there is somebody to send to', async () => {
  let gate: MoodyGate | undefined
  const house = await openCameraHouse({
    lay: async (port) => {
      gate = await layMoodyGate(port)
      return gate
    },
  })
  try {
    assert.ok(gate)
    const courier = await house.courier()
    const request = await comesIn(house, courier)
    for (const mood of MOODS) {
      gate.mood = mood
      const before = gate.met.get(mood) ?? 0
      await pause(EACH)
      // A back-off after the mood before: it asks again within seconds.
      if (mood !== 'down') await until(() => (gate?.met.get(mood) ?? 0) > before, `${mood} is met`, 20_000)
      assert.equal((await house.state()).alarms, [], mood)
      assert.ok((await house.state()).recording, mood)
    }
    await leaves(house)
    gate.mood = 'fair'
    const clips = await clipsOf(house, request)
    for (const clip of clips) await assertWhole(clip)
    assertFollow(clips)
    assert.equal(await house.happened('footage_dropped'), [])
  } finally {
    await house.close()
  }
})

test.run()
