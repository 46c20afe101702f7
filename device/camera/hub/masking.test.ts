import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Mask } from '#protocol/camera.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { epochMs, seconds } from '#protocol/units.ts'
import { handClock } from '../../clock/hands.fixture.ts'
import type { Frame } from '../frame.ts'
import { greyOf } from '../picture/picture.ts'
import { createHub, type HubParts } from './hub.ts'
import { brightJpeg, frame, HEIGHT, WIDTH } from './pictures.fixture.ts'

const test = suite('masking')

const LEFT_HALF: Mask = { x: 0, y: 0, w: 500, h: 1000 }
const TOP_HALF: Mask = { x: 0, y: 0, w: 1000, h: 500 }
/** JPEG rings a little at an edge; what was there is at least 150 bright. */
const BLACK_MOST = 40

/** Black everywhere in the area? Rings of JPEG at its rim are not what was there. */
const isBlack = (grey: Uint8Array, { x, y, w, h }: Mask): boolean => {
  const [left, right] = [(x * WIDTH) / 1000, ((x + w) * WIDTH) / 1000]
  for (let row = Math.floor((y * HEIGHT) / 1000); row < ((y + h) * HEIGHT) / 1000; row++) {
    for (let at = Math.floor(left); at < right; at++) if ((grey[row * WIDTH + at] ?? 255) > BLACK_MOST) return false
  }
  return true
}

const decoded = ({ jpeg }: Frame): Promise<Uint8Array> => greyOf(jpeg, { width: WIDTH, height: HEIGHT })

const aHub = (parts: Partial<HubParts> = {}) =>
  createHub({ preroll: seconds(8), clock: handClock(epochMs(1_700_000_000_000)), ...parts })

const take = async (frames: AsyncIterable<Frame>, count: number, end: AbortController): Promise<Frame[]> => {
  const late = setTimeout(() => end.abort(), 4000)
  const taken: Frame[] = []
  for await (const picture of frames) {
    taken.push(picture)
    if (taken.length === count) break
  }
  clearTimeout(late)
  return taken
}

test('blackens what the owner drew in all that is handed out, and nothing else', async () => {
  const hub = aHub()
  for (let n = 0; n < 6; n++) hub.take(frame(n, 1000 + n * 60, await brightJpeg(n)))
  hub.mask([LEFT_HALF])
  const pictures = await take(hub.follow(0, new AbortController().signal), 6, new AbortController())
  const poster = await hub.picture()
  assert.is(poster?.n, 5)
  for (const picture of poster ? [...pictures, poster] : pictures) {
    const grey = await decoded(picture)
    assert.ok(isBlack(grey, LEFT_HALF))
    assert.ok((grey[5 * WIDTH + WIDTH - 5] ?? 0) > 100, 'the rest stays')
  }
  assert.equal(
    pictures.map(({ n }) => n),
    [0, 1, 2, 3, 4, 5],
  )
  hub.close()
})

