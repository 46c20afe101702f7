import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Frame } from '../../camera/frame.ts'
import { handClock } from '../../clock/hands.fixture.ts'
import { systemClock } from '../../clock/system.ts'
import type { AccessUnit } from '../port.ts'
import { runsOf } from './boxes.fixture.ts'
import { collect, type Segment, within } from './collected.fixture.ts'
import { type EncodingParts, openEncoding } from './encoding.ts'
import { type FakeHub, fakeHub, frameOf, framesOf, sleep, wallOf } from './hub.fixture.ts'
import { filmOf, numbersShown, probe } from './player.fixture.ts'

const test = suite('encoding')

const partsFor = (hub: FakeHub, more: Partial<EncodingParts> = {}): EncodingParts => ({
  hub,
  clock: systemClock(),
  encoder: 'libx264',
  kilobits: 1000,
  fps: 15,
  sound: false,
  log: { warn: () => undefined },
  ...more,
})

/** All pictures of a hub that gets no more. */
const filmed = async (frames: readonly Frame[], from = 0, more: Partial<EncodingParts> = {}) => {
  const encoding = openEncoding(partsFor(fakeHub(frames), more), from)
  const collected = collect(encoding)
  await within(10_000, 'stop', encoding.stop())
  await collected.all
  assert.is(await encoding.ended, 'stopped')
  return collected
}

const numbersOf = (frames: readonly Frame[]): number[] => frames.map(({ n }) => n)

const followEachOther = (segments: readonly Segment[]): void => {
  for (const [at, { first, last, lasts }] of segments.entries()) {
    const next = segments[at + 1]
    assert.ok(first <= last)
    assert.ok(lasts > 0)
    if (next !== undefined) assert.is(next.first, last + 1)
  }
}

test('plays every picture once, in order, without a gap', async () => {
  const frames = await framesOf(50, 15, { from: 7 })
  const { pieces, segments } = await filmed(frames)
  assert.is(pieces[0]?.what, 'init')
  assert.ok(segments().length >= 4)
  followEachOther(segments())
  assert.is(segments()[0]?.first, 7)
  assert.is(segments().at(-1)?.last, 56)
  const film = filmOf(pieces)
  assert.equal(await numbersShown(film), numbersOf(frames))
  const { packets, said, streams } = await probe(film)
  assert.is(said, '')
  assert.is(streams.length, 1)
  assert.is(packets.length, 50)
  for (const [at, { pts, dts }] of packets.entries()) {
    assert.is(dts, pts)
    assert.ok(Math.abs(pts - at / 15) < 0.002)
  }
  let end = 0
  for (const { bytes, lasts } of segments()) {
    const [run] = runsOf(bytes)
    assert.is(run?.at, end)
    const span = run?.lasts.reduce((sum, each) => sum + each, 0) ?? 0
    assert.is(span, lasts)
    end += span
  }
})

test('cuts at most a second at a time, and each segment decodes from its own key frame', async () => {
  const frames = await framesOf(40, 15)
  const { pieces, segments } = await filmed(frames)
  const [init] = pieces
  const seen: number[] = []
  for (const segment of segments()) {
    assert.ok(segment.lasts <= 1000, `${segment.lasts} ms`)
    const shown = await numbersShown(filmOf(init === undefined ? [segment] : [init, segment]))
    assert.equal(
      shown,
      Array.from({ length: segment.last - segment.first + 1 }, (_, at) => segment.first + at),
    )
    assert.is(segment.at, frames[segment.first]?.at)
    seen.push(...shown)
  }
  assert.equal(seen, numbersOf(frames))
})

test('begins at the picture asked for', async () => {
  const { segments } = await filmed(await framesOf(20, 10), 5)
  assert.is(segments()[0]?.first, 5)
  assert.is(segments()[0]?.at, wallOf(500))
})

for (const fps of [2, 30]) {
  test(`keeps to a second at ${fps} pictures a second`, async () => {
    const frames = await framesOf(fps * 3, fps)
    const { pieces, segments } = await filmed(frames, 0, { fps })
    for (const { lasts } of segments()) assert.ok(lasts <= 1000)
    followEachOther(segments())
    assert.equal(await numbersShown(filmOf(pieces)), numbersOf(frames))
  })
}

test('shows a pause of the camera as a picture that lasts', async () => {
  const before = await framesOf(10, 10)
  const after = await framesOf(10, 10, { from: 10, start: 900 + 3000 })
  const { pieces, segments } = await filmed([...before, ...after])
  const { packets } = await probe(filmOf(pieces))
  assert.is(packets.length, 20)
  assert.ok(Math.abs((packets[10]?.pts ?? 0) - 3.9) < 0.002)
  assert.ok(packets[10]?.key)
  const long = segments().filter(({ lasts }) => lasts > 1000)
  assert.is(long.length, 1)
  assert.is(long[0]?.last, 9)
  assert.is(runsOf(long[0]?.bytes ?? Buffer.of())[0]?.lasts.at(-1), 3000)
})

