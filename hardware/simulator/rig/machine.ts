// Chip, line and world as one machine in virtual time. Owns their order: the world is brought to the cycle before
// the chip reads it or moves it. No wall clock, no sockets; everything is synchronous and repeatable.

import { PIN } from '#hardware/contract/pins.ts'
import { LIMITS, type Variant } from '#hardware/contract/rig.ts'
import { BootLoader, type BootLoaderOptions } from '../chip/boot-loader.ts'
import { Chip, type ResetCause } from '../chip/chip.ts'
import { CYCLES_PER_MS } from '../chip/core.ts'
import type { Edge } from '../chip/pins.ts'
import { newWorld, nextChange, type World, worldAt } from '../world/world.ts'
import { Line } from './line.ts'
import { analogReading, drivesWorld, isKeypadRow, Outputs, showColumns, showInputs } from './wiring.ts'

/** Below this SRAM forgets. */
const SRAM_HOLDS_MV = 1_500
const LOG_MAX = 256
/** Optiboot's watchdog: silent for so long, it starts the program. */
const BOOT_SILENT_MS = 1_000
/** Once it is being written to: a host that does everything at once is slower than a serial line. */
const BOOT_BUSY_MS = 10_000

/** A change of the bolt pin: 1 drives (servo pulse or strike), 0 does not. */
export interface BoltEdge {
  readonly level: 0 | 1
  /** Virtual milliseconds, exact to the cycle. */
  readonly at: number
  /** `performance.now()` when it was executed; meaningful on the wall clock only. */
  readonly wall: number
}

export interface MachineOptions {
  readonly variant: Variant
  /** 16-bit words, see parseHex. */
  readonly program: Uint16Array
  /** Where the door was left, for a rig that was switched off. */
  readonly world?: World
  readonly eeprom?: Uint8Array
  /** A board with a boot loader, which runs after each reset by the line or the button. */
  readonly bootLoader?: BootLoaderOptions
}

export class Machine {
  readonly chip: Chip
  readonly line = new Line()
  readonly boltEdges: BoltEdge[] = []
  readonly resets: Record<ResetCause, number> = { 'power-on': 0, external: 0, 'brown-out': 0, watchdog: 0 }
  onBoltEdge: (edge: BoltEdge) => void = () => undefined
  private present: World
  /** Nothing changes in the world by itself before this. */
  private restsUntil = 0
  private readonly outputs = new Outputs()
  private outage: { readonly endsAt: number; readonly supplyMv: number; readonly cause: ResetCause } | undefined

  private readonly bootLoader: BootLoaderOptions | undefined
  /** 16-bit words, as they stand in the flash now. */
  private readonly flash: Uint16Array
  private boot: { readonly loader: BootLoader; startsAt: number } | undefined

  constructor(options: MachineOptions) {
    this.bootLoader = options.bootLoader
    this.flash = options.program.slice()
    this.present = { ...(options.world ?? newWorld(options.variant)), now: 0, outSince: undefined, presses: [] }
    this.chip = new Chip({
      program: options.program,
      readAnalog: (channel) => this.read(channel),
      baud: LIMITS.BAUD,
    })
    if (options.eeprom) this.chip.eeprom.memory.set(options.eeprom)
    this.resets['power-on'] = 1
    this.chip.onReset = (cause) => {
      this.resets[cause]++
    }
    this.chip.onByte = (byte) => this.line.fromChip(byte)
    this.chip.onEdge = (edge) => this.edge(edge)
    this.world = this.present
  }

  get now(): number {
    return this.chip.now
  }

  get world(): World {
    this.present = worldAt(this.present, this.now)
    return this.present
  }

  /** A person or a fault changed something: shown to the chip at once. */
  set world(world: World) {
    this.present = world
    this.restsUntil = nextChange(world)
    showInputs(this.chip, world)
  }

  get moving(): boolean {
    return this.restsUntil < this.now + 5
  }

