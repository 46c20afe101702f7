// The 20 pins of the chip by their Arduino numbers: what each is driven to, and what each reads. Wraps avr8js' ports
// and mends their flag registers. Knows no function of any pin.

import { AVRIOPort, PinState, portBConfig, portCConfig, portDConfig } from 'avr8js'
import type { Core } from './core.ts'

/** Arduino numbering: 0..13 digital, 14..19 are A0..A5. */
export const PIN_COUNT = 20
/** What the chip does to a pin. */
export type Drive = 'low' | 'high' | 'input' | 'pull-up'
/** What the outside does to a pin; open: nothing is connected. */
export type Level = 'low' | 'high' | 'open'

export interface Edge {
  readonly pin: number
  readonly from: Drive
  readonly to: Drive
  /** Processor cycle since power-on. */
  readonly cycle: number
}

const PCICR = 0x68
const PCIFR = 0x3b
const EIFR = 0x3c

const DRIVES: Readonly<Record<PinState, Drive>> = {
  [PinState.Low]: 'low',
  [PinState.High]: 'high',
  [PinState.Input]: 'input',
  [PinState.InputPullUp]: 'pull-up',
}

const FIRST_PIN = [0, 8, 14] as const
const WIDTH = [8, 6, 6] as const

interface PortInside {
  readonly PCINT: Parameters<Core['cpu']['updateInterruptEnable']>[0] | null
}

/** Keeps pin changes that came before their interrupt was enabled, and the flags that were not meant to be cleared. */
const mendFlags = (core: Core, ports: readonly AVRIOPort[]): void => {
  const { cpu } = core
  cpu.writeHooks[PCICR] = (value) => {
    cpu.data[PCICR] = value
    for (const port of ports) {
      const { PCINT } = port as unknown as PortInside
      if (PCINT) cpu.updateInterruptEnable(PCINT, value)
    }
    return true
  }
  for (const mask of [0x6b, 0x6c, 0x6d]) delete cpu.writeHooks[mask]
  for (const flags of [PCIFR, EIFR]) {
    const hook = cpu.writeHooks[flags]
    cpu.writeHooks[flags] = (value, old, address, mask) => hook?.(value & mask, old, address, mask) ?? false
  }
}

export class Pins {
  onEdge: (edge: Edge) => void = () => undefined
  private readonly ports: readonly AVRIOPort[]
  private readonly drives: Drive[] = new Array<Drive>(PIN_COUNT).fill('input')
  private readonly levels: readonly Level[]
  private readonly core: Core

  /** @param levels what the outside does to each pin; kept by the caller, told here by `refresh` */
  constructor(core: Core, levels: readonly Level[]) {
    this.core = core
    this.levels = levels
    this.ports = [portDConfig, portBConfig, portCConfig].map((config) => new AVRIOPort(core.cpu, config))
    mendFlags(core, this.ports)
    for (const [index, port] of this.ports.entries()) port.addListener(() => this.changed(index))
    for (let pin = 0; pin < PIN_COUNT; pin++) this.refresh(pin)
  }

  drive(pin: number): Drive {
    return this.drives[pin] ?? 'input'
  }

  /** Shows the outside's level to the chip; an open pin follows its pull-up, or reads low. */
  refresh(pin: number): void {
    const index = pin < 8 ? 0 : pin < 14 ? 1 : 2
    const level = this.levels[pin]
    const high = level === 'high' || (level === 'open' && this.drives[pin] === 'pull-up')
    this.ports[index]?.setPin(pin - FIRST_PIN[index], high)
  }

  private changed(index: number): void {
    const port = this.ports[index]
    const first = FIRST_PIN[index] ?? 0
    for (let bit = 0; bit < (WIDTH[index] ?? 0); bit++) {
      const pin = first + bit
      const to = DRIVES[port?.pinState(bit) ?? PinState.Input]
      const from = this.drives[pin] ?? 'input'
      if (to === from) continue
      this.drives[pin] = to
      this.refresh(pin)
      this.onEdge({ pin, from, to, cycle: this.core.cycle })
    }
  }
}