test('hands out what is open when the camera stays away, and goes on with a key frame', async () => {
  const clock = handClock(wallOf(0))
  const start = clock.monotonic()
  const hub = fakeHub(await framesOf(5, 10, { start }))
  const encoding = openEncoding(partsFor(hub, { clock }), 0)
  const collected = collect(encoding)
  let shown = 0
  encoding.listen(({ what }) => {
    shown += what === 'picture' ? 1 : 0
  })
  for (let waited = 0; shown < 5 && waited < 8000; waited += 10) await sleep(10)
  clock.pass(1900)
  await sleep(20)
  assert.is(collected.segments().length, 0)
  clock.pass(1000)
  await collected.until(1)
  assert.is(collected.segments()[0]?.last, 4)
  const lasts = collected.segments()[0]?.lasts ?? 0
  assert.ok(lasts >= 2400 && lasts <= 2900, `${lasts} ms`)
  hub.push(...(await framesOf(5, 10, { from: 5, start: start + 10_000 })))
  for (let waited = 0; shown < 10 && waited < 8000; waited += 10) await sleep(10)
  await encoding.stop()
  await collected.all
  assert.is(collected.segments().length, 2)
  const film = filmOf(collected.pieces)
  assert.equal(await numbersShown(film), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.is((await probe(film)).packets[5]?.pts, 10)
})

test('shows lost pictures in their numbers', async () => {
  const frames = (await framesOf(30, 10)).filter(({ n }) => n < 12 || n > 17)
  const { pieces } = await filmed(frames)
  assert.equal(await numbersShown(filmOf(pieces)), numbersOf(frames))
})

test('is not bent by a jump of the wall clock', async () => {
  const frames = await Promise.all(
    Array.from({ length: 20 }, (_, n) => frameOf(n, n * 100, n < 10 ? wallOf(n * 100) : wallOf(n * 100 - 3_600_000))),
  )
  const { pieces, segments } = await filmed(frames)
  const { packets } = await probe(filmOf(pieces))
  for (const [at, { pts }] of packets.entries()) assert.ok(Math.abs(pts - at / 10) < 0.002)
  for (const { at, first } of segments()) assert.is(at, frames[first]?.at)
})

test('leaves out what is no picture and stays in step', async () => {
  const frames = await framesOf(20, 10)
  const broken = frames.map((frame) => (frame.n === 6 ? { ...frame, jpeg: Buffer.from('no picture at all') } : frame))
  const { pieces } = await filmed(broken)
  assert.equal(
    await numbersShown(filmOf(pieces)),
    numbersOf(frames).filter((n) => n !== 6),
  )
})

test('goes on in the same size when the camera changes its own', async () => {
  const frames = await framesOf(10, 10)
  const larger = await framesOf(10, 10, { from: 10, start: 1000, size: { width: 640, height: 360 } })
  const { pieces } = await filmed([...frames, ...larger])
  assert.equal(await numbersShown(filmOf(pieces)), numbersOf([...frames, ...larger]))
})

test('takes odd sizes', async () => {
  const frames = await framesOf(5, 10, { size: { width: 321, height: 181 } })
  const { pieces } = await filmed(frames)
  assert.equal(await numbersShown(filmOf(pieces), 'mp4', { width: 320, height: 180 }), [0, 1, 2, 3, 4])
})

/** Back to a bare stream, as a decoder in a browser would read it. */
const annexB = (what: AccessUnit['what'], data: Buffer): Buffer => {
  const start = Buffer.from([0, 0, 0, 1])
  if (what === 'config') {
    const end = 8 + data.readUInt16BE(6)
    return Buffer.concat([start, data.subarray(8, end), start, data.subarray(end + 3)])
  }
  const units: Buffer[] = []
  for (let at = 0; at < data.length; at += 4 + data.readUInt32BE(at)) {
    units.push(start, data.subarray(at + 4, at + 4 + data.readUInt32BE(at)))
  }
  return Buffer.concat(units)
}

test('gives who watches the same pictures, the configuration first', async () => {
  const frames = await framesOf(20, 10)
  const hub = fakeHub(frames.slice(0, 5))
  const encoding = openEncoding(partsFor(hub), 0)
  const collected = collect(encoding)
  const early: AccessUnit[] = []
  const stop = encoding.listen((unit) => early.push(unit))
  encoding.listen(() => {
    throw new Error('a viewer that breaks')
  })
  hub.push(...frames.slice(5))
  await collected.until(2)
  for (let waited = 0; early.length < 21 && waited < 5000; waited += 10) await sleep(10)
  const late: AccessUnit[] = []
  encoding.listen((unit) => late.push(unit))
  stop()
  await encoding.stop()
  await collected.all
  assert.is(early[0]?.what, 'config')
  assert.is(early[0]?.data[0], 1)
  assert.equal(
    early.slice(1).map(({ number }) => number),
    numbersOf(frames),
  )
  assert.is(late[0]?.what, 'config')
  assert.ok(late[1]?.key)
  assert.is(late.at(-1)?.number, 19)
  assert.ok(late.length <= 11)
  const stream = early.map(({ what, data }) => annexB(what, Buffer.from(data)))
  assert.equal(await numbersShown(Buffer.concat(stream), 'h264'), numbersOf(frames))
})

test('ends at once when there never was a picture', async () => {
  const encoding = openEncoding(partsFor(fakeHub()), 0)
  const collected = collect(encoding)
  await within(1000, 'stop', encoding.stop())
  await collected.all
  assert.is(await encoding.ended, 'stopped')
  assert.is(collected.pieces.length, 0)
})

test.run()
