// An ATmega328P at 16 MHz that runs a hex file in virtual time, through resets. Owns the order of run, reset and
// injected input. Knows nothing of doors; everything outside is pins, analog levels and serial bytes.

import { AVREEPROM, EEPROMMemoryBackend, timer0Config, timer1Config, timer2Config } from 'avr8js'
import { Adc, type ReadAnalog } from './adc.ts'
import { Core, CYCLES_PER_MS } from './core.ts'
import { type Drive, type Edge, type Level, PIN_COUNT, Pins } from './pins.ts'
import { attachTimer } from './timer.ts'
import { Usart } from './usart.ts'
import { Watchdog } from './watchdog.ts'

/** MCUSR bits (datasheet §11.9.1). */
export const RESET_FLAGS = { 'power-on': 0x01, external: 0x02, 'brown-out': 0x04, watchdog: 0x08 } as const
export type ResetCause = keyof typeof RESET_FLAGS

const MCUSR = 0x54
const SRAM_START = 0x100
const EEPROM_BYTES = 1024
/** 65 ms after power-on, at once otherwise (SUT fuses of an Arduino). */
const START_UP_MS: Readonly<Record<ResetCause, number>> = { 'power-on': 65, external: 0, 'brown-out': 65, watchdog: 0 }
/** An endless loop (rjmp .-2) in the last word of the flash, for `hang`. */
const TRAP = 0x3fff
const ENDLESS = 0xcfff

export interface ChipOptions {
  /** 16-bit words, see parseHex. */
  readonly program: Uint16Array
  readonly readAnalog?: ReadAnalog
  /** Speed of the other side of the serial line. */
  readonly baud?: number
}

const trapped = (program: Uint16Array): Uint16Array => {
  const copy = program.slice()
  copy[TRAP] = ENDLESS
  return copy
}

/** Everything that dies at a reset. */
interface Life {
  readonly core: Core
  readonly usart: Usart
  readonly pins: Pins
}

export class Chip {
  onEdge: (edge: Edge) => void = () => undefined
  /** A byte from the chip, at the end of its stop bit. */
  onByte: (byte: number) => void = () => undefined
  onReset: (cause: ResetCause) => void = () => undefined
  readonly eeprom = new EEPROMMemoryBackend(EEPROM_BYTES)
  private program: Uint16Array
  private readonly readAnalog: ReadAnalog
  private readonly baud: number
  private readonly levels: Level[] = new Array<Level>(PIN_COUNT).fill('open')
  private sram = Uint8Array.from({ length: 2048 }, (_, index) => (index * 167 + 89) & 0xff)
  private flags = 0
  private life: Life | undefined
  private offCycle = 0
  private startAt = 0
  private resetDue = false
  private runsUntil = 0

  constructor(options: ChipOptions) {
    this.program = trapped(options.program)
    this.readAnalog = options.readAnalog ?? (() => 0)
    this.baud = options.baud ?? 57_600
    this.reset('power-on')
  }

  /** Cycles since power-on; goes on through resets. */
  get cycle(): number {
    return this.life ? this.life.core.cycle : this.offCycle
  }

  /** Virtual milliseconds since power-on. */
  get now(): number {
    return this.cycle / CYCLES_PER_MS
  }

  /** Runs to this instant of virtual time (milliseconds), or until `stop`. */
  run(untilMs: number): void {
    // A hair less, so that an instant made from a cycle gives that cycle.
    const until = Math.ceil(untilMs * CYCLES_PER_MS - 1e-6)
    this.runsUntil = until
    while (this.cycle < this.runsUntil) {
      if (this.life) {
        this.life.core.run(until)
        if (this.resetDue) this.reset('watchdog')
      } else if (this.startAt <= until) {
        this.offCycle = Math.max(this.offCycle, this.startAt)
        this.begin()
      } else this.offCycle = until
    }
  }

  /** Ends a run early; for listeners. */
  stop(): void {
    this.runsUntil = 0
    this.life?.core.stop()
  }

  /** True while nothing but time passes: held, or asleep with both serial directions idle. */
  get idle(): boolean {
    const { life } = this
    return life === undefined || (life.core.sleeping && !life.usart.receiving && !life.usart.sending)
  }

