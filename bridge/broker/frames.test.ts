import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Framing, NO_FRAMES, scanFrames } from './frames.ts'

const frames = suite('frames')

/** A packet as MQTT writes it (§2.2.3). */
const packet = (first: number, size: number): number[] => {
  const length: number[] = []
  let left = size
  do {
    length.push((left % 128) | (left >= 128 ? 0x80 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return [first, ...length, ...new Array<number>(size).fill(0xff)]
}
const CONNECT = packet(0x10, 20)

const scanAll = (pieces: readonly Uint8Array[], largest: number): Framing | string => {
  let framing: Framing = NO_FRAMES
  for (const piece of pieces) {
    const next = scanFrames(framing, piece, largest)
    if (typeof next === 'string') return next
    framing = next
  }
  return framing
}

frames('counts packets and ends between them', () => {
  const bytes = Uint8Array.from([...CONNECT, ...packet(0xc0, 0), ...packet(0x30, 127), ...packet(0x30, 128)])
  const { stage, packets } = scanAll([bytes], 1000) as Framing
  assert.equal({ stage, packets }, { stage: 'type', packets: 4 })
})

frames('reads the same however the bytes are cut', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 8 })
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(sizes, cuts, (lengths, steps) => {
      const bytes = Uint8Array.from([...CONNECT, ...lengths.flatMap((size) => packet(0x30, size))])
      const pieces: Uint8Array[] = []
      for (let at = 0, step = 0; at < bytes.length; step += 1) {
        const size = steps[step % steps.length] ?? 1
        pieces.push(bytes.subarray(at, at + size))
        at += size
      }
      assert.equal(scanAll(pieces, 400), scanAll([bytes], 400))
      assert.is((scanAll(pieces, 400) as Framing).packets, lengths.length + 1)
    }),
  )
})

frames('stops at the header of a packet that is too large, whatever it claims', () => {
  const claims = fc.integer({ min: 401, max: 268_435_455 })
  fc.assert(
    fc.property(claims, (size) => {
      const header = Uint8Array.from(packet(0x30, 0).slice(0, 1).concat(lengthBytes(size)))
      return scanAll([Uint8Array.from(CONNECT), header], 400) === 'frame_too_large'
    }),
  )
})

const lengthBytes = (size: number): number[] => {
  const bytes: number[] = []
  let left = size
  do {
    bytes.push((left % 128) | (left >= 128 ? 0x80 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return bytes
}

frames('lets a packet of just the largest size through', () => {
  assert.is((scanAll([Uint8Array.from([...CONNECT, ...packet(0x30, 400)])], 400) as Framing).packets, 2)
})

frames('wants CONNECT first [MQTT-3.1.0-1]', () => {
  for (const first of [0x00, 0x11, 0x1f, 0x20, 0x30, 0x82, 0xc0, 0xe0, 0xff]) {
    assert.is(scanAll([Uint8Array.from(packet(first, 4))], 400), 'connect_expected')
  }
})

frames('knows a length of five bytes for rubbish', () => {
  assert.is(scanAll([Uint8Array.from([0x10, 0x80, 0x80, 0x80, 0x80, 0x00])], 400), 'frame_malformed')
})

frames('takes any bytes at all without a throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (pieces) => {
      const end = scanAll(pieces, 1000)
      if (typeof end !== 'string') assert.ok(end.left >= 0 && end.left <= 1000)
    }),
  )
})

frames.run()
