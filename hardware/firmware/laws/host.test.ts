// What a Firmata host gets from the rig, and what it does not: the bolt, the keypad, pull-ups. Foreign bytes.

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PIN, PINS, type Pin } from '#hardware/contract/pins.ts'
import { encodeCommand, firmwareName, framed, type Variant } from '#hardware/contract/rig.ts'
import { Bench, onBench } from './bench.fixture.ts'

const VARIANTS: readonly Variant[] = ['servo', 'relay']
const rows: readonly Pin[] = PINS
const law = suite('firmware: Firmata host')

const text = (bytes: readonly number[]): string =>
  String.fromCharCode(
    ...bytes.filter((_, index) => index % 2 === 0).map((low, index) => low | ((bytes[2 * index + 1] ?? 0) << 7)),
  )

for (const variant of VARIANTS) {
  law(`${variant}: announces version and name after a start and when asked`, () => {
    onBench(variant, (bench) => {
      const announced = bench.others.slice(0, 2)
      assert.equal(announced[0], [0xf9, 2, 6])
      assert.equal(announced[1]?.slice(0, 4), [0xf0, 0x79, 1, 0])
      assert.is(text(announced[1]?.slice(4, -1) ?? []), firmwareName(variant))
      bench.forget().raw([0xf9, 0xf0, 0x79, 0xf7]).go(50)
      assert.equal(bench.others, announced)
    })
  })

  law(`${variant}: ignores every ordinary message for the bolt pin`, () => {
    onBench(variant, (bench) => {
      const began = bench.now
      const messages = [
        [0xf4, PIN.bolt, 1],
        [0xf5, PIN.bolt, 1],
        [0x91, 0x7f, 1],
        [0x91, 0x02, 0],
        [0xf4, PIN.bolt, 4],
        [0xe9, 0x7f, 1],
        [0xf4, PIN.bolt, 3],
        [0xe9, 0x7f, 0x7f],
        [0xf0, 0x70, PIN.bolt, 0, 8, 0, 16, 0xf7],
        [0xf0, 0x6f, PIN.bolt, 0x7f, 1, 0xf7],
        [0xf0, 0x72, 0, 0, PIN.bolt, 1, 0xf7],
      ]
      for (const message of messages) bench.raw(message).go(40)
      assert.is(bench.pulses(began), 0)
      assert.is(bench.rig.machine.chip.drive(PIN.bolt), 'low')
      // Nor does it end a window: the honest case beside it.
      bench.unlock(2_000).go(400).raw([0x91, 0, 0]).raw([0xf5, PIN.bolt, 0]).go(200)
      assert.is(bench.place, 'out')
    })
  })
}

law('offers exactly the modes of the pin map', () => {
  onBench('servo', (bench) => {
    bench.forget().raw([0xf0, 0x6b, 0xf7]).go(50)
    const pins: number[][] = [[]]
    for (const byte of bench.others[0]?.slice(2, -1) ?? []) {
      if (byte === 0x7f) pins.push([])
      else pins.at(-1)?.push(byte)
    }
    const expected = { none: [], input: [0, 1, 11, 1], output: [1, 1], analog: [2, 10] }
    assert.equal(
      pins.slice(0, -1),
      rows.map((row) => expected[row.host]),
    )
    bench.forget().raw([0xf0, 0x69, 0xf7]).go(50)
    assert.equal(
      bench.others[0]?.slice(2, -1),
      rows.map((row) => (row.host === 'analog' ? row.pin - 14 : 127)),
    )
  })
})

law('lets a host drive its outputs, by pin and by port', () => {
  onBench('servo', (bench) => {
    bench.raw([0xf5, PIN.cameraRelay, 1]).raw([0xf5, PIN.statusLed, 1]).go(300)
    assert.is(bench.rig.observe().cameraRelay, true)
    assert.is(bench.rig.observe().statusLed, true)
    assert.is(bench.status.cameraRelayOn, true)
    assert.ok(Math.abs(bench.status.railMv - 5_000) < 30, 'the rail is measured, not assumed')
    bench.raw([0x90, 0x20, 0x01]).go(50)
    assert.is(bench.rig.observe().cameraRelay, false)
    assert.is(bench.rig.observe().buzzer, true)
    assert.is(bench.rig.observe().infrared, true)
    bench.rig.world.fault.rail('welded')
    bench.go(300)
    assert.is(bench.status.cameraRelayOn, false)
    assert.ok(bench.status.railMv > 4_900, 'a welded relay shows')
  })
})

law('keeps camera power through a stray SYSTEM_RESET and lets everything else go', () => {
  onBench('servo', (bench) => {
    bench.raw([0x90, 0x60, 0x01]).raw([0xf5, PIN.statusLed, 1]).go(20).raw([0xff]).go(20)
    const seen = bench.rig.observe()
    assert.equal([seen.cameraRelay, seen.buzzer, seen.infrared, seen.statusLed], [true, false, false, false])
  })
})

