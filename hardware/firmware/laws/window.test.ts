// The window a command opens: bounds, the dead-man timer, the lost link, stale and strung-together commands.

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeCommand, framed, LIMITS, type Variant } from '#hardware/contract/rig.ts'
import { onBench } from './bench.fixture.ts'

const VARIANTS: readonly Variant[] = ['servo', 'relay']
const BYTE_MS = 10_000 / LIMITS.BAUD
/** From a whole command on the line to the first edge at the bolt pin. */
const EDGE_MS = 0.1
/** Longest travel of the simulated bolt, with debounce and reporting. */
const TRAVEL_MS = 400

const law = suite('firmware: windows')

for (const variant of VARIANTS) {
  law(`${variant}: moves the pin within 100 us of the last byte of an unlock, and answers`, () => {
    onBench(variant, (bench) => {
      bench.alive = false
      for (let phase = 0; phase < 8; phase++) {
        bench.send({ kind: 'heartbeat' }).go(20 + phase * 0.13)
        const command = framed(encodeCommand({ kind: 'unlock', ms: 100, id: 7, seen: bench.status.seq }))
        const arrived = bench.now + command.length * BYTE_MS
        bench.raw(command).go(1_500)
        const edge = bench.rig.machine.boltEdges.find((entry) => entry.level === 1 && entry.at >= arrived)
        assert.ok(edge && edge.at - arrived < EDGE_MS, `${((edge?.at ?? 0) - arrived) * 1000} us`)
        assert.is(bench.answers.at(-1)?.code, 'accepted')
        assert.is(bench.place, 'home')
      }
    })
  })

  law(`${variant}: re-locks by its own timer after the asked time, measured`, () => {
    onBench(variant, (bench) => {
      bench.forget().unlock(3_000, 99).go(TRAVEL_MS)
      assert.is(bench.place, 'out')
      assert.is(bench.status.bolt, 'out')
      assert.is(bench.status.id, 99)
      assert.ok(bench.status.remainingMs > 2_000 && bench.status.remainingMs < 3_000)
      bench.go(3_000 - TRAVEL_MS - 50)
      assert.is(bench.place, 'out')
      bench.go(50 + TRAVEL_MS)
      assert.is(bench.place, 'home')
      assert.equal(
        bench.moved.map(({ reason, id, wanted, from, to }) => ({ reason, id, wanted, from, to })),
        [
          { reason: 'command', id: 99, wanted: 'out', from: 'home', to: 'out' },
          { reason: 'deadman', id: 99, wanted: 'home', from: 'out', to: 'home' },
        ],
      )
      assert.is(bench.status.id, 0)
      assert.is(bench.status.remainingMs, 0)
    })
  })

  law(`${variant}: re-locks at once when the Pi falls silent, and says why`, () => {
    onBench(variant, (bench) => {
      bench.unlock(30_000).go(TRAVEL_MS)
      bench.alive = false
      bench.go(LIMITS.LINK_SILENCE_MS - TRAVEL_MS - 100)
      assert.is(bench.place, 'out')
      bench.go(100 + TRAVEL_MS + 600)
      assert.is(bench.place, 'home')
      assert.is(bench.moved.at(-1)?.reason, 'link-lost')
      assert.is(bench.status.linkUp, false)
    })
  })

  law(`${variant}: refuses every unlock outside the bounds, whatever else it says`, () => {
    onBench(variant, (bench) => {
      const outside = fc.oneof(
        fc.nat(LIMITS.UNLOCK_MIN_MS - 1),
        fc.integer({ min: LIMITS.UNLOCK_MAX_MS + 1, max: 2 ** 21 - 1 }),
      )
      fc.assert(
        fc.property(outside, fc.nat(16_383), (ms, id) => {
          bench.forget().go(300)
          const began = bench.now
          bench.unlock(ms, id).go(30)
          assert.equal(bench.answers, [{ kind: 'answer', id, code: 'out-of-bounds' }])
          assert.is(bench.pulses(began), 0)
        }),
        { numRuns: 15 },
      )
      bench.go(300).unlock(1_000, 0).go(30)
      assert.is(bench.answers.at(-1)?.code, 'out-of-bounds', 'id 0 means none')
    })
  })

  law(`${variant}: refuses an unlock that lay in a queue, also over a reset`, () => {
    onBench(variant, (bench) => {
      const old = bench.status.seq
      bench.go(LIMITS.FRESH_MS + 500)
      const began = bench.now
      bench.send({ kind: 'unlock', ms: 1_000, id: 5, seen: old }).go(100)
      bench.send({ kind: 'unlock', ms: 1_000, id: 5, seen: (bench.status.seq + 5) & 0x3fff }).go(100)
      assert.equal(
        bench.answers.map((answer) => answer.code),
        ['stale', 'stale'],
      )
      assert.is(bench.pulses(began), 0)
      const beforeReset = bench.status.seq
      bench.rig.world.reset()
      bench.go(50).send({ kind: 'unlock', ms: 1_000, id: 6, seen: beforeReset }).go(50)
      assert.is(bench.answers.at(-1)?.code, 'stale')
      assert.is(bench.place, 'home')
    })
  })

  law(`${variant}: locks on command and on SYSTEM_RESET`, () => {
    onBench(variant, (bench) => {
      bench.unlock(30_000).go(TRAVEL_MS).send({ kind: 'lock' }).go(TRAVEL_MS)
      assert.is(bench.place, 'home')
      assert.is(bench.moved.at(-1)?.reason, 'lock')
      bench.unlock(30_000).go(TRAVEL_MS).raw([0xff]).go(TRAVEL_MS)
      assert.is(bench.place, 'home')
      assert.is(bench.status.id, 0)
    })
  })
}

