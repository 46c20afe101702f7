// Attack 5: recorded frames are shown for live ones. Parts of an older clip are put where parts of a running one wait,
// or into the store; old uploads are said again, old heads get new parts; a device plays the same pictures over again in
// the camera's place. Each part is signed by its own clip's key, with its number, its place in the chain, its pictures'
// numbers and times: what is not this clip's is named and never shown.
// Source: E. Van Albert and Z. Banks, "Looping Surveillance Cameras through Live Editing of Network Streams" (DEF CON 23).

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadDoorKey } from '#device/keys/door-key.ts'
import { framePart, readFramed } from '#protocol/clip/framing.ts'
import { PART } from '#protocol/clip/part.ts'
import { freshClipId } from '#protocol/ids.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import type { ClipId } from '#protocol/units.ts'
import { type CameraHouse, openCameraHouse, PATIENCE, PICTURE } from '#test/support/camera-house.ts'
import type { Visitor } from '#test/support/visitor.ts'
import { until } from '#test/support/wait.ts'

const attack = suite('attack 5: recorded frames for live ones')
let house: CameraHouse
let courier: Visitor
/** Of an earlier visit, ended and in the store. */
let older: ClipId

const nameOf = (n: number): string => String(n).padStart(6, '0')
const stored = (clip: ClipId, ...path: string[]): string => join(house.store, 'clips', house.house.id, clip, ...path)
const clipFor = (request: string): Promise<ClipId> =>
  house.clipOf((head) => head.request === request, 'the visit’s clip is there')

attack.before(async () => {
  house = await openCameraHouse()
  courier = await house.courier()
  older = await clipFor(await house.comes(courier))
})
attack.after(() => house.close())

const put = async (
  path: string,
  body: Buffer | Uint8Array<ArrayBuffer> | string,
): Promise<readonly [number, string]> => {
  const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
  const response = await fetch(`http://127.0.0.1:${house.cloud.port}/v1/doors/${house.house.id}/clips/${path}`, {
    method: 'PUT',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : new Uint8Array(body),
    signal: AbortSignal.timeout(5000),
  })
  const { code = '' } = (await response.json()) as { code?: string }
  return [response.status, code]
}

/** Numbers burnt into the pictures; each is seen once, and in order. */
const numbersOf = async (clip: ClipId): Promise<readonly number[]> => {
  const pictures = await (await house.open(clip)).pictures()
  return pictures.map(({ number }) => number ?? Number.NaN)
}

attack('the service takes nothing old for new, and what it has again without a change', async () => {
  const [head, identity, one] = await Promise.all([
    readFile(stored(older, 'head'), 'utf8'),
    readFile(stored(older, 'identity')),
    readFile(stored(older, 'parts', nameOf(1))),
  ])
  const begin = JSON.stringify({ head, identity: identity.toString('base64url') })
  assert.equal(await put(freshClipId(), begin), [422, 'part_damaged'], 'an old head in a new clip’s name')
  assert.equal(await put(`${older}/parts/900`, one), [422, 'part_damaged'], 'an old part in a new place')
  const { line = '', sealed = new Uint8Array() } = readFramed(new Uint8Array(one)) ?? {}
  const door = await loadDoorKey(join(house.house.folder, 'door-key.json'))
  const claims = { ...PART.schema.parse(peekClaims(line)), n: 900 }
  const forged = framePart({ line: await signToken(PART, claims, door.signing), sealed })
  assert.is((await put(`${older}/parts/900`, forged))[0], 422, 'a new line by the door’s own key')

  const before = await readdir(stored(older), { recursive: true })
  assert.is((await put(older, begin))[0], 200, 'said again as it was')
  assert.is((await put(`${older}/parts/1`, one))[0], 200)
  assert.equal(await readdir(stored(older), { recursive: true }), before)
  assert.equal((await house.open(older)).codes, [])
})

attack('an older clip’s part in the spool of a running one is refused, named as missing, and never shown', async () => {
  house.gate.turn('cut')
  const request = await house.letIn(courier)
  house.house.rig.world.door.open()
  const running = (await house.happened('clip')).find((one) => one.request === request)
  assert.ok(running)
  const part = join(house.spool, running.clip, `${nameOf(3)}.part`)
  await until(() => existsSync(part), 'a fourth part waits', PATIENCE)
  await cp(stored(older, 'parts', nameOf(3)), part, { force: true })
  house.house.rig.world.door.close()
  await house.closed()
  house.gate.turn('open')
  const clip = await clipFor(request)
  const { codes, findings } = await house.open(clip)
  assert.ok(
    findings.some(({ code, n }) => code === 'part_missing' && n === 3),
    codes.join(),
  )
  assert.not.ok(existsSync(stored(clip, 'parts', nameOf(3))), 'the service did not take it')
  const old = new Set(await numbersOf(older))
  const shown = (await numbersOf(clip)).filter((number) => !Number.isNaN(number))
  assert.ok(shown.length > 20)
  const last = Math.max(...old)
  assert.ok(
    shown.slice(-10).every((number) => number > last),
    'what is shown was filmed after the older clip',
  )
  assert.ok(
    shown.every((number, at) => at === 0 || number > (shown[at - 1] ?? 0)),
    'and in its order',
  )
})

attack('a part of an older clip, or of another moment, in the store is named and never shown', async () => {
  const clip = await clipFor(await house.comes(courier))
  const whole = await numbersOf(clip)
  await cp(stored(older, 'parts', nameOf(2)), stored(clip, 'parts', nameOf(2)), { force: true })
  await cp(stored(clip, 'parts', nameOf(4)), stored(clip, 'parts', nameOf(5)), { force: true })
  const { codes } = await house.open(clip)
  assert.ok(codes.includes('part_foreign') && codes.includes('part_misplaced'), codes.join())
  const shown = await numbersOf(clip)
  assert.ok(shown.length > 10 && shown.length < whole.length, `${shown.length} of ${whole.length}`)
  assert.ok(shown.every((number) => Number.isNaN(number) || whole.includes(number)))
})

attack('a device that plays the same pictures over again opens nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-loop-'))
  const film = join(folder, 'loop.avi')
  const { width, height } = PICTURE
  const drawn = ['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=10`, '-frames:v', '6']
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...drawn, '-c:v', 'mjpeg', film], { timeout: 20_000 })
  const looped = await openCameraHouse({ source: `file:${film}`, sees: 'frozen' })
  try {
    const visitor = await looped.courier()
    const request = await visitor.ask()
    assert.is(await visitor.hears(request, 'refused', PATIENCE), 'recorder_stale')
    assert.is(looped.house.rig.observe().tally.boltLeftHome, 0)
  } finally {
    await looped.close()
    await rm(folder, { recursive: true, force: true })
  }
})

attack.run()
