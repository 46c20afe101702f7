// Attack 32: the camera's disk fills up while it films, with the clip service out of reach. The oldest footage without
// an incident makes room first, and that is written down; with no room at all the owner is alarmed and nobody else is
// let in; with room again it films on by itself, and what it says it kept is whole.

import { execFileSync } from 'node:child_process'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { assertWhole, clipsOf, comesIn, leaves } from '#test/faults/filmed.fixture.ts'
import { type CameraHouse, openCameraHouse } from '#test/support/camera-house.ts'
import { until } from '#test/support/wait.ts'

const test = suite('attack 32: the disk is full')
const PATIENCE = 30_000
const MEGABYTE = 1024 * 1024
/** More than the spool leaves free for the rest of the system, by a little. */
const DISK = 140 * MEGABYTE

const mounted = (folder: string): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Leaves so many bytes of the disk. */
const fill = async (folder: string, leave: number): Promise<void> => {
  await rm(join(folder, 'filler'), { force: true })
  const { bavail, bsize } = await statfs(folder)
  execFileSync('fallocate', ['-l', String(Math.max(1, bavail * bsize - leave)), join(folder, 'filler')])
}

const clipsBegun = async (house: CameraHouse, request: string): Promise<readonly string[]> =>
  (await house.happened('clip')).filter((one) => one.request === request).map(({ clip }) => clip)

const scenario = async (house: CameraHouse): Promise<void> => {
  const { gate, spool } = house
  const courier = await house.courier()
  gate.turn('refuse')
  // The oldest shows an incident: a hand over the lens.
  const first = await comesIn(house, courier)
  await house.mood('covered')
  await until(async () => (await house.state()).alarms.includes('camera_covered'), 'an alarm', PATIENCE)
  await house.mood('clear')
  await leaves(house)
  await until(async () => !(await house.state()).recording, 'the film is over', PATIENCE)
  const second = await house.comes(courier)
  await until(async () => !(await house.state()).recording, 'the film is over', PATIENCE)
  const [incident] = await clipsBegun(house, first)
  const [plain] = await clipsBegun(house, second)
  assert.ok(incident !== undefined && plain !== undefined)

  const third = await comesIn(house, courier)
  await fill(spool, 128 * MEGABYTE + 64 * 1024)
  await until(async () => (await house.happened('footage_dropped')).length > 0, 'footage makes room', PATIENCE)
  assert.is((await house.happened('footage_dropped'))[0]?.clip, plain, 'the oldest without an incident goes first')
  await until(async () => (await house.state()).alarms.includes('footage_dropped'), 'the owner hears so', PATIENCE)

  await fill(spool, 64 * 1024)
  await until(async () => (await house.state()).alarms.includes('not_recording'), 'nothing is recorded', PATIENCE)
  await leaves(house)
  const refused = await courier.ask()
  assert.is(await courier.hears(refused, 'refused', PATIENCE), 'recorder_not_durable')

  await rm(join(spool, 'filler'))
  const fourth = await house.comes(courier)
  gate.turn('open')
  const [kept] = await clipsOf(house, first)
  assert.is(kept?.clip, incident)
  for (const request of [first, third, fourth]) {
    for (const clip of await clipsOf(house, request)) await assertWhole(clip, ['ended_by_door', 'clock_jump'])
  }
}

test('drops the oldest without an incident, then says that it cannot record, then goes on', async () => {
  const house = await openCameraHouse()
  await mkdir(house.spool, { recursive: true })
  const isMounted = mounted(house.spool)
  try {
    if (isMounted) await scenario(house)
    else process.stdout.write('skipped: a disk that is really full needs the right to mount one\n')
  } finally {
    await writeFile(join(house.spool, 'filler'), '').catch(() => undefined)
    if (isMounted) execFileSync('umount', ['-l', house.spool])
    await house.close()
  }
})

test.run()
