// The live process as the door starts it, watched by peers of the same library.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshId } from '#protocol/ids.ts'
import type { FromDoor } from '#protocol/live/control.ts'
import type { RequestId } from '#protocol/units.ts'
import { openPath } from '#test/support/udp-path.ts'
import { pause, until, within } from '#test/support/wait.ts'
import { type FakeCamera, fakeCamera } from './camera.fixture.ts'
import type { FromLive } from './messages.ts'
import { type LiveRig, openRig, type Watcher } from './rig.fixture.ts'

const LIMIT = 10_000
const folder = mkdtempSync(join(tmpdir(), 'hausrecht-live-'))
const spoken = join(folder, 'spoken')
const test = suite('the live process')
let camera: FakeCamera
let rig: LiveRig

test.before(async () => {
  camera = await fakeCamera({ fps: 20, full: 1500, small: 400 })
  rig = await openRig({ tap: camera.socket, viewers: 3, speaker: `file:${spoken}`, microphone: 'plughw:1' })
})
test.after(async () => {
  await rig.close()
  camera.close()
  rmSync(folder, { recursive: true, force: true })
})

const pictures = ({ units }: Watcher, stream?: string) =>
  units.filter((unit) => unit.what === 'picture' && (stream === undefined || unit.stream === stream))
const talks = ({ said }: Watcher) => said.filter((word) => word.say === 'talk').at(-1)
const heardOf = <Say extends FromLive['say']>(say: Say, sid?: RequestId) =>
  rig.heard.filter(
    (message): message is Extract<FromLive, { say: Say }> =>
      message.say === say && (sid === undefined || ('sid' in message && message.sid === sid)),
  )
const soon = (isSo: () => boolean, what: string) => until(isSo, what, LIMIT)

const leave = async (watcher: Watcher): Promise<void> => {
  watcher.tell('close')
  await soon(() => heardOf('ended', watcher.sid).length === 1, 'the door hears that the viewer left')
  assert.is(heardOf('ended', watcher.sid)[0]?.why, 'left')
}

test('sends the configuration, then a key frame and all that follow, and answers pings by the door’s time', async () => {
  const viewer = await rig.watch(['channel', 'track', 'still'])
  await soon(() => pictures(viewer).length >= 30, 'pictures')
  const [config, key, ...rest] = viewer.units
  assert.is(config?.what, 'config')
  assert.ok(key?.key)
  const numbers = [key, ...rest].map((unit) => unit?.number ?? 0)
  assert.equal(
    numbers,
    numbers.map((_, at) => (numbers[0] ?? 0) + at),
  )
  viewer.say({ say: 'ping', id: 7 })
  const pong = () => viewer.said.find((word): word is Extract<FromDoor, { say: 'pong' }> => word.say === 'pong')
  await soon(() => pong() !== undefined, 'the pong')
  assert.is(pong()?.id, 7)
  assert.ok(Math.abs((pong()?.now ?? 0) - Date.now()) < 2000)
  assert.equal(viewer.ways(), ['channel'])
  assert.ok(viewer.said.some((word) => word.say === 'sight' && word.sight === 'clear'))
  assert.equal(heardOf('watching', viewer.sid)[0]?.way, 'channel')
  await leave(viewer)
  await soon(() => camera.wanted().size === 0, 'nothing is wanted of the camera')
})

test('has the encode begun for somebody who was allowed, and ended when nobody comes', async () => {
  rig.tell({ say: 'expect' })
  await soon(() => camera.wanted().has('full'), 'the encode begins')
  assert.equal([...camera.wanted()], ['full'])
  await soon(() => camera.wanted().size === 0, 'nobody came')
})

test('gives who comes later the current group of pictures at once', async () => {
  const first = await rig.watch(['channel'])
  await soon(() => pictures(first).length >= 25, 'the first one watches')
  const second = await rig.watch(['channel'])
  await soon(() => pictures(second).length >= 5, 'pictures')
  assert.ok(second.units[1]?.key)
  const [oldest, newest] = [pictures(second)[0], pictures(first).at(-1)]
  assert.ok((oldest?.number ?? 0) <= (newest?.number ?? 0))
  await Promise.all([leave(first), leave(second)])
})