law('keeps the pull-ups of reed and buttons whatever mode a host asks for', () => {
  onBench('servo', (bench) => {
    for (const pin of [PIN.doorReed, PIN.egressButton, PIN.pairingButton])
      bench.raw([0xf4, pin, 1, 0xf5, pin, 1, 0xf4, pin, 0])
    bench.raw([0x90, 0, 0]).go(50)
    for (const pin of [PIN.doorReed, PIN.egressButton, PIN.pairingButton]) {
      assert.is(bench.rig.machine.chip.drive(pin), 'pull-up')
    }
  })
})

law('reports digital changes and analog samples to a host that asked', () => {
  onBench('servo', (bench) => {
    bench.forget().raw([0xd0, 1]).go(30)
    const now = bench.others.at(-1)
    assert.equal(now, [0x90, (1 << PIN.egressButton) | (1 << PIN.pairingButton), 0])
    bench.rig.world.press('pairing', 100)
    bench.go(30)
    assert.equal(bench.others.at(-1), [0x90, 1 << PIN.egressButton, 0])
    bench.forget().raw([0xc0, 1]).go(1_000)
    const samples = bench.others.filter(([first]) => first === 0xe0)
    assert.ok(samples.length >= 48 && samples.length <= 54, `${samples.length} samples a second`)
    assert.is((samples[0]?.[1] ?? 0) | ((samples[0]?.[2] ?? 0) << 7), bench.status.position)
    bench.raw([0xf0, 0x7a, 100, 0, 0xf7]).go(20).forget().go(1_000)
    assert.ok(bench.others.length <= 11)
    bench.raw([0xc0, 0, 0xd0, 0]).go(20).forget().go(200)
    assert.equal(bench.others, [])
  })
})

law('keeps time and tongue under a flood of questions', () => {
  onBench('servo', (bench) => {
    const flood = Array.from({ length: 200 }, () => [0xf0, 0x6b, 0xf7, 0xf9, 0xf0, 0x79, 0xf7]).flat()
    bench.forget().raw(flood).go(250)
    assert.is(bench.rig.observe().resets.watchdog, 0)
    bench.go(300).unlock(1_000).go(400)
    assert.is(bench.place, 'out')
  })
})

const garbage = suite('firmware: foreign bytes')

const opcode = fc.constantFrom(
  0x90,
  0x91,
  0xc0,
  0xd0,
  0xe0,
  0xe9,
  0xf0,
  0xf4,
  0xf5,
  0xf7,
  0xf9,
  0xff,
  1,
  2,
  3,
  4,
  PIN.bolt,
)
const junk = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), opcode), { minLength: 1, maxLength: 120 })

garbage('never moves the bolt out, whatever arrives, and understands the next honest command', () => {
  for (const variant of VARIANTS) {
    onBench(variant, (bench) => {
      fc.assert(
        fc.property(junk, (bytes) => {
          bench.raw(bytes).go(bytes.length * 0.2 + 20)
          const { tally, resets } = bench.rig.observe()
          assert.is(tally.boltLeftHome, 0)
          assert.is(resets.watchdog, 0)
          // A servo may be driven home again (0xff locks); a strike must not even twitch.
          if (variant === 'relay') assert.is(bench.pulses(), 0)
        }),
        { numRuns: 60 },
      )
      bench.raw([0xf7]).go(700).unlock(1_000).go(400)
      assert.is(bench.place, 'out')
    })
  }
})

garbage('takes no unlock with one wrong bit, one byte less or one byte more', () => {
  onBench('relay', (bench) => {
    for (let round = 0; round < 40; round++) {
      const bytes = framed(encodeCommand({ kind: 'unlock', ms: 1_000, id: 5, seen: bench.status.seq }))
      const at = 1 + (round % (bytes.length - 2))
      if (round < 24) bytes[at] = (bytes[at] ?? 0) ^ (1 << (round % 7))
      else if (round < 32) bytes.splice(at, 1)
      else bytes.splice(at, 0, round)
      bench.raw(bytes).go(20)
    }
    bench.raw([0xf7]).go(50)
    assert.equal(bench.answers, [])
    assert.is(bench.pulses(), 0)
  })
})

garbage('survives line noise in the middle of a window: it still ends', () => {
  onBench('servo', (bench) => {
    bench.unlock(2_000).go(400)
    bench.rig.world.fault.noise(400, 11, 'chip')
    bench.go(2_500)
    assert.is(bench.place, 'home')
  })
})

garbage('drops an overlong message and loses no byte after it', () => {
  onBench('servo', (bench) => {
    bench
      .forget()
      .raw([0xf0, ...Array.from({ length: 300 }, () => 0x55), 0xf7, 0xf9])
      .go(100)
    assert.equal(bench.others, [[0xf9, 2, 6]])
    assert.equal(bench.status.faults, [])
    assert.is(bench.rig.machine.chip.overruns, 0)
  })
})

const start = suite('firmware: start')

start('sends nothing before it is asked but version, name and reports', () => {
  const bench = new Bench('servo')
  bench.alive = false
  bench.go(400)
  bench.rig.close()
  assert.is(bench.others.length, 2)
  assert.ok(bench.reports.every((report) => report.kind === 'status' || report.kind === 'moved'))
})

law.run()
garbage.run()
start.run()
