// Runs the machine against the wall clock: just in time while bytes arrive, seldom while nothing happens.
// Owns the mapping of virtual to real time; knows nothing of ports.

import type { Machine } from './machine.ts'

/** Nothing happens: how late a button press inside the world may be noticed. */
const IDLE_MS = 10
/** The chip sends, or something moves. */
const BUSY_MS = 1
/** Polled without a pause while bytes arrive and so long after the last one: the answer is on its way. */
const HOT_MS = 1
/** A host that stood still for longer does not make up for it: the chip would see a Pi that was silent. */
const LAG_MAX_MS = 500

export class WallPace {
  /** Called after every piece of time. */
  onRun: () => void = () => undefined
  /** Real time left out because the host stood still. */
  slippedMs = 0
  private readonly machine: Machine
  /** performance.now() of virtual zero. */
  private origin: number
  private hotUntil = 0
  private timer: NodeJS.Timeout | undefined
  private immediate: NodeJS.Immediate | undefined
  private ended = false

  constructor(machine: Machine) {
    this.machine = machine
    this.origin = performance.now() - machine.now
    this.plan()
  }

  /** Runs up to the present: before anything is injected, and by itself all the time. */
  catchUp(): void {
    const due = performance.now() - this.origin
    const lag = due - this.machine.now
    if (lag > LAG_MAX_MS) {
      this.slippedMs += lag - LAG_MAX_MS
      this.origin += lag - LAG_MAX_MS
    }
    this.machine.run(performance.now() - this.origin)
    this.onRun()
  }

  /** After bytes were injected. */
  heat(): void {
    this.hotUntil = performance.now() + HOT_MS
    this.plan()
  }

  end(): void {
    this.ended = true
    clearTimeout(this.timer)
    clearImmediate(this.immediate)
  }

  private readonly tick = (): void => {
    this.timer = undefined
    this.immediate = undefined
    this.catchUp()
    this.plan()
  }

  private plan(): void {
    if (this.ended || this.immediate) return
    const now = performance.now()
    if (this.machine.chip.receiving) this.hotUntil = now + HOT_MS
    if (now < this.hotUntil) {
      clearTimeout(this.timer)
      this.timer = undefined
      this.immediate = setImmediate(this.tick)
    } else if (!this.timer) {
      const busy = this.machine.moving || this.machine.chip.sending
      this.timer = setTimeout(this.tick, busy ? BUSY_MS : IDLE_MS)
    }
  }
}