test('puts pictures into the track, and says which', async () => {
  const viewer = await rig.watch(['track', 'still'])
  await soon(() => viewer.frames.length >= 10, 'frames')
  assert.equal([viewer.frames.at(-1)?.width, viewer.frames.at(-1)?.height], [320, 180])
  assert.ok(viewer.said.filter((word) => word.say === 'picture').length >= 10)
  viewer.say({ say: 'way', way: 'channel' })
  await pause(300)
  assert.equal(viewer.ways(), ['track'], 'a way that the viewer did not offer')
  await leave(viewer)
})

test('sends a still picture each second as the last resort', async () => {
  const viewer = await rig.watch(['still'])
  await soon(() => viewer.units.filter(({ what }) => what === 'still').length >= 2, 'stills')
  assert.ok(viewer.units.every(({ what }) => what === 'still'))
  await leave(viewer)
})

test('changes the way while watching', async () => {
  const viewer = await rig.watch(['channel', 'track', 'still'])
  await soon(() => pictures(viewer).length >= 3, 'pictures')
  viewer.say({ say: 'way', way: 'track' })
  await soon(() => viewer.frames.length >= 3, 'frames')
  viewer.say({ say: 'way', way: 'auto' })
  const { length } = pictures(viewer)
  await soon(() => pictures(viewer).length >= length + 3, 'pictures again')
  assert.equal(viewer.ways(), ['channel', 'track', 'channel'])
  await leave(viewer)
})

test('lets a viewer who takes nothing harm nobody', async () => {
  const [slow, quick] = [await rig.watch(['channel']), await rig.watch(['channel'])]
  await soon(() => pictures(slow).length >= 5, 'both watch')
  slow.tell('sleep')
  await pause(1500)
  const [before, began] = [pictures(quick).length, pictures(slow).length]
  await pause(1500)
  assert.ok(pictures(quick).length - before >= 20, `${pictures(quick).length - before} pictures for the quick one`)
  assert.is(pictures(slow).length, began, 'nothing more for the slow one')
  const late = pictures(quick)
    .slice(-20)
    .map(({ late: age }) => age)
  assert.ok(Math.min(...late) < 100)
  await Promise.all([leave(slow), leave(quick)])
})

test('goes to the small encode on a path that is too narrow', async () => {
  const path = await openPath({ loss: 0, delay: 5 })
  try {
    const viewer = await rig.watch(['channel', 'track', 'still'], path)
    await soon(() => pictures(viewer, 'full').length >= 20, 'the large one')
    path.set({ loss: 0.01, delay: 20, kilobits: 800 })
    await soon(() => pictures(viewer, 'small').length >= 10, 'the small one')
    const narrow = viewer.said.find((word) => word.say === 'way' && word.stream === 'small')
    assert.ok(narrow?.say === 'way' && narrow.why === 'poor_path')
    await leave(viewer)
  } finally {
    path.close()
  }
})

test('talks only when it is allowed, one at a time, and says so', async () => {
  const [anna, ben] = [await rig.watch(['channel']), await rig.watch(['channel'])]
  const pressed = (watcher: Watcher, on: boolean) => watcher.say({ say: 'talk', on })
  await soon(() => talks(anna) !== undefined, 'what is allowed')
  assert.equal(talks(anna), { say: 'talk', allowed: false, speaking: false, listening: false, busy: false })
  pressed(anna, true)
  anna.say({ say: 'listen', on: true })
  await pause(200)
  assert.is(heardOf('talking').length, 0)

  rig.tell({ say: 'talk', allowed: true })
  await soon(() => talks(anna)?.allowed === true, 'it is allowed')
  pressed(anna, true)
  await soon(() => talks(ben)?.busy === true, 'Ben hears that Anna speaks')
  pressed(ben, true)
  anna.tone(60)
  await soon(() => existsSync(spoken) && readFileSync(spoken).length > 20_000, 'her voice')
  const voice = readFileSync(spoken)
  const samples = new Int16Array(voice.buffer, voice.byteOffset, Math.floor(voice.length / 2))
  assert.ok(samples.some((sample) => Math.abs(sample) > 3000))
  assert.is(talks(ben)?.speaking, false)
  pressed(anna, false)
  await soon(() => talks(ben)?.busy === false, 'she is done')

  ben.say({ say: 'listen', on: true })
  await soon(() => ben.sounds >= 5, 'the rig’s sound')
  assert.is(anna.sounds, 0)
  rig.tell({ say: 'talk', allowed: false })
  await soon(() => talks(ben)?.listening === false, 'it is over')
  await soon(() => !camera.wanted().has('sound'), 'the microphone is let go')
  const told = heardOf('talking').map(({ sid, what, on }) => `${sid === anna.sid ? 'anna' : 'ben'} ${what} ${on}`)
  assert.equal(told, ['anna speak true', 'anna speak false', 'ben listen true', 'ben listen false'])
  await Promise.all([leave(anna), leave(ben)])
})

