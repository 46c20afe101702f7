import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createPackets } from './packets.ts'

const test = suite('packets of a line')

const packet = (body: Uint8Array): Uint8Array => {
  const header = [0x30]
  let left = body.length
  do {
    header.push((left % 128) | (left >= 128 ? 0x80 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Uint8Array.from([...header, ...body])
}

test('come out whole and in order, however they were cut on their way', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 6 })
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), (given, cuts) => {
      const packets = given.map(packet)
      const stream = Uint8Array.from(packets.flatMap((one) => [...one]))
      const read = createPackets()
      const out: Uint8Array[] = []
      let from = 0
      for (let at = 0; from < stream.length; at++) {
        const to = from + (cuts[at % cuts.length] ?? 1)
        out.push(...(read(stream.slice(from, to)) ?? []))
        from = to
      }
      assert.equal(
        out.map((one) => [...one]),
        packets.map((one) => [...one]),
      )
    }),
  )
})

test('what is no packet, or larger than any, is told', () => {
  assert.is(createPackets()(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 1)), undefined)
  assert.is(createPackets()(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f)), undefined)
})

test.run()
