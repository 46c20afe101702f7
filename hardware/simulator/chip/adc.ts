// The analog-digital converter of the ATmega328P (datasheet §23). Replaces avr8js' one, where writing ADIF sets it
// and which has no free-running mode. Owns the conversion; what the pins carry comes from outside.

import type { Core, Interrupt } from './core.ts'

const ADCL = 0x78
const ADCH = 0x79
const ADCSRA = 0x7a
const ADCSRB = 0x7b
const ADMUX = 0x7c

const ADEN = 0x80
const ADSC = 0x40
const ADATE = 0x20
const ADIF = 0x10
const ADIE = 0x08

const DONE: Interrupt = {
  address: 0x2a,
  flagRegister: ADCSRA,
  flagMask: ADIF,
  enableRegister: ADCSRA,
  enableMask: ADIE,
}
/** Band gap of 1.1 V read against 5 V; ground. */
const INNER: Readonly<Record<number, number>> = { 14: 225, 15: 0 }

/** What a channel 0..7 carries, 0..1023 of the reference. */
export type ReadAnalog = (channel: number) => number

export class Adc {
  private readonly core: Core
  private readonly readAnalog: ReadAnalog
  private converting = false
  private first = true

  constructor(core: Core, readAnalog: ReadAnalog) {
    this.core = core
    this.readAnalog = readAnalog
    core.cpu.writeHooks[ADCSRA] = (value, old) => this.write(value, old)
  }

  private write(value: number, old: number): boolean {
    const { cpu } = this.core
    const enabled = (value & ADEN) !== 0
    if (!enabled) this.converting = false
    if (enabled && (old & ADEN) === 0) this.first = true
    const flag = value & ADIF ? 0 : old & ADIF
    const start = enabled && (value & ADSC) !== 0 && !this.converting
    const busy = enabled && (this.converting || start)
    const control = (value & ~(ADIF | ADSC)) | flag | (busy ? ADSC : 0)
    cpu.data[ADCSRA] = control
    cpu.updateInterruptEnable(DONE, control)
    if (start) this.convert()
    return true
  }

  private convert(): void {
    const { cpu } = this.core
    this.converting = true
    const prescaler = Math.max(2, 1 << ((cpu.data[ADCSRA] ?? 0) & 0x07))
    const cycles = (this.first ? 25 : 13) * prescaler
    this.first = false
    const channel = (cpu.data[ADMUX] ?? 0) & 0x0f
    // Sample and hold is early in the conversion (§23.4): what the pin carries now is what is read.
    const sample = channel < 8 ? this.readAnalog(channel) : (INNER[channel] ?? 0)
    this.core.after(cycles, () => {
      if (this.converting) this.complete(Math.max(0, Math.min(1023, Math.round(sample))))
    })
  }

  private complete(value: number): void {
    const { cpu } = this.core
    const control = cpu.data[ADCSRA] ?? 0
    const aligned = (cpu.data[ADMUX] ?? 0) & 0x20 ? value << 6 : value
    cpu.data[ADCL] = aligned & 0xff
    cpu.data[ADCH] = aligned >> 8
    this.converting = false
    const free = (control & ADATE) !== 0 && ((cpu.data[ADCSRB] ?? 0) & 0x07) === 0
    if (!free) cpu.data[ADCSRA] = control & ~ADSC
    cpu.setInterruptFlag(DONE)
    if (free) this.convert()
  }
}
