import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BOOT, program, set, watched } from './chip.fixture.ts'
import { Chip } from './chip.ts'
import { CYCLES_PER_MS } from './core.ts'

const DDRB = 0x24
const DDRD = 0x2a
const PORTD = 0x2b

const pins = suite('chip: pins, timers and converter')

pins('reads pull-ups, levels and open pins', () => {
  // D2 has a pull-up, D3 none; both are copied to SRAM for ever.
  const { chip } = watched(program(`${set([PORTD, 4])}\nloop: in r16, 9\nsts 0x1a0, r16\nrjmp loop`))
  chip.run(BOOT + 1)
  assert.is((chip.memory()[0x1a0] ?? 0) & 0x0c, 0x04)
  chip.setLevel(2, 'low')
  chip.setLevel(3, 'high')
  chip.run(BOOT + 2)
  assert.is((chip.memory()[0x1a0] ?? 0) & 0x0c, 0x08)
  chip.setLevel(2, 'open')
  chip.run(BOOT + 3)
  assert.is((chip.memory()[0x1a0] ?? 0) & 0x0c, 0x0c)
})

pins('times edges to the cycle', () => {
  const { chip, edges } = watched(program(`${set([DDRD, 0x20])}\nloop: sbi 11, 5\ncbi 11, 5\nrjmp loop`))
  chip.run(BOOT + 0.01)
  const cycles = edges.slice(1).map((edge) => edge.cycle)
  const gaps = cycles.slice(1).map((cycle, index) => cycle - (cycles[index] ?? 0))
  assert.equal(gaps.slice(0, 4), [2, 4, 2, 4])
  assert.is(edges[1]?.pin, 5)
})

pins('makes servo pulses of exact width and period', () => {
  // Timer 1, fast PWM with ICR1 = 39999 (20 ms at prescaler 8), OC1A non-inverting, 1.5 ms pulse.
  const flash = program(
    set([DDRB, 2], [0x87, 0x9c], [0x86, 0x3f], [0x89, 0x0b], [0x88, 0xb7], [0x80, 0x82], [0x81, 0x1a]),
  )
  const { chip, edges } = watched(flash)
  chip.run(BOOT + 100)
  const pulses = edges.filter((edge) => edge.pin === 9 && edge.from !== 'input')
  const ups = pulses.filter((edge) => edge.to === 'high').map((edge) => edge.cycle)
  const downs = pulses.filter((edge) => edge.to === 'low').map((edge) => edge.cycle)
  assert.ok(ups.length >= 3)
  for (const [index, up] of ups.slice(0, 3).entries()) {
    const down = downs.find((cycle) => cycle > up) ?? 0
    // avr8js ends the pulse one timer count (0.5 us) early.
    assert.ok(Math.abs(down - up - 1.5 * CYCLES_PER_MS) <= 8)
    if (index > 0) assert.is(up - (ups[index - 1] ?? 0), 20 * CYCLES_PER_MS)
  }
})

pins('follows a compare register that is moved while the timer runs', () => {
  // Normal mode, prescaler 8 (0.5 us): the match interrupt moves OCR1A 1000 counts on and toggles PB0.
  const flash = program(`${set([DDRB, 1], [0x6f, 2], [0x81, 2])}\nsei`, {
    22: `sbi 3, 0
      lds r24, 0x88\nlds r25, 0x89\nldi r18, 0xe8\nldi r19, 0x03\nadd r24, r18\nadc r25, r19
      sts 0x89, r25\nsts 0x88, r24\nreti`,
  })
  const { chip, edges } = watched(flash)
  chip.run(BOOT + 200)
  const gaps = edges.slice(2).map((edge, index) => edge.cycle - (edges[index + 1]?.cycle ?? 0))
  assert.ok(gaps.length > 330, `${gaps.length} matches`)
  assert.ok(gaps.slice(1).every((gap) => Math.abs(gap - 8000) <= 4))
})

pins('clears one timer flag and keeps the others', () => {
  // Both compare flags of timer 0 come up; OCF0A is cleared by writing one to it.
  const { chip } = watched(
    program(
      `${set([0x47, 10], [0x48, 10], [0x45, 1])}\nldi r16, 200\nw: dec r16\nbrne w\n${set([0x35, 2])}\nlds r17, 0x35\nsts 0x1b0, r17`,
    ),
  )
  chip.run(BOOT + 1)
  assert.is((chip.memory()[0x1b0] ?? 0) & 0x06, 0x04)
})

pins('converts what a channel carries, and clears its flag when one is written to it', () => {
  const chip = new Chip({
    program: program(`${set([0x7c, 0x42], [0x7a, 0xc7])}
      w: lds r16, 0x7a\nsbrs r16, 4\nrjmp w
      lds r18, 0x78\nlds r19, 0x79\nsts 0x1c0, r18\nsts 0x1c1, r19
      ldi r16, 0x97\nsts 0x7a, r16\nlds r16, 0x7a\nsts 0x1c2, r16`),
    readAnalog: (channel) => channel * 300,
  })
  chip.run(BOOT + 1)
  const memory = chip.memory()
  assert.is((memory[0x1c0] ?? 0) | ((memory[0x1c1] ?? 0) << 8), 600)
  assert.is(memory[0x1c2], 0x87)
})
pins.run()