  /** Runs chip and world to this instant (virtual milliseconds). */
  run(untilMs: number): void {
    const until = Math.ceil(untilMs * CYCLES_PER_MS - 1e-6) / CYCLES_PER_MS
    while (this.now < until) {
      const outageEnds = this.outage?.endsAt ?? Number.POSITIVE_INFINITY
      const bootEnds = this.boot?.startsAt ?? Number.POSITIVE_INFINITY
      this.chip.run(Math.min(until, Math.max(this.restsUntil, this.now + 1 / CYCLES_PER_MS), outageEnds, bootEnds))
      this.settle()
      if (this.boot && this.now >= this.boot.startsAt) this.startProgram()
      if (this.outage && this.now >= this.outage.endsAt) this.recover()
    }
  }

  /** Bytes from the Pi, from now on at line speed. */
  receive(bytes: Iterable<number>): void {
    const heard = this.line.toChip(bytes)
    if (this.boot) this.load(this.boot, heard)
    else this.chip.feed(heard)
  }

  reset(cause: ResetCause): void {
    if (cause === 'external' && this.bootLoader) {
      this.chip.hold()
      const bytes = new Uint8Array(this.flash.buffer)
      this.boot = { loader: new BootLoader(bytes, this.bootLoader), startsAt: this.now + BOOT_SILENT_MS }
    } else this.chip.reset(cause)
    this.settle()
  }

  private load(boot: { readonly loader: BootLoader; startsAt: number }, heard: readonly number[]): void {
    boot.startsAt = this.now + BOOT_BUSY_MS
    for (const byte of heard) for (const answer of boot.loader.take(byte)) this.line.fromChip(answer)
    if (boot.loader.left) this.startProgram()
  }

  private startProgram(): void {
    this.boot = undefined
    this.chip.load(this.flash)
    this.chip.reset('external')
    this.settle()
  }

  /** The voltage falls to `supplyMv` for so long; the chip is held, and starts again afterwards. */
  brownOut(ms: number, supplyMv: number): void {
    const lost = supplyMv < SRAM_HOLDS_MV
    this.outage = {
      endsAt: this.now + ms,
      supplyMv: this.outage?.supplyMv ?? this.present.power.supplyMv,
      cause: lost ? 'power-on' : 'brown-out',
    }
    this.boot = undefined
    this.chip.hold(lost)
    const { world } = this
    this.world = { ...world, power: { ...world.power, supplyMv } }
  }

  private recover(): void {
    const { outage } = this
    if (!outage) return
    this.outage = undefined
    const { world } = this
    this.world = { ...world, power: { ...world.power, supplyMv: outage.supplyMv } }
    this.chip.reset(outage.cause)
    this.settle()
  }

  private settle(): void {
    if (this.now >= this.restsUntil) this.world = worldAt(this.present, this.now)
  }

  private read(channel: number): number {
    return analogReading(this.moving ? worldAt(this.present, this.chip.now) : this.present, channel)
  }

  private edge(edge: Edge): void {
    if (edge.pin === PIN.bolt) this.note(edge)
    else if (isKeypadRow(edge.pin) && this.present.presses.length > 0) showColumns(this.chip, this.present)
    if (!drivesWorld(edge.pin)) return
    const before = worldAt(this.present, edge.cycle / CYCLES_PER_MS)
    const after = this.outputs.apply(before, edge)
    if (after === before) return
    this.present = after
    this.restsUntil = Math.min(this.restsUntil, nextChange(after))
    this.chip.stop()
  }

  private note(edge: Edge): void {
    const level = edge.to === 'high' ? 1 : 0
    if ((this.boltEdges.at(-1)?.level ?? 0) === level) return
    const entry: BoltEdge = { level, at: edge.cycle / CYCLES_PER_MS, wall: performance.now() }
    if (this.boltEdges.length >= LOG_MAX) this.boltEdges.shift()
    this.boltEdges.push(entry)
    this.onBoltEdge(entry)
  }
}
