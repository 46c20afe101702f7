// The way out: the inside button opens at once, by itself, and nothing takes that away.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { encodeCommand, framed, LIMITS, type Variant } from '#hardware/contract/rig.ts'
import { type Bench, onBench } from './bench.fixture.ts'

const VARIANTS: readonly Variant[] = ['servo', 'relay']
const TRAVEL_MS = 400
const law = suite('firmware: the way out [a39]')

const press = (bench: Bench, ms = 200): Bench => {
  bench.rig.world.press('egress', ms)
  return bench
}

for (const variant of VARIANTS) {
  law(`${variant}: opens within a few milliseconds of a press, with nobody at the other end of the line`, () => {
    onBench(variant, (bench) => {
      bench.alive = false
      bench.go(LIMITS.LINK_SILENCE_MS).rig.world.unplug()
      const pressed = bench.now
      press(bench).go(TRAVEL_MS)
      const edge = bench.rig.machine.boltEdges.find((entry) => entry.level === 1 && entry.at >= pressed)
      assert.ok(edge && edge.at - pressed <= LIMITS.EGRESS_DEBOUNCE_MS + 3, `${(edge?.at ?? 0) - pressed} ms`)
      assert.is(bench.place, 'out')
      bench.go(LIMITS.EGRESS_MS + 1_000)
      assert.is(bench.place, 'home', 'and locks again by itself')
    })
  })

  law(`${variant}: keeps its own time through lock commands, resets by message and a lost link`, () => {
    onBench(variant, (bench) => {
      press(bench).go(TRAVEL_MS)
      bench.send({ kind: 'lock' }).go(100).raw([0xff]).go(100)
      bench.alive = false
      bench.go(LIMITS.EGRESS_MS - TRAVEL_MS - 500)
      assert.is(bench.place, 'out')
      assert.is(bench.status.reason, 'egress')
      bench.go(1_500)
      assert.is(bench.place, 'home')
    })
  })

  law(`${variant}: opens in the middle of a lock, with a low supply, and while an unlock is refused`, () => {
    onBench(variant, (bench) => {
      bench.unlock(1_000).go(1_000 + 30)
      press(bench).go(TRAVEL_MS + 100)
      assert.is(bench.place, 'out')
      bench.go(LIMITS.EGRESS_MS + 1_000)
      bench.rig.world.supply(variant === 'servo' ? 4_000 : 9_000)
      bench.go(200).unlock(1_000).go(100)
      assert.is(bench.answers.at(-1)?.code, 'supply-low')
      press(bench).go(TRAVEL_MS)
      assert.is(bench.place, 'out')
    })
  })

  law(`${variant}: goes on pushing for a held button against a jam, and lets out the moment it gives`, () => {
    onBench(variant, (bench) => {
      bench.rig.world.fault.jam()
      press(bench, 20_000).go(15_000)
      assert.is(bench.place, 'home')
      bench.rig.world.fault.clear()
      bench.go(2_500)
      assert.is(bench.place, 'out')
    })
  })

  law(`${variant}: lets out with a frozen or cut position sensor for the whole of its time`, () => {
    for (const kind of ['frozen', 'cut'] as const) {
      onBench(variant, (bench) => {
        bench.rig.world.fault.boltSensor(kind)
        press(bench).go(TRAVEL_MS)
        for (let spent = TRAVEL_MS; spent < LIMITS.EGRESS_MS - 100; spent += 100) {
          assert.is(bench.place, 'out', `${kind}, after ${spent} ms`)
          bench.go(100)
        }
      })
    }
  })
}

law('outlasts an unlock that ends earlier, and each press begins anew', () => {
  onBench('relay', (bench) => {
    bench.unlock(2_000, 4).go(1_000)
    press(bench).go(5_000)
    assert.is(bench.status.id, 0)
    assert.is(bench.place, 'out')
    press(bench).go(8_000)
    assert.is(bench.place, 'out')
    bench.go(3_000)
    assert.is(bench.place, 'home')
  })
})

law('takes a button held for more than a minute as stuck, locks, and obeys it again after a release', () => {
  onBench('relay', (bench) => {
    press(bench, 90_000).go(LIMITS.EGRESS_HOLD_MAX_MS + LIMITS.EGRESS_MS + 500)
    assert.is(bench.place, 'home')
    assert.equal(bench.status.faults, ['egress-stuck'])
    bench.go(25_000)
    assert.equal(bench.status.faults, [])
    press(bench).go(100)
    assert.is(bench.place, 'out')
  })
})

law('does not open for a button that is down when the chip starts: a short is no press', () => {
  onBench('relay', (bench) => {
    press(bench, 3_000).go(100)
    bench.rig.world.reset()
    const started = bench.now
    bench.go(2_000)
    assert.is(bench.pulses(started), 0)
    bench.go(1_500)
    press(bench).go(100)
    assert.is(bench.place, 'out')
  })
})

law('is not fooled by a spike shorter than its debounce', () => {
  onBench('relay', (bench) => {
    for (let spike = 0; spike < 20; spike++) press(bench, LIMITS.EGRESS_DEBOUNCE_MS - 2).go(30)
    assert.is(bench.pulses(), 0)
  })
})

law('stays open through a flood on the serial line', () => {
  onBench('relay', (bench) => {
    const locks = Array.from({ length: 100 }, () => framed(encodeCommand({ kind: 'lock' }))).flat()
    bench.raw(locks)
    const pressed = bench.now
    press(bench).go(100)
    const edge = bench.rig.machine.boltEdges.find((entry) => entry.at >= pressed)
    assert.ok(edge && edge.at - pressed < LIMITS.EGRESS_DEBOUNCE_MS + 3)
    assert.is(bench.place, 'out')
  })
})

law.run()
