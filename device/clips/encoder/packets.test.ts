import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPackets, type Packet } from './packets.ts'

const test = suite('packets')
const HEADER = '#software: Lavf\n#tb 0: 1/1000\n#media_type 0: video\n'
const line = (t: number, size: number): string => `0, ${t}, ${t}, 67, ${size}, 0x9c956911, F=0x0, S=1, 8\n`

const cut = (bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] => {
  const parts: Uint8Array[] = []
  let at = 0
  for (const length of lengths) {
    parts.push(bytes.subarray(at, at + length))
    at += length
  }
  return [...parts, bytes.subarray(at)]
}

test('puts bytes and index together however they are cut', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 })
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 })),
      lengths,
      lengths,
      fc.boolean(),
      (sent, a, b, early) => {
        const got: Packet[] = []
        const spoilt: string[] = []
        const packets = createPackets(
          (packet) => got.push(packet),
          (what) => spoilt.push(what),
        )
        const bytes = cut(Buffer.concat(sent), a)
        const index = cut(Buffer.from(HEADER + sent.map((data, at) => line(at * 67, data.length)).join('')), b)
        const [first, second] = early ? [bytes, index] : [index, bytes]
        for (const chunk of first) early ? packets.bytes(chunk) : packets.index(chunk)
        for (const chunk of second) early ? packets.index(chunk) : packets.bytes(chunk)
        assert.equal(spoilt, [])
        assert.equal(
          got.map(({ t, data }) => [t, Buffer.from(data).toString('hex')]),
          sent.map((data, at) => [at * 67, Buffer.from(data).toString('hex')]),
        )
      },
    ),
  )
})

test('names whatever is no index, once, and delivers nothing after it', () => {
  const wrong = {
    'another unit of time': '#tb 0: 1/25\n',
    'another stream': '1, 0, 0, 67, 5, 0x9c956911\n',
    'pictures out of order': '0, 0, 67, 67, 5, 0x9c956911\n',
    'an empty packet': '0, 0, 0, 67, 0, 0x9c956911\n',
    'a packet without bounds': '0, 0, 0, 67, 99999999, 0x9c956911\n',
    words: 'hello\n',
    'a long line': 'x'.repeat(600),
  }
  for (const [what, text] of Object.entries(wrong)) {
    const got: Packet[] = []
    const spoilt: string[] = []
    const packets = createPackets(
      (packet) => got.push(packet),
      (why) => spoilt.push(why),
    )
    packets.index(Buffer.from(text))
    packets.index(Buffer.from(line(0, 3)))
    packets.bytes(Buffer.from('abc'))
    packets.index(Buffer.from('nonsense\n'))
    assert.is(spoilt.length, 1, what)
    assert.is(got.length, 0, what)
  }
})

test('holds a bounded number of bytes that no line asks for', () => {
  const spoilt: string[] = []
  const packets = createPackets(
    () => undefined,
    (why) => spoilt.push(why),
  )
  for (let sent = 0; sent < 20; sent++) packets.bytes(new Uint8Array(1024 * 1024))
  assert.is(spoilt.length, 1)
})

test.run()
