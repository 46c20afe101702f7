// Bad luck at the bolt: jam, stall, sensors that lie.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LIMITS, type Variant } from '#hardware/contract/rig.ts'
import { onBench } from './bench.fixture.ts'

const VARIANTS: readonly Variant[] = ['servo', 'relay']
const TRAVEL_MS = 400
/** All attempts with their pauses. */
const GIVE_UP_MS = LIMITS.ATTEMPTS_MAX * (LIMITS.TRAVEL_TIMEOUT_MS + LIMITS.RETRY_PAUSE_MS) + 100

const jam = suite('firmware: jam and stall [a27]')

for (const variant of VARIANTS) {
  jam(`${variant}: tries three times to get out, gives up, closes the window and says jammed`, () => {
    onBench(variant, (bench) => {
      bench.rig.world.fault.jam()
      bench.forget().unlock(30_000, 8).go(GIVE_UP_MS)
      const failed = bench.moved[0]
      assert.is(failed?.wanted, 'out')
      assert.is(failed?.to, 'jammed')
      assert.is(failed?.attempts, LIMITS.ATTEMPTS_MAX)
      assert.ok(bench.status.faults.includes('jam'))
      assert.is(bench.status.id, 0)
      bench.go(GIVE_UP_MS)
      assert.is(bench.status.bolt, 'jammed', 'a sensor that never moved is not believed')
      const gaveUp = bench.now
      bench.go(2_000)
      assert.is(bench.pulses(gaveUp), 0, 'no endless pushing')
    })
  })

  jam(`${variant}: refuses an unlock while the motor cools, then opens once the jam is gone and forgets it`, () => {
    onBench(variant, (bench) => {
      bench.rig.world.fault.jam()
      bench
        .unlock(30_000, 8)
        .go(2 * GIVE_UP_MS)
        .unlock(1_000, 9)
        .go(50)
      assert.is(bench.answers.at(-1)?.code, 'jammed')
      bench.rig.world.fault.clear()
      bench.go(LIMITS.JAM_COOLDOWN_MS).unlock(1_000, 10).go(TRAVEL_MS)
      assert.is(bench.place, 'out')
      assert.is(bench.status.bolt, 'out')
      assert.equal(bench.status.faults, [])
      bench.go(1_500)
      assert.is(bench.status.bolt, 'home')
    })
  })
}

jam('says jammed when a throw stops half-way, and tries again when the door is shut anew or on command', () => {
  onBench('servo', (bench) => {
    bench.unlock(1_000).go(TRAVEL_MS)
    bench.rig.world.fault.stall()
    bench.go(1_000 + GIVE_UP_MS)
    assert.is(bench.place, 'between')
    assert.is(bench.status.bolt, 'jammed')
    assert.equal(bench.status.faults, ['jam', 'reed-suspect'])
    bench.rig.world.fault.clear()
    const quiet = bench.now
    bench.go(3_000)
    assert.is(bench.pulses(quiet), 0)
    bench.send({ kind: 'lock' }).go(TRAVEL_MS)
    assert.is(bench.status.bolt, 'home')
    assert.not(bench.status.faults.includes('jam'))
  })
})

jam('believes a bolt that somebody pushed home by hand after the rig gave up', () => {
  onBench('servo', (bench) => {
    bench.unlock(1_000).go(TRAVEL_MS)
    bench.rig.world.fault.stall()
    bench.go(1_000 + GIVE_UP_MS)
    bench.rig.world.key.turn('home')
    bench.go(600)
    assert.is(bench.status.bolt, 'home')
    assert.is(bench.moved.at(-1)?.reason, 'hand')
  })
})

const sensor = suite('firmware: sensors that lie [a27, a29]')

for (const variant of VARIANTS) {
  for (const wire of ['cut', 'shorted'] as const) {
    sensor(`${variant}: calls the bolt unknown with a ${wire} sensor wire, still opens, still ends the window`, () => {
      onBench(variant, (bench) => {
        bench.rig.world.fault.boltSensor(wire)
        bench.go(100)
        assert.is(bench.status.bolt, 'unknown')
        assert.equal(bench.status.faults, ['position-range'])
        bench.unlock(3_000).go(TRAVEL_MS)
        assert.is(bench.place, 'out')
        bench.go(3_000 + TRAVEL_MS)
        assert.is(bench.place, 'home')
        assert.is(bench.status.bolt, 'unknown')
        bench.go(2_000).rig.world.fault.clear()
        bench.go(100)
        assert.is(bench.status.bolt, 'home')
        assert.equal(bench.status.faults, [])
      })
    })
  }

  sensor(`${variant}: never says home or out on the word of a frozen sensor`, () => {
    onBench(variant, (bench) => {
      bench.rig.world.fault.boltSensor('frozen')
      bench
        .forget()
        .unlock(20_000)
        .go(2 * GIVE_UP_MS)
      assert.ok(bench.moved.every((moved) => moved.to === 'jammed' || moved.to === 'unknown'))
      assert.is(bench.status.bolt, 'jammed')
      assert.ok(bench.status.faults.includes('contradiction'))
      assert.is(bench.place, 'home', 'the window was closed all the same')
    })
  })
}

sensor('is not taken in by a spike of one or two readings', () => {
  onBench('servo', (bench) => {
    bench.forget()
    for (let spike = 0; spike < 30; spike++) {
      bench.rig.world.fault.boltSensor('cut')
      bench.go(3.5).rig.world.fault.boltSensor('none')
      bench.go(30 + spike / 7)
    }
    assert.equal(bench.moved, [])
    assert.ok(bench.reports.every((report) => report.kind !== 'status' || report.bolt === 'home'))
  })
})

sensor('reports a bolt that nobody drove: moved by hand', () => {
  onBench('servo', (bench) => {
    bench.forget().rig.world.key.turn('out')
    bench.go(600)
    assert.equal(
      bench.moved.map(({ reason, from, to }) => [reason, from, to]),
      [
        ['hand', 'home', 'between'],
        ['hand', 'between', 'out'],
      ],
    )
    assert.is(bench.status.reason, 'hand')
    assert.is(bench.status.id, 0)
  })
})

sensor('notices a door that opens through a bolt measured home', () => {
  onBench('servo', (bench) => {
    bench.rig.world.fault.reed('open')
    bench.go(100)
    assert.is(bench.status.bolt, 'home')
    assert.is(bench.status.doorOpen, true)
    assert.equal(bench.status.faults, ['contradiction'])
    bench.rig.world.fault.clear()
    bench.go(300)
    assert.equal(bench.status.faults, [])
  })
})

sensor('suspects a reed switch that says closed through window after window', () => {
  onBench('relay', (bench) => {
    bench.rig.world.fault.reed('closed')
    for (let round = 0; round < LIMITS.REED_SUSPECT_WINDOWS; round++) {
      assert.equal(bench.status.faults, [])
      bench.unlock(500).go(1_000)
    }
    assert.equal(bench.status.faults, ['reed-suspect'])
    bench.rig.world.fault.clear()
    bench.unlock(3_000).go(TRAVEL_MS).rig.world.door.open()
    bench.go(500)
    assert.equal(bench.status.faults, [])
  })
})

jam.run()
sensor.run()
