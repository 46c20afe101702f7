// A board at the other end of a line, byte by byte: says what a test wants it to say, writes down what it is told.

import { firmwareName, LIMITS } from '#hardware/contract/rig.ts'
import type { Line, LineHears } from './line.ts'

export interface BoardOptions {
  readonly name?: string
  readonly major?: number
  readonly minor?: number
}

const START_SYSEX = 0xf0
const END_SYSEX = 0xf7
const REPORT_VERSION = 0xf9
const REPORT_FIRMWARE = 0x79
const CAPABILITY_QUERY = 0x6b
const ANALOG_MAPPING_QUERY = 0x69
const PIN_COUNT = 20
const OUTPUT = 1
/** Pins that a host may write: what our firmware says it has. */
const OUTPUTS = [5, 6, 7, 13]

export class Board {
  readonly received: number[] = []
  closed = false
  private hears: LineHears | undefined
  private readonly options: Required<BoardOptions>
  private sysex: number[] | undefined

  constructor(options: BoardOptions = {}) {
    this.options = { name: firmwareName('servo'), major: LIMITS.VERSION_MAJOR, minor: LIMITS.VERSION_MINOR, ...options }
  }

  readonly line: Line = {
    write: (bytes) => {
      this.received.push(...bytes)
      for (const byte of bytes) this.take(byte)
    },
    listen: (hears) => {
      this.hears = hears
      // As after the reset that opening a port gives it.
      queueMicrotask(() => {
        this.say([REPORT_VERSION, 2, 5])
        this.answer(REPORT_FIRMWARE)
      })
    },
    close: () => {
      this.closed = true
    },
  }

  say(bytes: readonly number[]): void {
    if (!this.closed) this.hears?.data(Uint8Array.from(bytes))
  }

  /** One of our messages, sealed. */
  report(message: readonly number[]): void {
    this.say([START_SYSEX, ...message, END_SYSEX])
  }

  unplug(): void {
    this.closed = true
    this.hears?.gone('the cable was pulled')
  }

  /** Messages of ours that were received: their numbers. */
  commands(): number[] {
    return this.received.flatMap((byte, at) => {
      const number = this.received[at + 1] ?? 0
      return byte === START_SYSEX && number >= 0x01 && number <= 0x0f ? [number] : []
    })
  }

  private take(byte: number): void {
    if (byte === REPORT_VERSION) this.say([REPORT_VERSION, 2, 5])
    if (byte === START_SYSEX) this.sysex = []
    else if (byte === END_SYSEX) {
      this.answer(this.sysex?.[0])
      this.sysex = undefined
    } else this.sysex?.push(byte)
  }

  private answer(query: number | undefined): void {
    const { name, major, minor } = this.options
    const text = [...name].flatMap((letter) => [letter.charCodeAt(0) & 0x7f, letter.charCodeAt(0) >> 7])
    const pins = Array.from({ length: PIN_COUNT }, (_, pin) => pin)
    if (query === REPORT_FIRMWARE) this.report([REPORT_FIRMWARE, major, minor, ...text])
    if (query === CAPABILITY_QUERY)
      this.report([0x6c, ...pins.flatMap((pin) => (OUTPUTS.includes(pin) ? [OUTPUT, 1, 0x7f] : [0x7f]))])
    if (query === ANALOG_MAPPING_QUERY) this.report([0x6a, ...pins.map((pin) => (pin >= 14 ? pin - 14 : 0x7f))])
  }
}
