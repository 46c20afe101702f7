// A whole simulated rig to hold in the hand: chip, line and world, in virtual time (tests) or on the wall clock.
// Owns the one open serial port and hands the chip's bytes over; everything else is the machine's.

import { readFileSync } from 'node:fs'
import type { Variant } from '#hardware/contract/rig.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { BootLoaderOptions } from '../chip/boot-loader.ts'
import { parseHex } from '../chip/hex.ts'
import type { World } from '../world/world.ts'
import { type WorldCommands, worldCommands } from './acts.ts'
import { VirtualClock } from './clock.ts'
import type { SimCommand, SimOutcome } from './command.ts'
import { execute } from './execute.ts'
import { type BoltEdge, Machine } from './machine.ts'
import { type Observation, observe } from './observe.ts'
import { RigPort } from './port.ts'
import { WallPace } from './wall.ts'

export interface RigOptions {
  readonly variant: Variant
  /** `virtual`: time passes in `run` and `advance` only. `wall`: by itself. */
  readonly clock?: 'virtual' | 'wall'
  /** Intel HEX text; the committed firmware of the variant otherwise. */
  readonly hex?: string
  /** A new connection resets the chip, as the DTR line of an Uno or Nano does. Default true. */
  readonly resetOnOpen?: boolean
  /** How a rig that was switched off was left. */
  readonly world?: World
  readonly eeprom?: Uint8Array
  /** A board with a boot loader; without, the program starts at once. */
  readonly bootLoader?: BootLoaderOptions
}

/** Longest piece of virtual time before bytes and timers are looked at. */
const SLICE_MS = 2
/** One cycle at 16 MHz. */
const CYCLE_MS = 1 / 16_000

const firmware = (variant: Variant): string =>
  readFileSync(new URL(`../../firmware/rig-${variant}.hex`, import.meta.url), 'utf8')

const turn = (): Promise<void> => new Promise((done) => setImmediate(done))

export class Rig {
  readonly world: WorldCommands
  readonly machine: Machine
  private readonly resetOnOpen: boolean
  private readonly pace: WallPace | undefined
  private readonly virtual: VirtualClock
  private current: RigPort | undefined
  private handOver: NodeJS.Immediate | undefined
  private closed = false
  private readonly edgeListeners = new Set<(edge: BoltEdge) => void>()
  private readonly runListeners = new Set<() => void>()

  constructor(options: RigOptions) {
    const { variant, hex, world, eeprom, bootLoader } = options
    const program = parseHex(hex ?? firmware(variant))
    const kept = { ...(world && { world }), ...(eeprom && { eeprom }) }
    this.machine = new Machine({ variant, program, ...kept, ...(bootLoader && { bootLoader }) })
    this.machine.onBoltEdge = (edge) => {
      for (const listener of this.edgeListeners) listener(edge)
    }
    this.resetOnOpen = options.resetOnOpen ?? true
    this.virtual = new VirtualClock(() => this.machine.now)
    this.pace = options.clock === 'wall' ? new WallPace(this.machine) : undefined
    if (this.pace) this.pace.onRun = () => this.ran()
    this.world = worldCommands((command) => this.do(command))
    this.current = this.newPort()
  }

  /** Virtual milliseconds since power-on. */
  get now(): number {
    return this.machine.now
  }

  /** Virtual time for whoever talks to the rig; only `advance` moves it. */
  get clock(): Clock {
    return this.virtual
  }

  /** The open serial port; the first one is there from the start. */
  get port(): RigPort {
    if (!this.current) throw new HausrechtError('sim_unplugged', 'no port is open: plug in and `connect` first')
    return this.current
  }

  /** A new connection; the one before is closed. @throws HausrechtError sim_unplugged */
  connect(): RigPort {
    if (!this.machine.line.plugged) {
      throw new HausrechtError('sim_unplugged', 'the cable is out: plug it in first')
    }
    this.current?.gone()
    this.pace?.catchUp()
    this.machine.line.take()
    if (this.resetOnOpen) this.machine.reset('external')
    this.current = this.newPort()
    return this.current
  }

  /** Lets virtual time pass at once; the chip's bytes are handed over afterwards, in a later turn. */
  run(ms: number): void {
    this.machine.run(this.now + ms)
    this.ran()
  }

  /** Lets virtual time pass and everybody answer: bytes and timers are handed out as they come due. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms
    // Whole cycles only: an end between two of them is reached with the one before.
    while (end - this.now > CYCLE_MS && !this.closed) {
      this.machine.run(Math.min(end, this.now + SLICE_MS, Math.max(this.virtual.nextDue, this.now + 0.001)))
      const fired = this.virtual.fire()
      for (const listener of this.runListeners) listener()
      const delivered = this.deliver()
      if (fired || delivered) await turn()
    }
  }

  /** What a person or a fault does; run up to now first, on the wall clock. */
  do(command: SimCommand): SimOutcome {
    this.pace?.catchUp()
    const outcome = execute(this.machine, command)
    if (!this.machine.line.plugged) this.current?.gone()
    this.pace?.heat()
    this.ran()
    return outcome
  }

  observe(): Observation {
    this.pace?.catchUp()
    return this.look()
  }

  /** As `observe`, but lets no time pass: for listeners of `onRun`. */
  look(): Observation {
    return observe(this.machine, this.current !== undefined, this.pace?.slippedMs ?? 0)
  }

  onBoltEdge(listener: (edge: BoltEdge) => void): Cancel {
    this.edgeListeners.add(listener)
    return () => {
      this.edgeListeners.delete(listener)
    }
  }

  /** After every piece of time that passed. */
  onRun(listener: () => void): Cancel {
    this.runListeners.add(listener)
    return () => {
      this.runListeners.delete(listener)
    }
  }

  /** The rig stands still for good. */
  close(): void {
    this.closed = true
    this.pace?.end()
    clearImmediate(this.handOver)
    this.current?.gone()
    this.edgeListeners.clear()
    this.runListeners.clear()
  }

  private newPort(): RigPort {
    const port: RigPort = new RigPort(
      (bytes) => this.receive(bytes),
      () => {
        this.machine.chip.dropQueued()
        if (this.current === port) this.current = undefined
      },
    )
    return port
  }

  private receive(bytes: Uint8Array): void {
    this.pace?.catchUp()
    this.machine.receive(bytes)
    this.pace?.heat()
  }

  private ran(): void {
    for (const listener of this.runListeners) listener()
    if (this.machine.line.waiting && !this.handOver && !this.closed) {
      this.handOver = setImmediate(() => {
        this.handOver = undefined
        this.deliver()
      })
    }
  }

  private deliver(): boolean {
    if (!this.machine.line.waiting) return false
    this.current?.deliver(this.machine.line.take())
    return true
  }
}

export const createRig = (options: RigOptions): Rig => new Rig(options)
