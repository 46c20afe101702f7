import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { program, set } from './assemble.fixture.ts'
import { Chip } from './chip.ts'
import { CYCLES_PER_MS } from './core.ts'
import { parseHex } from './hex.ts'
import type { Edge } from './pins.ts'

const DDRB = 0x24
const PORTB = 0x25
const DDRD = 0x2a
const PORTD = 0x2b
const UCSRA = 0xc0
const UCSRB = 0xc1
const UBRRL = 0xc4
const UDR = 0xc6
const WDTCSR = 0x60
const MCUSR = 0x54
const SMCR = 0x53
/** 57600 baud with U2X, as the rig's firmware sets it. */
const SERIAL = set([UCSRA, 0x02], [UBRRL, 34])

const watched = (flash: Uint16Array): { chip: Chip; edges: Edge[]; bytes: number[] } => {
  const chip = new Chip({ program: flash })
  const edges: Edge[] = []
  const bytes: number[] = []
  chip.onEdge = (edge) => edges.push(edge)
  chip.onByte = (byte) => bytes.push(byte)
  return { chip, edges, bytes }
}
/** Start-up time after power-on. */
const BOOT = 65

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

const serial = suite('chip: serial')

serial('sends from the buffer-empty interrupt byte after byte at line speed', () => {
  const flash = program(`${SERIAL}\n${set([UCSRB, 0x28])}\nldi r20, 65\nldi r22, 0\nsei`, {
    38: `sts ${UDR}, r20\ninc r20\ncpi r20, 91\nbrne more\nsts ${UCSRB}, r22\nmore: reti`,
  })
  const { chip, bytes } = watched(flash)
  chip.run(BOOT + 10)
  assert.is(String.fromCharCode(...bytes), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const late = watched(flash)
  late.chip.run(BOOT + 10 * 10 * (1000 / 57_142) + 0.05)
  assert.is(late.bytes.length, 10, 'ten bytes take ten bytes of line time')
})

serial('keeps received bytes when the control registers are written', () => {
  // Interrupts off: bytes wait in the buffer while UCSR0A and UCSR0B are written, then are polled out.
  const flash = program(
    `${SERIAL}\n${set([UCSRB, 0x10])}
    ldi r30, 0\nldi r31, 2
    wait: lds r16, ${UCSRA}\nsts ${UCSRA}, r16\nlds r17, ${UCSRB}\nsts ${UCSRB}, r17\nsbrs r16, 7\nrjmp wait
    sts ${UCSRA}, r16\nsts ${UCSRB}, r17
    lds r18, ${UDR}\nst Z+, r18\nrjmp wait`,
  )
  const { chip } = watched(flash)
  chip.run(BOOT + 1)
  chip.feed([1, 2, 3, 4, 5])
  chip.run(BOOT + 5)
  assert.equal([...chip.memory().slice(0x200, 0x206)].slice(0, 5), [1, 2, 3, 4, 5])
})

serial('delivers an injected byte one line time after now, and not before', () => {
  const flash = program(`${SERIAL}\n${set([DDRB, 1], [UCSRB, 0x90])}\nsei`, {
    36: `lds r18, ${UDR}\nsbi 3, 0\nreti`,
  })
  const { chip, edges } = watched(flash)
  chip.run(BOOT + 20)
  chip.feed([0x55])
  chip.run(BOOT + 30)
  const toggles = edges.filter((edge) => edge.to === 'high')
  assert.is(toggles.length, 1)
  const after = (toggles[0]?.cycle ?? 0) / CYCLES_PER_MS - (BOOT + 20)
  assert.ok(Math.abs(after - 10_000 / 57_600) < 0.002, `${after} ms`)
})

serial('loses bytes that nobody reads, and says so', () => {
  const { chip } = watched(program(`${SERIAL}\n${set([UCSRB, 0x10])}`))
  chip.run(BOOT + 1)
  chip.feed([1, 2, 3, 4, 5])
  chip.run(BOOT + 5)
  assert.is(chip.overruns, 2)
})

serial('turns bytes into garbage when the two speeds differ', () => {
  const { chip, bytes } = watched(program(`${set([UBRRL, 103], [UCSRB, 0x08])}\nldi r16, 65\nsts ${UDR}, r16`))
  chip.run(BOOT + 10)
  assert.is(bytes.length, 1)
  assert.is.not(bytes[0], 65)
})
serial.run()

const watchdog = suite('chip: watchdog and resets')

// Notes the reset flags in SRAM; on a cold start arms the watchdog (16 ms), drives PB0 high and loops without a kick.
const ARMED = program(`
  lds r20, ${MCUSR}\nsts 0x180, r20
  lds r21, ${WDTCSR}\nsts 0x181, r21
  lds r22, ${DDRB}\nsts 0x182, r22
  lds r23, 0x183\nsbrc r20, 3\ninc r23\nsts 0x183, r23
  sbrc r20, 3\nrjmp end
  ldi r23, 0\nsts 0x183, r23
  ldi r16, 1\nsts ${DDRB}, r16\nsts ${PORTB}, r16
  ldi r16, 24\nldi r17, 8\nsts ${WDTCSR}, r16\nsts ${WDTCSR}, r17`)

watchdog('makes a fresh chip that keeps SRAM and has WDRF set, its I/O reset', () => {
  const { chip, edges } = watched(ARMED)
  const resets: string[] = []
  chip.onReset = (cause) => resets.push(cause)
  chip.run(BOOT + 15)
  assert.equal(resets, [])
  assert.is(chip.drive(8), 'high')
  chip.run(BOOT + 17)
  assert.equal(resets, ['watchdog'])
  assert.is(chip.drive(8), 'input')
  assert.is(edges.at(-1)?.to, 'input')
  const memory = chip.memory()
  assert.is((memory[0x180] ?? 0) & 0x08, 0x08)
  assert.is(memory[0x182], 0, 'the direction register is as after a reset')
  assert.is(memory[0x183], 1, 'SRAM was kept')
})

watchdog('goes on running at 16 ms after its reset', () => {
  const { chip } = watched(ARMED)
  let resets = 0
  chip.onReset = () => resets++
  chip.run(BOOT + 100)
  assert.ok(resets >= 5, `${resets} resets`)
})

watchdog('stays silent while it is kicked', () => {
  const { chip } = watched(
    program(`ldi r16, 24\nldi r17, 8\nsts ${WDTCSR}, r16\nsts ${WDTCSR}, r17\nloop: wdr\nrjmp loop`),
  )
  let resets = 0
  chip.onReset = () => resets++
  chip.run(BOOT + 200)
  assert.is(resets, 0)
})

watchdog('cannot be turned off without the timed sequence', () => {
  const { chip } = watched(
    program(`ldi r16, 24\nldi r17, 8\nsts ${WDTCSR}, r16\nsts ${WDTCSR}, r17\nldi r16, 0\nsts ${WDTCSR}, r16`),
  )
  let resets = 0
  chip.onReset = () => resets++
  chip.run(BOOT + 20)
  assert.is(resets, 1)
})

watchdog('is not fed by writing its register', () => {
  const { chip } = watched(
    program(
      `ldi r16, 24\nldi r17, 8\nwdr\nsts ${WDTCSR}, r16\nsts ${WDTCSR}, r17\nloop: sts ${WDTCSR}, r17\nrjmp loop`,
    ),
  )
  let resets = 0
  chip.onReset = () => resets++
  chip.run(BOOT + 20)
  assert.is(resets, 1)
})

watchdog('ends a hang of the main loop though interrupts go on', () => {
  const { chip } = watched(
    program(`ldi r16, 24\nldi r17, 8\nsts ${WDTCSR}, r16\nsts ${WDTCSR}, r17\nsei\nloop: wdr\nrjmp loop`),
  )
  let resets = 0
  chip.onReset = () => resets++
  chip.run(BOOT + 50)
  chip.hang()
  chip.run(BOOT + 65)
  assert.is(resets, 0)
  chip.run(BOOT + 67)
  assert.is(resets, 1)
})

watchdog('keeps EEPROM through a reset', () => {
  const flash = program(`
    lds r20, ${MCUSR}\nsbrc r20, 1\nrjmp second
    ldi r16, 7\nsts 0x41, r16\nldi r16, 0x5a\nsts 0x40, r16\nldi r16, 4\nsts 0x3f, r16\nldi r16, 6\nsts 0x3f, r16\nrjmp end
    second: ldi r16, 7\nsts 0x41, r16\nldi r16, 1\nsts 0x3f, r16\nlds r17, 0x40\nsts 0x190, r17`)
  const { chip } = watched(flash)
  chip.run(BOOT + 10)
  chip.reset('external')
  chip.run(BOOT + 20)
  assert.is(chip.memory()[0x190], 0x5a)
})
watchdog.run()

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

const hex = suite('chip: hex file')

hex('reads records and leaves the rest erased', () => {
  const words = parseHex(':0400000001020304F2\n:00000001FF\n')
  assert.is(words[0], 0x0201)
  assert.is(words[1], 0x0403)
  assert.is(words[2], 0xffff)
})

hex('refuses what is not a whole hex file', () => {
  for (const text of [
    '',
    'hello',
    ':0400000001020304F3\n:00000001FF',
    ':0400000001020304F2',
    ':020000040001F9\n:00000001FF',
  ]) {
    assert.throws(
      () => parseHex(text),
      (fault: { code?: string }) => fault.code === 'sim_hex_broken',
    )
  }
})
hex.run()
