// The watchdog of the ATmega328P (datasheet §10.8). Replaces avr8js' one, which resets the processor but not its I/O.
// Owns WDTCSR; the reset itself (a fresh chip that keeps SRAM and EEPROM) is the chip's.

import { CLOCK_HZ, type Core, type Interrupt } from './core.ts'

const WDTCSR = 0x60
const MCUSR = 0x54
const WDRF = 0x08
const WDIF = 0x80
const WDIE = 0x40
const WDCE = 0x10
const WDE = 0x08
const PRESCALER = 0x27
const OSCILLATOR_HZ = 128_000

const TIMEOUT: Interrupt = {
  address: 0x0c,
  flagRegister: WDTCSR,
  flagMask: WDIF,
  enableRegister: WDTCSR,
  enableMask: WDIE,
}

export class Watchdog {
  onReset: () => void = () => undefined
  private readonly core: Core
  /** Cycle of the last kick. */
  private since = 0
  /** Cycle of the earliest look that is planned. */
  private looksAt = Number.POSITIVE_INFINITY
  private changeUntil = -1

  /** After a watchdog reset it goes on running, at its shortest time (§10.8.3). */
  constructor(core: Core) {
    this.core = core
    const { cpu } = core
    cpu.data[WDTCSR] = (cpu.data[MCUSR] ?? 0) & WDRF ? WDE : 0
    cpu.onWatchdogReset = () => this.kick()
    cpu.writeHooks[WDTCSR] = (value, old) => this.write(value, old)
    this.kick()
    this.watch()
  }

  private get running(): boolean {
    return ((this.core.cpu.data[WDTCSR] ?? 0) & (WDE | WDIE)) !== 0
  }

  private kick(): void {
    this.since = this.core.cycle
  }

  private get deadline(): number {
    const control = this.core.cpu.data[WDTCSR] ?? 0
    const exponent = ((control & 0x20) >> 2) | (control & 0x07)
    return this.since + (CLOCK_HZ / OSCILLATOR_HZ) * (2048 << exponent)
  }

  private write(value: number, old: number): boolean {
    const { cpu } = this.core
    let next: number
    if (this.core.cycle <= this.changeUntil && (value & WDCE) === 0) {
      next = value & (WDE | PRESCALER)
      this.changeUntil = -1
    } else next = (old & (WDE | PRESCALER)) | (value & WDE)
    // WDE is overridden by WDRF: firmware must clear MCUSR first (§10.9.2).
    if ((cpu.data[MCUSR] ?? 0) & WDRF) next |= WDE
    if (value & WDCE && value & WDE) this.changeUntil = this.core.cycle + 4
    const flag = value & WDIF ? 0 : old & WDIF
    const control = next | (value & WDIE) | flag
    // Only WDR and a stop begin a new time: a write alone does not feed the dog.
    if (!this.running) this.kick()
    cpu.data[WDTCSR] = control
    cpu.updateInterruptEnable(TIMEOUT, control)
    this.watch()
    return true
  }

  private watch(): void {
    const { deadline } = this
    if (!this.running || deadline >= this.looksAt) return
    this.looksAt = deadline
    this.core.after(deadline - this.core.cycle, () => {
      this.looksAt = Number.POSITIVE_INFINITY
      if (this.running && this.core.cycle >= this.deadline) this.expire()
      this.watch()
    })
  }

  private expire(): void {
    const { cpu } = this.core
    const control = cpu.data[WDTCSR] ?? 0
    this.kick()
    if (control & WDIE) {
      cpu.setInterruptFlag(TIMEOUT)
      // §10.8: with WDE too, the first time-out only interrupts and arms the reset.
      if (control & WDE) cpu.data[WDTCSR] = (cpu.data[WDTCSR] ?? 0) & ~WDIE
    } else this.onReset()
  }
}
