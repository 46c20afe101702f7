import { mkdtemp, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { millis, seconds } from '#protocol/units.ts'
import { openEncoding } from '../../clips/encoder/encoding.ts'
import { systemClock } from '../../clock/system.ts'
import { createHub, type FilledHub } from '../hub/hub.ts'
import { jpegOf, rgbOf } from '../picture/picture.ts'
import { openTap } from './client.ts'
import { followLatest } from './latest.ts'
import type { Tap, TapUnit } from './port.ts'
import { type CameraTap, openCameraTap } from './tap.ts'
import { wishOf } from './wire.ts'

const test = suite('the camera’s tap')

const SIZE = { width: 320, height: 180 }
const MASK = { x: 0, y: 0, w: 500, h: 1000 }
const clock = systemClock()
const log = pino({ level: 'silent' })

const until = async (holds: () => boolean, what: string, limit = 8000): Promise<void> => {
  for (let waited = 0; !holds(); waited += 10) {
    assert.ok(waited < limit, what)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

interface Bench {
  readonly hub: FilledHub
  readonly camera: CameraTap
  readonly tap: Tap
  readonly path: string
  readonly units: TapUnit[]
  readonly sound: boolean[]
  /** A clip is written until it is ended. */
  film(): { end(): Promise<void> }
}

/** A camera that shows white, twenty times a second. */
const withTap = async (use: (bench: Bench) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'tap-'))
  const path = join(folder, 'live.sock')
  const white = await jpegOf({ ...SIZE, data: new Uint8Array(SIZE.width * SIZE.height * 3).fill(235) }, 90)
  const hub = createHub({ preroll: seconds(5), clock })
  let n = 0
  const show = (): void => hub.take({ n: n++, at: clock.now(), seen: clock.monotonic(), jpeg: white })
  for (let shown = 0; shown < 20; shown++) show()
  const stopShowing = clock.every(millis(50), show)
  const parts = { hub, clock, encoder: 'libx264' as const, kilobits: 800, fps: 20, sound: false, log }
  const sound: boolean[] = []
  const watched = { newest: () => hub.newest(), followSound: hub.followSound.bind(hub), follow: followLatest(hub) }
  const camera = await openCameraTap({
    ...{ path, hub, clock, log },
    openEncoding: (stream, from) =>
      openEncoding({ ...parts, hub: watched, ...(stream === 'small' ? { widest: 160, kilobits: 200 } : {}) }, from),
    soundWanted: (wanted) => sound.push(wanted),
  })
  camera.allow(true, false)
  const tap = openTap({ socket: path, clock })
  const units: TapUnit[] = []
  tap.listen((unit) => units.push(unit))
  const film: Bench['film'] = () => {
    const encoding = camera.join(openEncoding(parts, hub.oldest() ?? 0))
    const taken = (async () => {
      for await (const piece of encoding.pieces) assert.ok(piece.bytes.length > 0)
    })()
    return {
      end: async () => {
        await encoding.stop()
        await taken
      },
    }
  }
  try {
    await use({ hub, camera, tap, path, units, sound, film })
  } finally {
    stopShowing()
    tap.close()
    await camera.close()
    hub.close()
    await rm(folder, { recursive: true })
  }
}

const coded = (units: readonly TapUnit[], stream: 'full' | 'small' = 'full') =>
  units.filter((unit) => unit.stream === stream) as Extract<TapUnit, { stream: 'full' | 'small' }>[]

/** A configuration first, a key picture after each, and numbers that only grow. */
const followEachOther = (units: ReturnType<typeof coded>): void => {
  assert.is(units[0]?.what, 'config')
  let last = -1
  for (const [at, unit] of units.entries()) {
    if (unit.what === 'config') continue
    assert.ok(unit.number > last, `${unit.number} after ${last}`)
    assert.ok(unit.key || units[at - 1]?.what === 'picture', 'a configuration without its key picture')
    last = unit.number
  }
}

/** Light of the left and of the right half. */
const halvesOf = async (jpeg: Uint8Array): Promise<readonly [number, number]> => {
  const { data } = await rgbOf(jpeg, { width: 4, height: 1 })
  return [data[0] ?? 0, data[11] ?? 0]
}

test('gives out nothing that nobody wants, from a socket for its own user alone', () =>
  withTap(async ({ path, units, tap }) => {
    assert.is((await stat(path)).mode & 0o777, 0o600)
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.is(units.length, 0)
    tap.want(new Set(['jpeg']))
    await until(() => units.length >= 3, 'no still pictures')
    assert.ok(units.every(({ stream }) => stream === 'jpeg'))
  }))

test('gives both films, each with its configuration first and only growing numbers, across the begin and end of a clip', () =>
  withTap(async ({ tap, units, film }) => {
    tap.want(new Set(['full', 'small']))
    await until(() => coded(units).length > 10 && coded(units, 'small').length > 10, 'no film')
    const clip = film()
    await until(() => coded(units).filter(({ what }) => what === 'config').length === 2, 'not the clip’s own')
    await clip.end()
    await until(() => coded(units).filter(({ what }) => what === 'config').length === 3, 'not its own again')
    followEachOther(coded(units))
    followEachOther(coded(units, 'small'))
  }))

test('gives no picture older than when somebody began to watch, though a clip begins long before', () =>
  withTap(async ({ tap, units, hub, film }) => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const clip = film()
    const began = clock.now()
    const newest = hub.newest()?.n ?? 0
    tap.want(new Set(['full']))
    await until(() => coded(units).length > 20, 'no film')
    for (const unit of coded(units)) {
      if (unit.what === 'picture') assert.ok(unit.at >= began - 1600, `${began - unit.at} ms old, newest ${newest}`)
    }
    await clip.end()
  }))

