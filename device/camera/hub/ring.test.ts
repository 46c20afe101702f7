import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bounds, Ring } from './ring.ts'

const test = suite('ring')

interface Push {
  readonly after: number
  readonly bytes: number
  readonly grows: number
}

const aPush: fc.Arbitrary<Push> = fc.record({
  after: fc.nat(500),
  bytes: fc.integer({ min: 1, max: 100 }),
  grows: fc.nat(100),
})
const bounds: fc.Arbitrary<Bounds> = fc.record({
  count: fc.integer({ min: 1, max: 20 }),
  bytes: fc.integer({ min: 1, max: 500 }),
  age: fc.nat(3000),
})

test('stays within all its bounds, and holds the newest without a gap', () => {
  fc.assert(
    fc.property(bounds, fc.array(aPush, { maxLength: 80 }), (within, pushes) => {
      const ring = new Ring<number>(within)
      let seen = 0
      for (const [at, { after, bytes, grows }] of pushes.entries()) {
        seen += after
        assert.is(ring.push(at, seen, bytes), at)
        ring.grow(at, grows)
        assert.ok(ring.size <= within.count && ring.bytes <= within.bytes)
        const oldest = ring.oldest()
        if (oldest === undefined) continue
        assert.is(ring.newest(), at)
        const held = Array.from({ length: ring.size }, (_, i) => ring.from(oldest + i)?.item)
        assert.equal(
          held,
          held.map((_, i) => oldest + i),
        )
        assert.is(ring.from(0)?.item, oldest)
        assert.is(ring.from(at + 1), undefined)
      }
    }),
  )
})

test('lets go of what is too old even when nothing comes', () => {
  const ring = new Ring<string>({ count: 10, bytes: 100, age: 1000 })
  ring.push('a', 0, 1)
  ring.push('b', 600, 1)
  ring.trim(1500)
  assert.is(ring.oldest(), 'b')
  ring.trim(1601)
  assert.is(ring.size, 0)
  assert.is(ring.bytes, 0)
  assert.is(ring.push('c', 1700, 1), 2)
})

test('finds the first of what holds from some place on', () => {
  const ring = new Ring<number>({ count: 10, bytes: 1000, age: 1e6 })
  for (const value of [3, 5, 8]) ring.push(value, value, 1)
  assert.is(
    ring.first((value) => value >= 4),
    1,
  )
  assert.is(
    ring.first((value) => value > 8),
    ring.end,
  )
})

test.run()
