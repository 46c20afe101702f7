// Attack 15, for clips: whoever opens a door and keeps its film from leaving the house shall not stay unseen. The film
// stays here, over a restart too; the journal, which takes another way, names the clip that is missing; and all of it
// arrives once it can.
// Source: Ho et al. 2016, "Smart Locks: Lessons for Securing Commodity Internet of Things Devices" (access log evasion).

import { readdir } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ClipId } from '#protocol/units.ts'
import { type CameraHouse, openCameraHouse, PATIENCE } from '#test/support/camera-house.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { until } from '#test/support/wait.ts'

const attack = suite('attack 15: upload blocked')
let house: CameraHouse
let courier: Visitor

attack.before(async () => {
  house = await openCameraHouse()
  courier = await house.courier()
})
attack.after(() => house.close())

/** As the journal at the bridge names it. */
const named = async (request: string): Promise<ClipId> => {
  const of = async () => (await house.happened('clip')).find((one) => one.request === request)?.clip
  await until(async () => (await of()) !== undefined, 'the journal names the clip', PATIENCE)
  return (await of()) as ClipId
}

const isEnded = async (clip: ClipId): Promise<boolean> =>
  (await house.happened('clip_ended')).some((one) => one.clip === clip)

const arrives = async (request: string): Promise<void> => {
  const clip = await house.clipOf((head) => head.request === request, 'the clip arrives')
  const { codes } = await house.open(clip)
  assert.equal(codes, [])
  await until(async () => !(await readdir(house.spool)).includes(clip), 'it is gone from here', PATIENCE)
}

attack('a film that is kept back is named by the journal, kept here over a restart, and arrives whole', async () => {
  house.gate.turn('refuse')
  const request = await house.comes(courier)
  const clip = await named(request)
  await until(() => isEnded(clip), 'the journal says how it ended', PATIENCE)
  const missing = await house.service.clip(clip)
  assert.is(missing.ok ? 'there' : missing.code, 'clip_unknown', 'the owner sees the gap: told of, and not there')
  assert.ok((await readdir(house.spool)).includes(clip))

  await house.house.restartAgent()
  assert.ok((await readdir(house.spool)).includes(clip), 'a restart loses nothing')
  house.gate.turn('open')
  await arrives(request)
})

attack('a line that is too slow keeps nobody out, and nothing back for good', async () => {
  await until(async () => (await house.state()).camera === 'clear', 'the camera is back', PATIENCE)
  house.gate.turn('slow')
  const request = await house.comes(courier)
  await named(request)
  await arrives(request)
  house.gate.turn('open')
})

attack.run()
