// Power and program failing in mid-move: whatever starts the chip anew, it locks.

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LIMITS, type Variant } from '#hardware/contract/rig.ts'
import { newWorld } from '#hardware/simulator/world/world.ts'
import { onBench } from './bench.fixture.ts'

const VARIANTS: readonly Variant[] = ['servo', 'relay']
const TRAVEL_MS = 400

const RESETS = {
  reset: 'external',
  'brown-out': 'brown-out',
  'power-cut': 'power-on',
  hang: 'watchdog',
  'deaf hang': 'watchdog',
} as const
const KINDS = ['reset', 'brown-out', 'power-cut', 'hang', 'deaf hang'] as const

const failure = suite('firmware: resets in mid-move [a27, a28]')

for (const variant of VARIANTS) {
  failure(`${variant}: locks after every kind of reset, from any moment of a window, and says why it started`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.integer({ min: 1, max: 1_500 }), (kind, moment) => {
        onBench(variant, (bench) => {
          bench.unlock(60_000).go(moment)
          const { world } = bench.rig
          if (kind === 'reset') world.reset()
          else if (kind === 'brown-out') world.fault.brownOut(50, 2_000)
          else if (kind === 'power-cut') world.fault.brownOut(300, 0)
          else world.fault.hang(kind === 'deaf hang')
          bench.alive = false
          bench.go(1_500)
          assert.is(bench.place, 'home')
          assert.is(bench.status.bolt, 'home')
          assert.is(bench.status.id, 0)
          assert.ok(bench.status.resetCause.includes(RESETS[kind]))
          assert.is(bench.status.reason, kind === 'brown-out' ? 'brown-out' : 'boot')
          const restarted = bench.now
          bench.go(500)
          assert.is(bench.pulses(restarted), 0)
        })
      }),
      { numRuns: 10 },
    )
  })

  failure(
    `${variant}: resets a hung main loop within the watchdog's time and the strike's current ends with it`,
    () => {
      onBench(variant, (bench) => {
        bench.unlock(60_000).go(TRAVEL_MS).rig.world.fault.hang()
        const hung = bench.now
        bench.go(LIMITS.WATCHDOG_MS + 20)
        assert.is(bench.rig.observe().resets.watchdog, 1)
        assert.ok(bench.now - hung <= 500)
        assert.is(bench.rig.observe().bolt.pin, 0)
      })
    },
  )
}

failure('does not throw the bolt into an open door after a reset', () => {
  const world = newWorld('servo')
  const left = { ...world, door: { ...world.door, degrees: 60, goal: 60 }, bolt: { ...world.bolt, position: 1 } }
  onBench(
    'servo',
    (bench) => {
      bench.go(2_000)
      assert.is(bench.place, 'out')
      assert.is(bench.status.waitingForDoor, true)
      bench.rig.world.door.close()
      bench.go(1_500)
      assert.is(bench.place, 'home')
      assert.is(bench.rig.observe().tally.throwsIntoOpenDoor, 0)
    },
    { world: left },
  )
})

failure('locks a bolt that was left out while the rig was off', () => {
  for (const variant of VARIANTS) {
    const world = newWorld(variant)
    const left = { ...world, bolt: { ...world.bolt, position: 1, target: 1 } }
    onBench(variant, (bench) => assert.is(bench.place, 'home'), { world: left })
  }
})

failure.run()