test('lets nothing out that the owner has masked, from the moment that is said', () =>
  withTap(async ({ tap, units, hub, camera }) => {
    tap.want(new Set(['full', 'jpeg']))
    await until(() => coded(units).length > 5, 'no film')
    hub.mask([MASK])
    camera.cut()
    const masked = hub.newest()?.n ?? 0
    units.length = 0
    await until(() => coded(units).length > 25 && units.some(({ stream }) => stream === 'jpeg'), 'no film with masks')
    for (const unit of [...units, ...tap.replay('full')]) {
      if (unit.stream !== 'sound') assert.ok(unit.number >= masked, 'a picture from before')
      if (unit.stream !== 'jpeg') continue
      const [left, right] = await halvesOf(unit.data)
      assert.ok(left < 10 && right > 200, `${left} and ${right}`)
    }
    // A black half costs nothing; that it is black is what the clips’ own tests show of the same encoder.
    assert.ok(coded(units)[0]?.what === 'config')
  }))

test('lets nothing out while the camera is off, and keeps nothing for later', () =>
  withTap(async ({ tap, units, camera }) => {
    tap.want(new Set(['full', 'small', 'jpeg', 'sound']))
    await until(() => coded(units).length > 5, 'no film')
    camera.allow(false, false)
    await until(() => tap.replay('full').length === 0, 'the newest pictures were kept')
    const before = units.length
    await new Promise((resolve) => setTimeout(resolve, 700))
    camera.hear({ seen: clock.monotonic(), pcm: new Uint8Array(960) })
    await new Promise((resolve) => setTimeout(resolve, 50))
    assert.is(units.length, before)
    camera.allow(true, false)
    await until(() => units.length > before + 10, 'no film when it is on again')
  }))

test('asks for sound while it is wanted and allowed, and gives it then alone', () =>
  withTap(async ({ tap, units, camera, sound }) => {
    const pcm = new Uint8Array(960).fill(7)
    tap.want(new Set(['sound']))
    await until(() => sound.length > 1, 'its wish was not heard')
    camera.hear({ seen: clock.monotonic(), pcm })
    assert.not.ok(sound.includes(true))
    camera.allow(true, true)
    assert.is(sound.at(-1), true)
    camera.hear({ seen: clock.monotonic(), pcm })
    await until(() => units.length > 0, 'no sound')
    assert.equal(units[0]?.data, pcm)
    assert.is(units.length, 1)
    tap.want(new Set(['full']))
    await until(() => sound.at(-1) === false, 'the microphone goes on')
  }))

test('leaves out pictures for a reader that does not read, and holds up nobody', () =>
  withTap(async ({ tap, units, path }) => {
    const asleep = connect(path)
    asleep.on('error', () => undefined)
    await new Promise<void>((resolve) => asleep.once('connect', () => resolve()))
    asleep.pause()
    asleep.write(Uint8Array.of(wishOf(new Set(['full', 'jpeg']))))
    tap.want(new Set(['full']))
    await until(() => coded(units).length > 40, 'the other reader is held up')
    asleep.destroy()
  }))

test.run()
