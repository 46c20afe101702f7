import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { greyOf, jpegOf } from '../picture/picture.ts'
import { canvasOf } from './canvas.ts'
import { SHUT } from './leaf.ts'
import { MPJPEG_START, mpjpegPart } from './mpjpeg.ts'
import { NUMBERS, paintNumber, readFrameNumber } from './number.ts'
import { NOBODY } from './person.ts'
import { createStage } from './stage.ts'

const test = suite('number')
const SMALL = { width: 320, height: 180 }
const LARGE = { width: 1280, height: 720 }
const FFMPEG_LIMIT = 60_000

const ffmpeg = (args: readonly string[], input: Uint8Array): Buffer => {
  const { stdout, status, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args], {
    input,
    maxBuffer: 256 * 1024 * 1024,
    timeout: FFMPEG_LIMIT,
  })
  assert.is(status, 0, stderr.toString())
  return stdout
}

const greyFromRgb = (data: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: data.length / 3 }, (_, at) => data[at * 3] ?? 0)

test('is read back from any picture, whatever the number', () => {
  const canvas = canvasOf(SMALL.width, SMALL.height)
  const inks = [
    [12, 12, 12],
    [236, 236, 236],
  ] as const
  fc.assert(
    fc.property(fc.integer({ min: 0, max: NUMBERS - 1 }), (number) => {
      paintNumber(canvas, number, inks)
      assert.is(readFrameNumber(greyFromRgb(canvas.data), SMALL.width, SMALL.height), number)
    }),
    { numRuns: 200 },
  )
})

test('is not read where there is none, or where a square is covered', () => {
  const empty = new Uint8Array(SMALL.width * SMALL.height).fill(90)
  assert.is(readFrameNumber(empty, SMALL.width, SMALL.height), undefined)
  const canvas = canvasOf(SMALL.width, SMALL.height)
  paintNumber(canvas, 4711, [
    [0, 0, 0],
    [255, 255, 255],
  ])
  const grey = greyFromRgb(canvas.data)
  const square = 8
  for (let at = 0; at < 32; at += 1) {
    const spoiled = grey.slice()
    for (let y = 164; y < 172; y += 1) {
      for (let x = square * (at + 1); x < square * (at + 2); x += 1) {
        spoiled[y * SMALL.width + x] = 255 - (spoiled[y * SMALL.width + x] ?? 0)
      }
    }
    assert.is(readFrameNumber(spoiled, SMALL.width, SMALL.height), undefined, `square ${at}`)
  }
})

const drawNumbers = async (size: typeof SMALL, numbers: readonly number[]): Promise<Uint8Array[]> => {
  const stage = createStage(size)
  const jpegs: Uint8Array[] = []
  for (const [at, number] of numbers.entries()) {
    const now = at * 66
    const moment = { now, at: epochMs(1.8e12 + now), number, mood: 'clear', since: 0, infrared: false } as const
    jpegs.push(await jpegOf(stage.draw({ ...moment, swing: SHUT, person: NOBODY }), 75))
  }
  return jpegs
}

for (const [size, rate] of [
  [SMALL, '200k'],
  [LARGE, '1200k'],
] as const) {
  test(`survives JPEG and x264 at ${size.width}x${size.height}`, async () => {
    const numbers = [0, 1, 2, 255, 256, 65_535, 1_000_000, NUMBERS - 1]
    const jpegs = await drawNumbers(size, numbers)
    const stream = Buffer.concat([MPJPEG_START, ...jpegs.map(mpjpegPart)])
    const x264 = [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-tune',
      'zerolatency',
      '-b:v',
      rate,
      '-pix_fmt',
      'yuv420p',
    ]
    const film = ffmpeg(['-f', 'mpjpeg', '-i', '-', ...x264, '-f', 'h264', '-'], stream)
    const grey = ffmpeg(['-f', 'h264', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], film)
    const pixels = size.width * size.height
    assert.is(grey.length, pixels * numbers.length)
    const read = numbers.map((_, at) =>
      readFrameNumber(grey.subarray(at * pixels, (at + 1) * pixels), size.width, size.height),
    )
    assert.equal(read, numbers)
  })
}

test('is read from a picture that was made smaller', async () => {
  const [jpeg] = await drawNumbers(LARGE, [123_456])
  assert.ok(jpeg)
  const half = { width: 640, height: 360 }
  assert.is(readFrameNumber(await greyOf(jpeg, half), half.width, half.height, LARGE), 123_456)
})

test.run()
