// What the Pi is told: STATUS in time, keys once, buttons and door as they are.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LIMITS } from '#hardware/contract/rig.ts'
import { Chip } from '#hardware/simulator/chip/chip.ts'
import { type Bench, onBench } from './bench.fixture.ts'

const RAM_END = 0x8ff
const law = suite('firmware: reports')

const statuses = (bench: Bench) => bench.reports.filter((report) => report.kind === 'status')
const keys = (bench: Bench) => bench.reports.flatMap((report) => (report.kind === 'key' ? [report.key] : [])).join('')

law('sends a STATUS each 250 ms while nothing happens, numbered without gaps', () => {
  onBench('servo', (bench) => {
    bench.forget().go(5_000)
    const all = statuses(bench)
    assert.ok(all.length >= 19 && all.length <= 21, `${all.length} in 5 s`)
    for (const [index, status] of all.slice(1).entries()) {
      const before = all[index]
      assert.is(status.seq, ((before?.seq ?? 0) + 1) & 0x3fff)
      const gap = status.uptimeMs - (before?.uptimeMs ?? 0)
      assert.ok(gap >= LIMITS.STATUS_EVERY_MS && gap <= LIMITS.STATUS_EVERY_MS + 2)
    }
  })
})

law('sends a STATUS soon after a change, and never two within 20 ms', () => {
  onBench('servo', (bench) => {
    bench.forget()
    for (let round = 0; round < 40; round++) {
      bench.raw([0xf5, 6, round & 1]).go(7)
    }
    const gaps = statuses(bench)
      .map((status) => status.uptimeMs)
      .map((at, index, all) => at - (all[index - 1] ?? at - 1_000))
    assert.ok(gaps.every((gap) => gap >= LIMITS.STATUS_MIN_GAP_MS))
    assert.ok(gaps.length >= 10)
    bench.go(300).forget().raw([0xf5, 6, 0]).go(30)
    assert.is(statuses(bench)[0]?.cameraRelayOn, false)
  })
})

law('answers a query at once, also again and again', () => {
  onBench('servo', (bench) => {
    bench.forget().send({ kind: 'status-query' }).go(30)
    assert.is(statuses(bench).length, 1)
  })
})

law('counts its uptime from each start', () => {
  onBench('servo', (bench) => {
    const before = bench.status.uptimeMs
    bench.go(1_000)
    assert.ok(Math.abs(bench.status.uptimeMs - before - 1_000) <= 260)
    bench.rig.world.reset()
    bench.go(500)
    assert.ok(bench.status.uptimeMs <= 500)
  })
})

law('sends each key of the keypad once, in order', () => {
  onBench('servo', (bench) => {
    bench.rig.world.type('1234567890*#')
    bench.go(2_500)
    assert.is(keys(bench), '1234567890*#')
    bench.forget().rig.world.type('000')
    bench.go(1_000)
    assert.is(keys(bench), '000')
  })
})

law('sends no key for nothing, and none of two held together', () => {
  onBench('servo', (bench) => {
    bench.go(1_000)
    assert.is(keys(bench), '')
    const { machine } = bench.rig
    const both = [
      { on: { row: 0, column: 0 }, from: bench.now, until: bench.now + 300 },
      { on: { row: 2, column: 1 }, from: bench.now, until: bench.now + 300 },
    ]
    machine.world = { ...machine.world, presses: both }
    bench.go(600)
    assert.is(keys(bench), '')
    bench.rig.world.type('7')
    bench.go(300)
    assert.is(keys(bench), '7')
  })
})

law('takes a finger that slides from key to key for one press', () => {
  onBench('servo', (bench) => {
    const { machine } = bench.rig
    const slide = [
      { on: { row: 0, column: 0 }, from: bench.now, until: bench.now + 200 },
      { on: { row: 0, column: 1 }, from: bench.now + 100, until: bench.now + 400 },
    ]
    machine.world = { ...machine.world, presses: slide }
    bench.go(600)
    assert.is(keys(bench), '1')
  })
})

law('tells the buttons and the door as they are', () => {
  onBench('servo', (bench) => {
    bench.rig.world.press('pairing', 500)
    bench.go(60)
    assert.is(bench.status.pairingPressed, true)
    assert.is(bench.status.egressPressed, false)
    bench.go(600)
    assert.is(bench.status.pairingPressed, false)
    bench.rig.world.press('egress', 300)
    bench.go(60)
    assert.is(bench.status.egressPressed, true)
    bench.go(400).rig.world.door.open()
    bench.go(200)
    assert.is(bench.status.doorOpen, true)
    bench.rig.world.door.close()
    bench.go(2_000)
    assert.is(bench.status.doorOpen, false)
  })
})

law('knows whether the Pi is there', () => {
  onBench('servo', (bench) => {
    assert.is(bench.status.linkUp, true)
    bench.alive = false
    bench.go(LIMITS.LINK_SILENCE_MS + 300)
    assert.is(bench.status.linkUp, false)
    bench.alive = true
    bench.go(300)
    assert.is(bench.status.linkUp, true)
  })
})

law('raises no fault on a quiet evening: the memory canary stands', () => {
  onBench('servo', (bench) => {
    bench.rig.world.type('12345')
    bench.go(5_000)
    assert.equal(bench.status.faults, [])
  })
})

law('needs little of its stack', () => {
  onBench('servo', (bench) => {
    bench.raw([0xc0, 1, 0xc1, 1, 0xd0, 1, 0xf0, 0x6b, 0xf7]).unlock(1_000).go(400)
    bench.rig.world.type('12')
    bench.rig.world.press('egress')
    bench.go(1_000)
    // What the stack never touched is as the power-on left it: the longest such run ends where the stack begins.
    const after = bench.rig.machine.chip.memory()
    const before = new Chip({ program: new Uint16Array(0x4000) })
    before.run(70)
    const untouched = before.memory()
    let deepest = RAM_END
    for (let at = RAM_END; at > RAM_END - 512; at--) if (after[at] !== untouched[at]) deepest = at
    assert.ok(RAM_END - deepest > 20, 'the stack was seen')
    assert.ok(RAM_END - deepest < 200, `${RAM_END - deepest} bytes`)
  })
})

law.run()