law('replaces a window only within a minute from when the bolt left home', () => {
  onBench('relay', (bench) => {
    bench.unlock(50_000, 1).go(20_000).unlock(40_000, 2).go(50)
    assert.is(bench.answers.at(-1)?.code, 'accepted')
    assert.is(bench.status.id, 2)
    bench.unlock(40_500, 3).go(50)
    assert.equal(bench.answers.at(-1), { kind: 'answer', id: 3, code: 'busy' })
    assert.is(bench.status.id, 2)
    bench.unlock(1_000, 4).go(1_000 + TRAVEL_MS)
    assert.is(bench.place, 'home', 'a shorter window replaces a longer one')
  })
})

law('never stays out longer than a minute and its way home, whatever commands come', () => {
  const step = fc.record({
    ms: fc.integer({ min: 20_000, max: 60_000 }),
    wait: fc.integer({ min: 15_000, max: 25_000 }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 4 }), (steps) => {
      onBench('relay', (bench) => {
        for (const { ms, wait } of steps) bench.unlock(ms).go(wait)
        bench.go(20)
        assert.ok(bench.rig.observe().tally.longestOutMs <= LIMITS.UNLOCK_MAX_MS + TRAVEL_MS)
      })
    }),
    { numRuns: 3 },
  )
})

law('refuses while the supply is too low, and tells so', () => {
  onBench('servo', (bench) => {
    bench.rig.world.supply(4_000)
    bench.go(200)
    const began = bench.now
    bench.unlock(1_000).go(100)
    assert.is(bench.answers.at(-1)?.code, 'supply-low')
    assert.equal(bench.status.faults, ['supply-low'])
    assert.ok(Math.abs(bench.status.supplyMv - 4_000) < 40)
    assert.is(bench.pulses(began), 0)
    bench.rig.world.supply(5_000)
    bench.go(200).unlock(1_000).go(TRAVEL_MS)
    assert.is(bench.place, 'out')
  })
})

law('stops the servo pulses after arrival: no hum at either end', () => {
  onBench('servo', (bench) => {
    bench.unlock(5_000).go(TRAVEL_MS + LIMITS.SETTLE_MS)
    assert.is(bench.status.drive, 'idle')
    const quiet = bench.now
    bench.go(4_000 - LIMITS.SETTLE_MS)
    assert.is(bench.pulses(quiet), 0)
    assert.is(bench.place, 'out')
    bench.go(2_000)
    const home = bench.now
    bench.go(500)
    assert.is(bench.pulses(home), 0)
  })
})

law.run()
