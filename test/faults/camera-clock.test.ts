// The clock is set while it films. The machine's own wall clock means nothing to the film. When the door's time is set,
// an hour back and two on, time stamps in the film follow the monotonic clock and do not bend; no picture is missing;
// the manifest says the jump, and that it is no damage.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FromCamera } from '#device/camera/messages.ts'
import { type CameraProcess, openCamera } from '#device/camera/process.ts'
import { probe } from '#device/clips/encoder/player.fixture.ts'
import { ConfigSchema } from '#device/config/config.ts'
import type { FoundPart } from '#protocol/clip/evidence.ts'
import { isFilm, openFilm, openIdentity } from '#protocol/clip/film.ts'
import { isSound } from '#protocol/clip/finding.ts'
import { type FramedPart, readFramed } from '#protocol/clip/framing.ts'
import { CLIP } from '#protocol/clip/head.ts'
import { verifyClip } from '#protocol/clip/verify.ts'
import { hashBytes, hashText } from '#protocol/hash.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { freshPair } from '#protocol/seal/seal.ts'
import { signToken } from '#protocol/token.ts'
import { epochMs, millis } from '#protocol/units.ts'
import { doorIdOf, makeKey } from '#test/support/people.ts'
import { shiftedClock } from '#test/support/shifted-clock.ts'
import { pause, until } from '#test/support/wait.ts'

const test = suite('the clock is set while filming')
const PATIENCE = 25_000
const HOUR = 3_600_000
/** A machine that does other things draws late; a bent time stamp is off by an hour. */
const STEP_MOST = 5

/** A clip as it lies in the spool, and the film of it. */
const readKept = async (folder: string, door: Awaited<ReturnType<typeof makeKey>>, identity: string) => {
  const [head, end, sealed] = await Promise.all([
    readFile(join(folder, 'head'), 'utf8'),
    readFile(join(folder, 'end'), 'utf8'),
    readFile(join(folder, 'identity')),
  ])
  const names = (await readdir(folder)).filter((name) => name.endsWith('.part')).sort()
  const framed: FramedPart[] = []
  for (const name of names) {
    const part = readFramed(new Uint8Array(await readFile(join(folder, name))))
    assert.ok(part)
    framed.push(part)
  }
  const parts: FoundPart[] = []
  for (const [place, { line, sealed }] of framed.entries()) {
    parts.push({ place, line, sealed: { hash: await hashBytes(sealed), size: sealed.length } })
  }
  const checked = await verifyClip({ door: doorIdOf(door), head, end, parts })
  assert.ok(checked.head)
  const opened = await openIdentity(new Uint8Array(sealed), identity, checked.head)
  assert.ok(opened.ok)
  const stream = async function* () {
    yield* framed
  }
  const film: Uint8Array[] = []
  for await (const { what, opened: piece } of openFilm(stream(), opened.identity)) {
    assert.ok(piece.ok)
    if (isFilm(what)) film.push(piece.bytes)
  }
  return { checked, film: Buffer.concat(film) }
}

test('bends no time stamp of the film, loses no picture, and says that the clock jumped', async () => {
  const data = await mkdtemp(join(tmpdir(), 'hausrecht-clock-'))
  const [clock, door, owner] = [shiftedClock(), await makeKey(), await freshPair()]
  const config = ConfigSchema.parse({
    data,
    bridge: { url: 'mqtt://127.0.0.1:1' },
    camera: { source: 'scene', width: 320, height: 180, fps: 10, kilobits: 300, preroll: 5, encoder: 'libx264' },
  })
  const said: FromCamera[] = []
  const tell = (message: FromCamera): void => {
    said.push(message)
    if (message.say !== 'sign' || !('head' in message)) return
    signToken(CLIP, { ...message.head, iss: doorIdOf(door) }, door).then(
      (token) => camera?.hear({ say: 'signed', id: message.id, token }),
      () => undefined,
    )
  }
  const place = { jn: 0, jh: await hashText('journal') }
  const start = { say: 'start' as const, config, door: doorIdOf(door), now: clock.now(), ...place }
  const doorTime = (shift: number): void =>
    camera?.hear({ say: 'rig', now: epochMs(Date.now() + shift), leaf: 'shut', powered: true, infrared: false })
  let camera: CameraProcess | undefined
  try {
    camera = await openCamera({ start, clock, log: pino({ level: 'silent' }), ca: undefined, tell })
    const { masks, recipients } = { masks: [], recipients: [] }
    const live = { off: false, talk: false }
    const wishes = { off: false, masks, sound: false, motion: false, recipients, sealTo: [owner.recipient], live }
    camera.hear({ say: 'wishes', wishes, fresh: false })
    doorTime(0)
    await until(() => said.some((one) => one.say === 'seen' && one.sight === 'clear'), 'the view is clear', PATIENCE)
    const request = freshRequestId()
    camera.hear({ say: 'begin', id: 1, occasion: { why: 'visit', request } })
    await until(() => said.some((one) => one.say === 'begun' && one.state === 'ready'), 'it films', PATIENCE)
    const began = performance.now()
    await pause(1000)
    // A time server gone mad: the machine believes it, the door does not.
    clock.setBack(30 * HOUR)
    await pause(1500)
    doorTime(-HOUR)
    await pause(2000)
    doorTime(HOUR)
    await pause(2000)
    camera.hear({ say: 'over', key: request, after: millis(0) })
    const filmed = performance.now() - began
    await until(() => said.some((one) => one.say === 'ended'), 'the clip is ended', PATIENCE)
    const [name = ''] = (await readdir(join(data, 'clips'))).filter((one) => !one.startsWith('.'))
    const { checked, film } = await readKept(join(data, 'clips', name), door, owner.identity)

    const jumps = checked.findings.filter(({ code }) => code === 'clock_jump').map(({ by = 0 }) => by)
    assert.ok(isSound(checked.findings), JSON.stringify(checked.findings))
    const near = (to: number) => jumps.some((by) => Math.abs(by - to) < 60_000)
    assert.ok(near(-HOUR) && near(2 * HOUR), `jumps of ${jumps.join()} ms`)
    assert.is(jumps.filter((by) => Math.abs(by) > 60_000).length, 2)
    assert.ok((checked.covers?.lasts ?? 0) < filmed + 15_000, 'its length is measured, not taken from the clock')

    const { packets, said: complaints } = await probe(film)
    assert.is(complaints, '')
    const stamps = packets.map(({ pts }) => pts)
    const steps = stamps.slice(1).map((stamp, at) => stamp - (stamps[at] ?? 0))
    assert.ok(
      steps.every((step) => step > 0 && step < STEP_MOST),
      steps.join(),
    )
    const segments = checked.lines.map(({ claims }) => claims).filter(({ what }) => what === 'segment')
    const count = (segments.at(-1)?.last ?? 0) - (segments[0]?.first ?? 0) + 1
    assert.is(packets.length, count, 'every picture is there')
  } finally {
    await camera?.close()
    await rm(data, { recursive: true, force: true })
  }
})

test.run()