test('shows no pixel of an area that was masked before the picture was handed out', async () => {
  const jpegs = await Promise.all([0, 1, 2].map(brightJpeg))
  const masks = fc.constantFrom<Mask[]>([], [LEFT_HALF], [TOP_HALF], [LEFT_HALF, TOP_HALF])
  const turns = fc.array(fc.record({ before: masks, during: masks, more: fc.nat(2) }), { minLength: 2, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(turns, async (changes) => {
      const hub = aHub()
      const reader = hub.follow(0, new AbortController().signal)
      let n = 0
      for (const { before, during, more } of changes) {
        for (let i = 0; i <= more; i++) hub.take(frame(n, 1000 + n++ * 60, jpegs[n % 3]))
        hub.mask(before)
        const reading = reader[Symbol.asyncIterator]().next()
        hub.mask(during)
        const grey = await decoded((await reading).value as Frame)
        for (const area of during) assert.ok(isBlack(grey, area))
      }
      hub.close()
    }),
    { numRuns: 25 },
  )
})

test('makes anew what was being made when the owner drew another area', async () => {
  const started: (() => void)[] = []
  const wanted: string[] = []
  const hub = aHub({
    blackOut: (_, areas) =>
      new Promise((resolve) => {
        wanted.push(JSON.stringify(areas))
        started.push(() => resolve(Buffer.from(JSON.stringify(areas))))
      }),
  })
  hub.take(frame(0, 1000))
  hub.mask([LEFT_HALF])
  const reading = hub.follow(0, new AbortController().signal)[Symbol.asyncIterator]().next()
  await new Promise(setImmediate)
  hub.mask([TOP_HALF])
  started[0]?.()
  await new Promise(setImmediate)
  started[1]?.()
  const { value } = (await reading) as { value: Frame }
  assert.is(Buffer.from(value.jpeg).toString(), JSON.stringify([TOP_HALF]))
  assert.is(wanted.length, 2)
  hub.close()
})

test('hands out nothing of a picture that cannot be masked, and goes on with the next', async () => {
  const hub = aHub()
  const whole = await brightJpeg(1)
  hub.take(frame(0, 1000, whole.subarray(0, whole.length / 2)))
  hub.take(frame(1, 1060, Buffer.from('no picture at all')))
  hub.mask([LEFT_HALF])
  assert.is(await hub.picture(), undefined)
  hub.take(frame(2, 1120, whole))
  const [picture] = await take(hub.follow(0, new AbortController().signal), 1, new AbortController())
  assert.is(picture?.n, 2)
  hub.close()
})

test('hands out nothing else of the original file: no thumbnail, no place, no comment', async () => {
  const hub = aHub()
  const plain = await brightJpeg(0)
  const text = Buffer.from('Exif\0\0 a thumbnail of what is masked')
  const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, text.length + 2]), text])
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), text])
  const jpeg = Buffer.concat([plain.subarray(0, 2), exif, comment, plain.subarray(2), text])
  hub.take(frame(0, 1000, jpeg))
  hub.mask([LEFT_HALF])
  const picture = await hub.picture()
  assert.ok(picture && isBlack(await decoded(picture), LEFT_HALF))
  assert.not(Buffer.from(picture.jpeg).includes('thumbnail'))
  hub.close()
})

test('masks a picture once for two readers, at most two at a time, in order', async () => {
  const jobs: number[] = []
  let running = 0
  let most = 0
  const hub = aHub({
    blackOut: async (jpeg) => {
      jobs.push(jpeg[0] ?? -1)
      most = Math.max(most, ++running)
      // The first of each pair takes longer than the second.
      await new Promise((resolve) => setTimeout(resolve, jobs.length % 2 ? 8 : 1))
      running--
      return jpeg
    },
  })
  for (let n = 0; n < 12; n++) hub.take(frame(n, 1000 + n * 60))
  hub.mask([LEFT_HALF])
  const { signal } = new AbortController()
  const readers = [0, 1].map(() => take(hub.follow(0, signal), 12, new AbortController()))
  for (const pictures of await Promise.all(readers)) {
    assert.equal(
      pictures.map(({ n }) => n),
      jobs.map((_, n) => n),
    )
  }
  assert.is(jobs.length, 12)
  assert.is(most, 2)
  hub.close()
})

test('does not let a fault in one picture stop the others', async () => {
  const hub = aHub({
    blackOut: async (jpeg) => {
      if ((jpeg[0] ?? 0) % 2) throw new HausrechtError('picture_broken', 'odd ones are broken')
      return jpeg
    },
  })
  for (let n = 0; n < 8; n++) hub.take(frame(n, 1000 + n * 60))
  hub.mask([LEFT_HALF])
  const pictures = await take(hub.follow(0, new AbortController().signal), 4, new AbortController())
  assert.equal(
    pictures.map(({ n }) => n),
    [0, 2, 4, 6],
  )
  hub.close()
})

test.run()
