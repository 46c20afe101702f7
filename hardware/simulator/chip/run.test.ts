import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BOOT, program, SERIAL, set, watched } from './chip.fixture.ts'
import { CYCLES_PER_MS } from './core.ts'

const DDRB = 0x24
const UCSRB = 0xc1
const MCUSR = 0x54
const SMCR = 0x53

const core = suite('chip: run loop')

core('skips to the next event in sleep, and wakes by a timer interrupt', () => {
  // Timer 0 in CTC mode, prescaler 64, 250 counts: 1 ms. Each compare match toggles PB0 (0x23 written with 1).
  const flash = program(
    `${set([DDRB, 1], [0x44, 2], [0x47, 249], [0x6e, 2], [0x45, 3], [SMCR, 1])}\nsei\nloop: sleep\nrjmp loop`,
    { 28: 'sbi 3, 0\nreti' },
  )
  const { chip, edges } = watched(flash)
  const started = process.cpuUsage()
  chip.run(BOOT + 10_000)
  const spent = process.cpuUsage(started)
  assert.ok(Math.abs(edges.length - 10_000) <= 2, `${edges.length} edges in 10 s`)
  const gaps = edges.slice(2).map((edge, index) => edge.cycle - (edges[index + 1]?.cycle ?? 0))
  assert.ok(gaps.every((gap) => Math.abs(gap - CYCLES_PER_MS) <= 4))
  assert.ok(spent.user + spent.system < 2_000_000, 'ten seconds of sleep cost less than two')
})

core('stays awake when sleep is not enabled', () => {
  const { chip } = watched(program('loop: sleep\ninc r20\nrjmp loop'))
  chip.run(BOOT + 1)
  assert.not(chip.idle)
})

core('refuses a sleep deeper than idle by name', () => {
  const { chip } = watched(program(`${set([SMCR, 5])}\nsleep`))
  assert.throws(
    () => chip.run(BOOT + 1),
    (fault: { code?: string }) => fault.code === 'sim_sleep_mode',
  )
})

core('runs one instruction after SEI and after RETI before an interrupt', () => {
  // The transmit buffer is empty from the start, so its interrupt is always due: the main program gets one
  // instruction between two of them, and is not starved.
  const flash = program(
    `${SERIAL}\n${set([UCSRB, 0x28])}\nldi r20, 0\nsei\ninc r20\ninc r20\ninc r20\nsts 0x120, r20`,
    {
      38: 'inc r21\nsts 0x121, r21\nreti',
    },
  )
  const { chip } = watched(flash)
  chip.run(BOOT + 1)
  const memory = chip.memory()
  assert.is(memory[0x120], 3)
  assert.ok((memory[0x121] ?? 0) > 3)
})

core('keeps virtual time going through resets and while held', () => {
  const { chip } = watched(program('nop'))
  chip.run(100)
  chip.reset('external')
  assert.ok(Math.abs(chip.now - 100) < 0.001)
  chip.hold()
  chip.run(300)
  assert.is(chip.now, 300)
  assert.is(chip.memory().length, 0)
  chip.reset('brown-out')
  chip.run(300 + BOOT + 1)
  assert.is((chip.memory()[MCUSR] ?? 0) & 0x07, 0x07)
})
core.run()
