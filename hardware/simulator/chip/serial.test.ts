import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BOOT, program, SERIAL, set, watched } from './chip.fixture.ts'
import { CYCLES_PER_MS } from './core.ts'

const DDRB = 0x24
const UCSRA = 0xc0
const UCSRB = 0xc1
const UBRRL = 0xc4
const UDR = 0xc6

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
