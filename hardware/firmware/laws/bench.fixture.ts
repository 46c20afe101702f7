// A simulated rig on the bench, in virtual time, spoken to in the contract's messages. Only tests import it.
// Everything is synchronous: time passes in `go` alone.

import {
  decodeReport,
  END_SYSEX,
  encodeCommand,
  framed,
  type RigAnswer,
  type RigCommand,
  type RigMoved,
  type RigReport,
  type RigStatus,
  START_SYSEX,
  type Variant,
} from '#hardware/contract/rig.ts'
import { createRig, type Rig, type RigOptions } from '#hardware/simulator/rig/rig.ts'
import { HausrechtError } from '#protocol/fault.ts'

const CYCLES_PER_MS = 16_000
const SLICE_MS = 10
const HEARTBEAT_MS = 500
/** Power-on to a settled rig: start-up time of the chip, debounce of the door, one movement home. */
export const SETTLED_MS = 1_000

export class Bench {
  readonly rig: Rig
  readonly reports: RigReport[] = []
  /** Whole Firmata messages that are not ours. */
  readonly others: number[][] = []
  /** Heartbeats are sent. */
  alive = true
  private newest: RigStatus | undefined
  private pending: number[] = []
  private beatAt = 0

  constructor(variant: Variant, options: Omit<RigOptions, 'variant'> = {}) {
    this.rig = createRig({ variant, ...options })
  }

  /** Lets time pass. */
  go(ms: number): this {
    // Whole cycles, or the last fraction of one would never pass.
    const end = Math.ceil((this.now + ms) * CYCLES_PER_MS) / CYCLES_PER_MS
    while (this.now < end) {
      if (this.alive && this.now >= this.beatAt) {
        this.beatAt = this.now + HEARTBEAT_MS
        this.send({ kind: 'heartbeat' })
      }
      this.rig.machine.run(Math.min(end, this.now + SLICE_MS))
      for (const byte of this.rig.machine.line.take()) this.take(byte)
    }
    return this
  }

  get now(): number {
    return this.rig.now
  }

  /** The newest STATUS. */
  get status(): RigStatus {
    if (!this.newest) throw new HausrechtError('bench_no_status', 'no STATUS has come yet: let time pass first')
    return this.newest
  }

  get moved(): RigMoved[] {
    return this.reports.filter((report) => report.kind === 'moved')
  }

  get answers(): RigAnswer[] {
    return this.reports.filter((report) => report.kind === 'answer')
  }

  send(command: RigCommand): this {
    return this.raw(framed(encodeCommand(command)))
  }

  raw(bytes: readonly number[]): this {
    this.rig.machine.receive(bytes)
    return this
  }

  unlock(ms: number, id = 1): this {
    return this.send({ kind: 'unlock', ms, id, seen: this.status.seq })
  }

  forget(): this {
    this.reports.length = 0
    this.others.length = 0
    return this
  }

  /** Truth, as somebody beside the door sees it. */
  get place(): 'home' | 'between' | 'out' {
    return this.rig.observe().bolt.place
  }

  /** Rising edges of the bolt pin from `since` on. */
  pulses(since = 0): number {
    return this.rig.machine.boltEdges.filter((edge) => edge.level === 1 && edge.at >= since).length
  }

  private take(byte: number): void {
    if (byte >= 0x80 && byte !== END_SYSEX) this.pending = []
    this.pending.push(byte)
    const [first = 0, message = 0] = this.pending
    if (first === START_SYSEX && byte === END_SYSEX) {
      const report = decodeReport(message, this.pending.slice(2, -1))
      if (report?.kind === 'status') this.newest = report
      if (report) this.reports.push(report)
      else this.others.push(this.pending)
      this.pending = []
    } else if (first !== START_SYSEX && this.pending.length === 3) {
      this.others.push(this.pending)
      this.pending = []
    }
  }
}

/** Runs `use` on a settled rig and stops it afterwards, whatever happens. */
export function onBench(
  variant: Variant,
  use: (bench: Bench) => void,
  options: Omit<RigOptions, 'variant'> = {},
): void {
  const bench = new Bench(variant, options)
  try {
    use(bench.go(SETTLED_MS))
  } finally {
    bench.rig.close()
  }
}
