// Bad luck with the programs behind the camera during a visit: the encoder killed, stopped, spewing; the capture
// killed and hung; the camera unplugged and plugged in again; the camera's whole process killed again and again.
// Nothing that was captured is missing, what could not be captured is an alarm, and recording goes on by itself.

import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Alarm } from '#protocol/state.ts'
import { type CameraHouse, openCameraHouse } from '#test/support/camera-house.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { pause, until } from '#test/support/wait.ts'
import { assertFollow, assertWhole, capture, clipsOf, comesIn, encoder, leaves } from './filmed.fixture.ts'

const LONG = process.env['HAUSRECHT_LONG'] === '1'
const PATIENCE = 30_000
/** Kills of the camera's process in one visit. */
const KILLS = LONG ? 12 : 2
/** Encoders in one visit that are killed, stopped and spewing. */
const ROUNDS = LONG ? 5 : 1

interface Scene {
  house: CameraHouse
  courier: Visitor
  folder: string
  path: string | undefined
}

const test = suite<Scene>('programs behind the camera fail')

/** Stands before the real ffmpeg: once, when asked to, an encoder that spews. */
const spewing = (folder: string, real: string): string =>
  ['#!/bin/sh', 'case "$*" in', '*libx264*)', `if rm "${folder}/spew" 2>/dev/null; then exec cat /dev/urandom; fi`]
    .concat([';;', 'esac', `exec ${real} "$@"`, ''])
    .join('\n')

test.before(async (scene) => {
  scene.folder = await mkdtemp(join(tmpdir(), 'hausrecht-spew-'))
  const real = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim()
  await writeFile(join(scene.folder, 'ffmpeg'), spewing(scene.folder, real))
  await chmod(join(scene.folder, 'ffmpeg'), 0o700)
  scene.path = process.env['PATH']
  process.env['PATH'] = `${scene.folder}:${scene.path ?? ''}`
  scene.house = await openCameraHouse()
  scene.courier = await scene.house.courier()
})
test.after(async ({ house, folder, path }) => {
  if (path !== undefined) process.env['PATH'] = path
  await house.close()
  await rm(folder, { recursive: true, force: true })
})

const alarmed = async (house: CameraHouse, request: string, alarm: Alarm): Promise<boolean> =>
  (await house.happened('alarm')).some((one) => one.alarm === alarm && one.on && one.request === request)

test('loses no picture with an encoder killed, one stopped and one that spews', async ({ house, courier, folder }) => {
  const request = await comesIn(house, courier)
  for (let round = 0; round < ROUNDS; round += 1) {
    await pause(500)
    const first = await encoder(house)
    await writeFile(join(folder, 'spew'), '')
    process.kill(first, 'SIGKILL')
    // The next one is the one that spews.
    const third = await encoder(house, first)
    await pause(1500)
    assert.equal(await readdir(folder), ['ffmpeg'], 'one of them spewed')
    const stopped = await encoder(house).catch(() => third)
    process.kill(stopped, 'SIGSTOP')
    await encoder(house, stopped)
    await pause(1000)
  }
  await leaves(house)
  const clips = await clipsOf(house, request)
  assert.ok(clips.length >= 2, `${clips.length} clips`)
  for (const clip of clips) await assertWhole(clip)
  assertFollow(clips)
})

test('goes on in the same film when the capture is killed, hangs, and the camera is unplugged and plugged in', async ({
  house,
  courier,
}) => {
  const request = await comesIn(house, courier)
  await pause(500)
  const first = await capture(house)
  process.kill(first, 'SIGKILL')
  const second = await capture(house, first)
  await until(async () => (await house.state()).camera === 'clear', 'pictures again', PATIENCE)
  process.kill(second, 'SIGSTOP')
  await until(async () => (await house.state()).camera === 'lost', 'a hung camera is lost', PATIENCE)
  process.kill(second, 'SIGCONT')
  await until(async () => (await house.state()).camera === 'clear', 'pictures again', PATIENCE)
  await house.mood('lost')
  await until(() => alarmed(house, request, 'camera_lost'), 'the alarm is in the journal', PATIENCE)
  await house.mood('clear')
  await pause(1000)
  assert.ok((await house.state()).alarms.every((alarm) => alarm !== 'camera_lost'))
  await leaves(house)
  const clips = await clipsOf(house, request)
  let starts = 0
  for (const clip of clips) {
    const shown = await clip.pictures()
    const anew = shown.filter(({ number = 0 }, at) => number < (shown[at - 1]?.number ?? -1)).length
    await assertWhole(clip, ['clock_jump'], anew)
    starts += anew
  }
  assertFollow(clips)
  assert.ok(starts <= 1, 'the drawn door was started anew once')
})

test('alarms each time the camera’s process is killed, and goes on in a following clip', async ({ house, courier }) => {
  const request = await comesIn(house, courier)
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(300 + Math.random() * 1200)
    const pid = await house.camera()
    const alarms = (await house.happened('alarm')).filter(({ on }) => on).length
    process.kill(pid, 'SIGKILL')
    const told = async (): Promise<boolean> => (await house.happened('alarm')).filter(({ on }) => on).length > alarms
    await until(told, 'an alarm', PATIENCE)
    await until(async () => (await house.camera().catch(() => pid)) !== pid, 'another process', PATIENCE)
    await until(async () => (await house.state()).recording, 'recording goes on', PATIENCE)
  }
  await leaves(house)
  const clips = await clipsOf(house, request)
  assert.ok(clips.length >= 2, `${clips.length} clips`)
  assert.is(clips.at(-1)?.checked.end?.by, 'recorder')
  for (const clip of clips) await assertWhole(clip, ['ended_by_door'])
  const orphans = clips.filter(({ codes }) => codes.includes('ended_by_door'))
  assert.ok(orphans.length >= 1 && orphans.length <= KILLS, `${orphans.length} ended by the door`)
  assert.not.ok((await house.state()).alarms.includes('not_recording'))
})

test('films two visits back to back, each from before its own knock', async ({ house, courier }) => {
  const asked: { request: string; at: number }[] = []
  for (const _ of ['first', 'second']) {
    const at = Date.now()
    const request = await house.comes(courier)
    asked.push({ request, at })
  }
  const spans: (readonly number[])[] = []
  for (const { request, at } of asked) {
    const clips = await clipsOf(house, request)
    const [first] = clips
    assert.ok(first)
    assert.ok(first.head.at <= at - 4000 || spans.length === 0, `${at - first.head.at} ms before the knock`)
    assert.ok(first.head.at < at, 'it begins before the knock')
    for (const clip of clips) spans.push(await assertWhole(clip, ['clock_jump']))
    assertFollow(clips)
  }
  // The second one's film of before its knock shows the end of the first visit.
  const [one = [], two = []] = [spans[0], spans.at(-1)]
  assert.ok(
    one.some((number) => two.includes(number)),
    'the two films overlap',
  )
})

test.run()
