// Attack 4, on film: a door that opens with no grant, or opens again behind a visitor, is filmed of its own accord. The
// clip is off the premises while it happens, shows the seconds before and the opening itself, and is the last to make
// room for anything newer.
// Source: the 2018 "Break & Enter" attack on Amazon Key (S. Cameron's demonstration of February 2018).

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CameraHouse, type OpenedClip, openCameraHouse, PATIENCE } from '#test/support/camera-house.ts'
import { difference, type Seen } from '#test/support/film.ts'
import { pause, until } from '#test/support/wait.ts'

const attack = suite('attack 4: an incident clip')
let house: CameraHouse

attack.before(async () => {
  house = await openCameraHouse()
})
attack.after(() => house.close())

/** A quarter of the door's frame turns from wood to hall: far more than grain and clouds change. */
const OPENED = 8

const opens = (pictures: readonly Seen[]): boolean => {
  const [first] = pictures
  return first !== undefined && pictures.some((one) => difference(first, one) > OPENED)
}

const alarmed = async (alarm: string): Promise<boolean> => (await house.state()).alarms.includes(alarm as never)

attack('a visit is filmed as a visit, and is no incident', async () => {
  const courier = await house.courier()
  const request = await house.letIn(courier)
  house.house.rig.world.door.open()
  await pause(1200)
  house.house.rig.world.door.close()
  await house.closed()
  const clip = await house.open(await house.clipOf((head) => head.request === request, 'the visit’s clip'))
  assert.equal([clip.codes, clip.head.why], [[], 'visit'])
  assert.ok(opens(await clip.pictures()), 'it shows how the door opens')
  assert.equal(
    (await house.happened('clip')).filter(({ why }) => why === 'incident'),
    [],
  )
})

attack('a forced entry is in the cloud while it happens, with the moment of the deed and those before', async () => {
  const { rig } = house.house
  const { world } = rig
  const began = Date.now()
  world.key.turn('out')
  await until(() => rig.observe().bolt.place === 'out', 'the bolt is forced out', PATIENCE)
  world.door.open()
  await until(() => alarmed('forced_entry'), 'the forced entry is told', PATIENCE)
  await pause(1500)
  const forced = Date.now()
  const incident = async () => (await house.happened('clip')).find(({ why }) => why === 'incident')
  await until(async () => (await incident()) !== undefined, 'it is filmed', PATIENCE)
  const clip = (await incident())?.clip
  assert.ok(clip)
  const seen = async (): Promise<OpenedClip | undefined> => house.open(clip).catch(() => undefined)
  await until(async () => ((await seen())?.checked.covers?.to ?? 0) > forced, 'it is off the premises', PATIENCE)
  assert.ok(rig.observe().door.open && rig.observe().bolt.place === 'out', 'and the door still stands open')

  const { codes, head, pictures } = await house.open(clip)
  assert.equal(codes, ['no_end'], 'it goes on')
  assert.equal([head.why, head.request], ['incident', undefined])
  assert.ok(head.at < began, 'it begins before the deed')
  assert.ok(opens(await pictures()), 'it shows how the door opens')
  assert.ok(existsSync(join(house.spool, clip, 'protected')), 'it is the last to make room here')
})

attack('a door that opens again behind its visitor makes the visit’s clip an incident', async () => {
  const { world } = house.house.rig
  world.door.close()
  await until(() => !house.house.rig.observe().door.open, 'the door is pushed shut', PATIENCE)
  world.key.turn('home')
  await until(() => house.house.rig.observe().bolt.place === 'home', 'the bolt is turned home', PATIENCE)
  world.key.release()
  await until(async () => !(await alarmed('forced_entry')), 'the alarm is over', PATIENCE)

  const request = await house.letIn(await house.courier())
  world.door.open()
  await until(async () => (await house.state()).leaf === 'open', 'the courier opens', PATIENCE)
  world.fault.jam()
  world.door.close()
  await until(async () => (await house.state()).leaf === 'shut', 'the door is measured shut', PATIENCE)
  // A hand on the inside keeps the bolt from its way home.
  world.key.turn('out')
  world.fault.jam(false)
  await until(() => house.house.rig.observe().bolt.place === 'out', 'the bolt is held', PATIENCE)
  world.door.open()
  await until(() => alarmed('second_entry'), 'the second entry is told', PATIENCE)
  const clips = (await house.happened('clip')).filter((one) => one.request === request)
  assert.is(clips.length, 1)
  const path = join(house.spool, String(clips[0]?.clip), 'protected')
  await until(() => existsSync(path), 'its clip is kept as long as there is room', PATIENCE)
})

attack.run()
