import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createMpjpegReader, PICTURE_BYTES, type Spewed } from './mpjpeg.ts'

const test = suite('mpjpeg')

const part = (jpeg: Uint8Array, length: number | string = jpeg.length): Buffer =>
  Buffer.concat([
    Buffer.from(`--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${length}\r\n\r\n`),
    jpeg,
    Buffer.from('\r\n'),
  ])

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const aJpeg = (body: Uint8Array): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8]), body, Buffer.from([0xff, 0xd9])])

const read = (chunks: readonly Uint8Array[]): { pictures: Uint8Array[]; wrong: Spewed | undefined } => {
  const pictures: Uint8Array[] = []
  const reader = createMpjpegReader((jpeg) => pictures.push(jpeg))
  let wrong: Spewed | undefined
  for (const chunk of chunks) wrong = reader.push(chunk)
  return { pictures, wrong }
}

/** A picture may hold what looks like a boundary or the end of a header. */
const tricky = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(Buffer.from('\r\n--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: 5\r\n\r\n')),
)

test('gives back every picture however the stream is cut', () => {
  const cut = fc.tuple(fc.array(tricky, { maxLength: 6 }), fc.array(fc.nat(2500), { maxLength: 40 }))
  fc.assert(
    fc.property(cut, ([bodies, places]) => {
      const jpegs = bodies.map((body) => aJpeg(body))
      const stream = Buffer.concat(jpegs.map((jpeg) => part(jpeg)))
      const cuts = [0, ...places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b), stream.length]
      const chunks = cuts.slice(1).map((end, at) => stream.subarray(cuts[at], end))
      const { pictures, wrong } = read(chunks)
      assert.is(wrong, undefined)
      assert.equal(pictures.map(hex), jpegs.map(hex))
    }),
  )
})

test('reads byte by byte', () => {
  const jpegs = [aJpeg(Buffer.alloc(40, 7)), aJpeg(Buffer.alloc(0))]
  const stream = Buffer.concat(jpegs.map((jpeg) => part(jpeg)))
  const { pictures } = read([...stream].map((byte) => Uint8Array.of(byte)))
  assert.is(pictures.length, 2)
})

test('gives each picture memory of its own', () => {
  const chunk = part(aJpeg(Buffer.alloc(20, 1)))
  const { pictures } = read([chunk])
  chunk.fill(0)
  assert.is(pictures[0]?.[5], 1)
  assert.is(pictures[0]?.buffer.byteLength, 24)
})

test('takes what is no multipart stream for garbage, soon and for good', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 512, maxLength: 4096 }), (noise) => {
      const { pictures, wrong } = read([noise, part(aJpeg(Buffer.alloc(5)))])
      assert.is(wrong, 'garbage')
      assert.is(pictures.length, 0)
    }),
  )
})

test('refuses a part that is no JPEG, has no length, or an impossible one', () => {
  const jpeg = aJpeg(Buffer.alloc(10))
  const wrongs = [
    part(Buffer.from('not a picture')),
    part(jpeg, '-1'),
    part(jpeg, '1e3'),
    part(jpeg, ''),
    part(jpeg, 0),
    Buffer.from(part(jpeg).toString('latin1').replace('image/jpeg', 'text/html'), 'latin1'),
  ]
  for (const stream of wrongs) assert.is(read([stream]).wrong, 'garbage', stream.toString('latin1'))
})

test('makes no room for a picture that is too large', () => {
  assert.is(read([part(aJpeg(Buffer.alloc(4)), PICTURE_BYTES + 1)]).wrong, 'too_large')
})

test.run()
