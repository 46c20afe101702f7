// The bolt of the fake rig: windows that end by themselves, travel time, waiting for the door. Behaves as the
// microcontroller does, as far as the door's core can tell; time comes from the Clock alone.

import { LIMITS, type Variant } from '#hardware/contract/rig.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import type { Bolt } from '#protocol/state.ts'
import { type Millis, millis } from '#protocol/units.ts'
import type { MoveReason } from './port.ts'

/** All attempts at one movement. */
const GIVES_UP_AFTER = millis(LIMITS.ATTEMPTS_MAX * LIMITS.TRAVEL_TIMEOUT_MS + 2 * LIMITS.RETRY_PAUSE_MS)

interface Window {
  readonly until: number
  readonly cancel: Cancel
}

export class FakeBolt {
  position: Bolt = 'home'
  moved: MoveReason = 'boot'
  unlockId = 0
  doorShut = true
  jammed = false
  faultJam = false
  waitingForDoor = false
  private target: 'home' | 'out' = 'home'
  private command: Window | undefined
  private egress: Window | undefined
  private travel: Cancel | undefined
  private leftHome: number | undefined
  private gaveUpAt: number | undefined
  private readonly clock: Clock
  private readonly variant: Variant
  private readonly travelTime: Millis
  private readonly changed: () => void

  constructor(clock: Clock, variant: Variant, travelTime: Millis, changed: () => void) {
    this.clock = clock
    this.variant = variant
    this.travelTime = travelTime
    this.changed = changed
  }

  get remaining(): Millis {
    const until = Math.max(this.command?.until ?? 0, this.egress?.until ?? 0)
    return millis(Math.max(0, Math.round(until - this.clock.monotonic())))
  }

  unlock(hold: Millis, id: number): 'accepted' | 'busy' | 'jammed' {
    const now = this.clock.monotonic()
    if (this.gaveUpAt !== undefined && now - this.gaveUpAt < LIMITS.JAM_COOLDOWN_MS) return 'jammed'
    if (this.leftHome !== undefined && now - this.leftHome + hold > LIMITS.UNLOCK_MAX_MS) return 'busy'
    this.command?.cancel()
    this.command = this.window(hold, () => {
      this.command = undefined
      this.unlockId = 0
      this.goHome('deadman')
    })
    this.unlockId = id
    this.drive('out', 'command')
    this.changed()
    return 'accepted'
  }

  lock(reason: MoveReason): void {
    this.command?.cancel()
    this.command = undefined
    this.unlockId = 0
    this.goHome(reason)
    this.changed()
  }

  letOut(): void {
    this.egress?.cancel()
    this.egress = this.window(millis(LIMITS.EGRESS_MS), () => {
      this.egress = undefined
      this.goHome('deadman')
    })
    this.drive('out', 'egress')
    this.changed()
  }

  /** The debounced door. */
  door(shut: boolean): void {
    this.doorShut = shut
    if (shut && (this.waitingForDoor || (this.position === 'jammed' && this.target === 'home')))
      this.drive('home', this.moved)
    else if (!shut && this.target === 'home' && this.position !== 'home' && this.variant === 'servo') this.wait()
    this.changed()
  }

  /** A key, a thumb-turn, force. */
  turn(to: 'home' | 'out'): void {
    this.position = to
    this.moved = 'hand'
    this.changed()
  }

  /** The chip starts anew: no window survives, the bolt goes home. */
  reset(): void {
    this.command?.cancel()
    this.egress?.cancel()
    this.command = this.egress = undefined
    this.unlockId = 0
    this.drive('home', 'boot')
  }

  stop(): void {
    this.command?.cancel()
    this.egress?.cancel()
    this.travel?.()
  }

  private window(span: Millis, ended: () => void): Window {
    return { until: this.clock.monotonic() + span, cancel: this.clock.after(span, ended) }
  }

  private goHome(reason: MoveReason): void {
    if (this.command || this.egress) return
    this.drive('home', reason)
    this.changed()
  }

  private wait(): void {
    this.travel?.()
    this.travel = undefined
    this.waitingForDoor = true
  }

  private drive(to: 'home' | 'out', reason: MoveReason): void {
    if (this.target === to && this.travel) return
    this.target = to
    if (this.position === to && !this.jammed) return
    this.moved = reason
    this.travel?.()
    this.waitingForDoor = false
    if (to === 'out') this.leftHome ??= this.clock.monotonic()
    if (to === 'home' && !this.doorShut && this.variant === 'servo') {
      this.wait()
      return
    }
    if (this.position !== 'jammed') this.position = 'between'
    this.travel = this.clock.after(this.jammed ? GIVES_UP_AFTER : this.travelTime, () => this.arrive(to))
  }

  private arrive(at: 'home' | 'out'): void {
    this.travel = undefined
    if (this.jammed) {
      this.position = 'jammed'
      this.faultJam = true
      this.gaveUpAt = this.clock.monotonic()
      if (at === 'out') this.lock('jam')
    } else {
      this.position = at
      this.faultJam = false
      this.gaveUpAt = undefined
      if (at === 'home') this.leftHome = undefined
    }
    this.changed()
  }
}
