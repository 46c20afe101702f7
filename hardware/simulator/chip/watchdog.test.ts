import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BOOT, program, watched } from './chip.fixture.ts'

const DDRB = 0x24
const PORTB = 0x25
const WDTCSR = 0x60
const MCUSR = 0x54

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
