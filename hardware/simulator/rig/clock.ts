// The rig's virtual time as the house's Clock: whoever waits on it is called while the rig is advanced.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { type EpochMs, epochMs, type Millis, millis } from '#protocol/units.ts'

interface Timer {
  at: number
  readonly every: number | undefined
  readonly call: () => void
}

/** Virtual instants begin here: 2030-01-01T00:00:00Z. */
export const VIRTUAL_EPOCH = 1_893_456_000_000

export class VirtualClock implements Clock {
  private readonly timers = new Set<Timer>()
  private readonly present: () => number

  constructor(present: () => number) {
    this.present = present
  }

  now(): EpochMs {
    return epochMs(VIRTUAL_EPOCH + Math.floor(this.present()))
  }

  monotonic(): Millis {
    return millis(this.present())
  }

  after(span: Millis, call: () => void): Cancel {
    return this.add({ at: this.present() + Math.max(0, span), every: undefined, call })
  }

  every(span: Millis, call: () => void): Cancel {
    const every = Math.max(1, span)
    return this.add({ at: this.present() + every, every, call })
  }

  /** When the next one is due, in virtual milliseconds. */
  get nextDue(): number {
    let due = Number.POSITIVE_INFINITY
    for (const timer of this.timers) due = Math.min(due, timer.at)
    return due
  }

  /** Calls what is due, earliest first; true when there was something. */
  fire(): boolean {
    const now = this.present()
    const due = [...this.timers].filter((timer) => timer.at <= now).sort((left, right) => left.at - right.at)
    for (const timer of due) {
      if (!this.timers.has(timer)) continue
      if (timer.every === undefined) this.timers.delete(timer)
      else timer.at += timer.every
      timer.call()
    }
    return due.length > 0
  }

  private add(timer: Timer): Cancel {
    this.timers.add(timer)
    return () => {
      this.timers.delete(timer)
    }
  }
}