  get receiving(): boolean {
    return this.life?.usart.receiving ?? false
  }

  get sending(): boolean {
    return this.life?.usart.sending ?? false
  }

  /** The sender is gone: what waits for the line is lost, the byte on it arrives. */
  dropQueued(): void {
    this.life?.usart.takeLine()
  }

  /** Bytes to the chip that wait for the line. */
  get queued(): number {
    return this.life?.usart.queued ?? 0
  }

  get overruns(): number {
    return this.life?.usart.overruns ?? 0
  }

  /** Bytes to the chip from now on, one after the other at line speed; lost while it is held. */
  feed(bytes: Iterable<number>): void {
    this.life?.usart.feed(bytes)
  }

  setLevel(pin: number, level: Level): void {
    if (this.levels[pin] === level) return
    this.levels[pin] = level
    this.life?.pins.refresh(pin)
  }

  drive(pin: number): Drive {
    return this.life?.pins.drive(pin) ?? 'input'
  }

  /** Copy of the data space (registers, I/O, SRAM); empty while held. */
  memory(): Uint8Array {
    return this.life?.core.cpu.data.slice() ?? new Uint8Array(0)
  }

  /** Stops all pins and the processor at once, until `reset`. SRAM is kept unless `lost`. */
  hold(lost = false): void {
    if (this.life) this.end()
    this.startAt = Number.POSITIVE_INFINITY
    if (lost) this.sram = this.sram.map((byte, index) => (byte ^ (index * 29 + 71)) & 0xff)
  }

  /** Another program, from the next reset on. */
  load(program: Uint16Array): void {
    this.program = trapped(program)
  }

  /** A fresh chip that keeps SRAM, EEPROM and the other reset flags. Never call it from a listener. */
  reset(cause: ResetCause): void {
    const line = this.life?.usart.takeLine() ?? []
    if (this.life) this.end()
    this.flags = cause === 'power-on' ? RESET_FLAGS[cause] : this.flags | RESET_FLAGS[cause]
    this.startAt = this.offCycle + START_UP_MS[cause] * CYCLES_PER_MS
    this.onReset(cause)
    if (this.startAt <= this.offCycle) {
      this.begin()
      this.feed(line)
    }
  }

  /** The main loop stops; interrupts go on unless `deaf`. Only the watchdog helps. */
  hang(deaf = false): void {
    const { life } = this
    if (!life) return
    const { cpu } = life.core
    // Inside an interrupt or a guarded section it would block interrupts too: step out of it first.
    for (let step = 0; step < 10_000 && !cpu.interruptsEnabled; step++) life.core.run(cpu.cycles + 1)
    life.core.divert(TRAP)
    if (deaf) cpu.data[0x5f] = (cpu.data[0x5f] ?? 0) & 0x7f
  }

  private begin(): void {
    const core = new Core(this.program, this.offCycle)
    const { cpu } = core
    cpu.data.set(this.sram, SRAM_START)
    cpu.data[MCUSR] = this.flags
    cpu.writeHooks[MCUSR] = (value, old) => {
      cpu.data[MCUSR] = old & value
      return true
    }
    for (const config of [timer0Config, timer1Config, timer2Config]) attachTimer(cpu, config)
    new Adc(core, this.readAnalog)
    new AVREEPROM(cpu, this.eeprom)
    const usart = new Usart(core, this.baud)
    usart.onByte = (byte) => this.onByte(byte)
    new Watchdog(core).onReset = () => {
      this.resetDue = true
      core.stop()
    }
    const pins = new Pins(core, this.levels)
    pins.onEdge = (edge) => this.onEdge(edge)
    this.life = { core, usart, pins }
  }

  /** All pins float from this cycle on, and whoever listens hears of it. */
  private end(): void {
    const { life } = this
    if (!life) return
    this.resetDue = false
    const { cpu } = life.core
    this.offCycle = life.core.cycle
    this.sram = cpu.data.slice(SRAM_START)
    this.flags = cpu.data[MCUSR] ?? 0
    this.life = undefined
    for (let pin = 0; pin < PIN_COUNT; pin++) {
      const from = life.pins.drive(pin)
      if (from !== 'input') this.onEdge({ pin, from, to: 'input', cycle: this.offCycle })
    }
  }
}
