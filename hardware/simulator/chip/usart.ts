// USART0 of the ATmega328P (datasheet §19), 8 data bits. Replaces avr8js' one, whose writes to UCSR0A and UCSR0B
// drop received bytes. Owns both directions' timing; the line's own speed is the other side's.

import { CLOCK_HZ, type Core, type Interrupt } from './core.ts'

const UCSRA = 0xc0
const UCSRB = 0xc1
const UCSRC = 0xc2
const UBRRL = 0xc4
const UBRRH = 0xc5
const UDR = 0xc6

const RXC = 0x80
const TXC = 0x40
const UDRE = 0x20
const FE = 0x10
const DOR = 0x08
const RXEN = 0x10
const TXEN = 0x08
/** Two bytes of buffer and the shift register: a fourth unread byte is lost (§19.8.1). */
const RX_DEPTH = 3
/** Bytes a sender may be ahead of the line; more are lost. */
const LINE_MAX = 65_536
/** Beyond this the receiver samples wrong bits (§19.11, table 19-2). */
const BAUD_TOLERANCE = 0.045

const interrupt = (address: number, bit: number, constant: boolean): Interrupt => ({
  address,
  flagRegister: UCSRA,
  flagMask: bit,
  enableRegister: UCSRB,
  enableMask: bit,
  constant,
})
const RECEIVED = interrupt(0x24, RXC, true)
const EMPTY = interrupt(0x26, UDRE, true)
const SENT = interrupt(0x28, TXC, false)

export class Usart {
  /** Called at the end of the stop bit. */
  onByte: (byte: number) => void = () => undefined
  /** Bytes lost because the firmware read too late. */
  overruns = 0
  private readonly received: { readonly byte: number; readonly errors: number }[] = []
  private shifting: number | undefined
  private waiting: number | undefined
  private readonly line: number[] = []
  private lineBusy = false
  private readonly core: Core
  private readonly lineBaud: number

  constructor(core: Core, lineBaud: number) {
    this.core = core
    this.lineBaud = lineBaud
    const { cpu } = core
    cpu.data[UCSRA] = UDRE
    cpu.data[UCSRC] = 0x06
    cpu.writeHooks[UCSRA] = (value) => this.writeStatus(value)
    cpu.writeHooks[UCSRB] = (value) => this.writeControl(value)
    cpu.writeHooks[UDR] = (value) => this.send(value)
    cpu.readHooks[UDR] = () => this.read()
  }

  /** Bytes from the other side, one after the other at the line's speed. */
  feed(bytes: Iterable<number>): void {
    for (const byte of bytes) if (this.line.length < LINE_MAX) this.line.push(byte & 0xff)
    if (!this.lineBusy) this.nextOnLine()
  }

  /** The bytes that are still on their way, taken off: the line goes on while the chip is reset. */
  takeLine(): number[] {
    return this.line.splice(0)
  }

  /** Bytes that wait for the line. */
  get queued(): number {
    return this.line.length
  }

  /** True while bytes from the other side are still on their way. */
  get receiving(): boolean {
    return this.lineBusy
  }

  get sending(): boolean {
    return this.shifting !== undefined
  }

  private get frameCycles(): number {
    const { data } = this.core.cpu
    const divisor = (((data[UBRRH] ?? 0) & 0x0f) << 8) | (data[UBRRL] ?? 0)
    return (divisor + 1) * ((data[UCSRA] ?? 0) & 0x02 ? 8 : 16) * 10
  }

  /** Both ends must run at about the same speed, else only garbage arrives. */
  private get mismatched(): boolean {
    const ratio = (CLOCK_HZ * 10) / this.frameCycles / this.lineBaud
    return Math.abs(ratio - 1) > BAUD_TOLERANCE
  }

  private nextOnLine(): void {
    const byte = this.line.shift()
    this.lineBusy = byte !== undefined
    if (byte === undefined) return
    this.core.after(Math.round((CLOCK_HZ * 10) / this.lineBaud), () => {
      this.arrive(byte)
      this.nextOnLine()
    })
  }

  private arrive(byte: number): void {
    if (((this.core.cpu.data[UCSRB] ?? 0) & RXEN) === 0) return
    if (this.received.length >= RX_DEPTH) {
      this.overruns++
      const last = this.received.pop()
      if (last) this.received.push({ byte: last.byte, errors: last.errors | DOR })
    } else if (this.mismatched) this.received.push({ byte: (byte * 37 + 91) & 0xff, errors: FE })
    else this.received.push({ byte, errors: 0 })
    this.showReceived()
  }

  /** The flags always speak of the oldest unread byte. */
  private showReceived(): void {
    const { cpu } = this.core
    const head = this.received[0]
    cpu.data[UCSRA] = ((cpu.data[UCSRA] ?? 0) & ~(RXC | FE | DOR)) | (head?.errors ?? 0)
    if (head) cpu.setInterruptFlag(RECEIVED)
    else cpu.clearInterrupt(RECEIVED)
  }

  private read(): number {
    const head = this.received.shift()
    this.showReceived()
    return head?.byte ?? 0
  }

  private writeStatus(value: number): boolean {
    const { cpu } = this.core
    cpu.data[UCSRA] = ((cpu.data[UCSRA] ?? 0) & ~0x03) | (value & 0x03)
    if (value & TXC) cpu.clearInterrupt(SENT)
    return true
  }

  private writeControl(value: number): boolean {
    const { cpu } = this.core
    cpu.data[UCSRB] = value
    if ((value & RXEN) === 0) {
      this.received.length = 0
      this.showReceived()
    }
    for (const each of [RECEIVED, EMPTY, SENT]) cpu.updateInterruptEnable(each, value)
    return true
  }

  private send(value: number): boolean {
    const { cpu } = this.core
    if (((cpu.data[UCSRB] ?? 0) & TXEN) === 0) return true
    if (this.shifting === undefined) this.shift(value)
    else {
      this.waiting = value
      cpu.clearInterrupt(EMPTY)
    }
    return true
  }

  private shift(value: number): void {
    this.shifting = value
    this.core.after(this.frameCycles, () => {
      this.onByte(this.mismatched ? (value * 37 + 91) & 0xff : value)
      const next = this.waiting
      this.waiting = undefined
      this.shifting = undefined
      if (next === undefined) this.core.cpu.setInterruptFlag(SENT)
      else {
        this.shift(next)
        this.core.cpu.setInterruptFlag(EMPTY)
      }
    })
  }
}