test('hushes one viewer when the door says so, for a while, and nobody else', async () => {
  const [anna, ben] = [await rig.watch(['channel']), await rig.watch(['channel'])]
  rig.tell({ say: 'talk', allowed: true })
  await soon(() => talks(anna)?.allowed === true, 'it is allowed')
  for (const viewer of [anna, ben]) viewer.say({ say: 'listen', on: true })
  await soon(() => talks(anna)?.listening === true && talks(ben)?.listening === true, 'both listen')
  rig.tell({ say: 'hush', sid: anna.sid })
  await soon(() => talks(anna)?.listening === false, 'Anna hears no more')
  anna.say({ say: 'listen', on: true })
  anna.say({ say: 'talk', on: true })
  await pause(200)
  assert.equal(
    heardOf('talking', anna.sid).map(({ what, on }) => `${what} ${on}`),
    ['listen true', 'listen false'],
  )
  assert.is(talks(ben)?.listening, true)
  rig.tell({ say: 'talk', allowed: false })
  await Promise.all([leave(anna), leave(ben)])
})

test('ends a session when the door says so, and takes no more than it may', async () => {
  const viewers = [await rig.watch(['channel']), await rig.watch(['channel']), await rig.watch(['channel'])]
  const sid = freshId() as RequestId
  rig.tell({ say: 'offer', sid, sdp: 'v=0', relayOnly: false })
  await soon(() => heardOf('failed', sid).length === 1, 'a fourth is refused')
  assert.is(heardOf('failed', sid)[0]?.why, 'full')
  // Its place is free at once for the offer that comes behind.
  const next = freshId() as RequestId
  for (const viewer of viewers.slice(2)) rig.tell({ say: 'end', sid: viewer.sid })
  rig.tell({ say: 'offer', sid: next, sdp: 'v=0', relayOnly: false })
  await soon(() => heardOf('failed', next).length === 1, 'it is looked at')
  assert.is(heardOf('failed', next)[0]?.why, 'offer')
  for (const viewer of viewers) rig.tell({ say: 'end', sid: viewer.sid })
  await soon(() => viewers.every((viewer) => viewer.closed), 'the viewers see the end')
  await soon(() => rig.heard.at(-1)?.say === 'idle', 'nobody watches')
  for (const viewer of viewers)
    assert.equal(
      heardOf('ended', viewer.sid).map(({ why }) => why),
      ['told'],
    )
})

test('answers no description that is none of a page', async () => {
  for (const sdp of ['v=0', `v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n`]) {
    const sid = freshId() as RequestId
    rig.tell({ say: 'offer', sid, sdp, relayOnly: false })
    await soon(() => heardOf('failed', sid).length === 1, 'it is refused')
    assert.is(heardOf('failed', sid)[0]?.why, 'offer')
  }
})

test('says after each round of viewers what it weighs, and neither grows without an end', async () => {
  const weights: Extract<FromLive, { say: 'idle' }>[] = []
  for (let round = 0; round < 8; round += 1) {
    const viewer = await rig.watch(['channel'])
    await soon(() => pictures(viewer).length >= 1, 'a picture')
    await leave(viewer)
    await soon(() => rig.heard.at(-1)?.say === 'idle', 'idle')
    weights.push(heardOf('idle').at(-1) as never)
  }
  const [first, last] = [weights[0], weights.at(-1)]
  assert.is((last?.sessions ?? 0) - (first?.sessions ?? 0), 7)
  assert.ok(last !== undefined && last.rss > 0 && last.threads > 0 && last.up > 0)
  assert.ok(last.threads <= (first?.threads ?? 0) + 7 * 2, `${first?.threads} to ${last.threads} threads`)
})

test('ends in order when it is told to', async () => {
  const viewer = await rig.watch(['track'])
  await soon(() => viewer.frames.length >= 1, 'a frame')
  rig.tell({ say: 'quit' })
  assert.is(await within(rig.exit, 'its end', LIMIT), 0)
})

test.run()
