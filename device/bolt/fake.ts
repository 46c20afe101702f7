// A rig that behaves, for tests of the door's core: bolt, door, buttons, keypad, and a cable to pull. In no hurry
// and without bytes; the real one is held to the same suite (suite.fixture.ts).

import { firmwareName, LIMITS, type RigFault, type Variant } from '#hardware/contract/rig.ts'
import type { Cancel, Clock } from '#protocol/clock.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { UNLOCK_ANSWERS } from './answer.ts'
import { FakeBolt } from './fake-bolt.ts'
import type { BoltPort, Power, Reading, RigEvent, SignalPattern, UnlockAnswer } from './port.ts'

/** The way of a message to the rig and back. */
const ROUND_TRIP = millis(2)
const ANSWER_BOUND = millis(1000)

export interface FakeOptions {
  readonly variant?: Variant
  readonly travelTime?: Millis
}

export class FakeRig implements BoltPort {
  /** What it was asked, oldest first. */
  readonly asked: ({ readonly unlock: Millis; readonly id: number } | 'lock')[] = []
  pattern: SignalPattern = 'off'
  /** The rig neither answers nor moves. */
  deaf = false
  private readonly clock: Clock
  private readonly variant: Variant
  private readonly bolt: FakeBolt
  private readonly faults = new Set<RigFault>()
  private readonly listeners = new Set<(event: RigEvent) => void>()
  private readonly timers = new Set<Cancel>()
  private plugged = false
  /** Camera relay and infrared light, as asked. */
  private powered: Power = { camera: false, infrared: false }
  private doorOpen = false
  private pressed = false
  private pairing = false
  private told: Reading | undefined

  constructor(clock: Clock, { variant = 'servo', travelTime = millis(300) }: FakeOptions = {}) {
    this.clock = clock
    this.variant = variant
    this.bolt = new FakeBolt(clock, variant, travelTime, () => this.tell())
    this.timers.add(clock.every(millis(LIMITS.STATUS_EVERY_MS), () => this.tell()))
    this.soon(ROUND_TRIP, () => this.plug())
  }

  unlock(hold: Millis, id: number): Promise<UnlockAnswer> {
    if (!this.plugged) return Promise.resolve({ ok: false, code: 'rig_absent' })
    this.asked.push({ unlock: hold, id })
    return new Promise((resolve) => {
      if (this.deaf) {
        this.soon(ANSWER_BOUND, () => resolve({ ok: false, code: 'timed_out' }))
        return
      }
      const code = this.faults.has('supply-low') ? 'supply-low' : this.bolt.unlock(hold, id)
      this.soon(ROUND_TRIP, () => resolve(UNLOCK_ANSWERS[code]))
    })
  }

  power(wanted: Power): void {
    this.powered = wanted
    this.soon(ROUND_TRIP, () => this.tell())
  }

  lock(): void {
    if (!this.plugged) return
    this.asked.push('lock')
    if (!this.deaf) this.bolt.lock('lock')
  }

  private get firmware(): string {
    return `${firmwareName(this.variant)} 1.0`
  }

  reading(): Reading | undefined {
    return this.plugged ? this.told : undefined
  }

  listen(listener: (event: RigEvent) => void): () => void {
    this.listeners.add(listener)
    if (this.plugged) queueMicrotask(() => this.tellNow(listener))
    return () => {
      this.listeners.delete(listener)
    }
  }

  signal(pattern: SignalPattern): void {
    this.pattern = pattern
  }

  async close(): Promise<void> {
    this.bolt.stop()
    for (const cancel of this.timers) cancel()
    this.listeners.clear()
    this.plugged = false
  }

  /** A person opens the door; false when the bolt holds it shut. */
  openDoor(): boolean {
    if (this.bolt.position !== 'out') return false
    this.forceDoor()
    return true
  }

  /** With a crowbar. */
  forceDoor(): void {
    this.doorOpen = true
    this.bolt.door(false)
  }

  shutDoor(): void {
    this.doorOpen = false
    this.soon(millis(LIMITS.DOOR_CLOSED_DEBOUNCE_MS), () => {
      if (!this.doorOpen) this.bolt.door(true)
    })
  }

  /** The inside button, for a moment. */
  egress(): void {
    this.pressed = true
    this.bolt.letOut()
    this.soon(millis(100), () => {
      this.pressed = false
      this.tell()
    })
  }

  pressPairing(on: boolean): void {
    this.pairing = on
    this.tell()
  }

  type(keys: string): void {
    for (const key of keys) if (this.plugged) this.emit({ kind: 'key', key })
  }

  jam(on: boolean): void {
    this.bolt.jammed = on
  }

  /** The mechanical key, or the thumb-turn. */
  turn(to: 'home' | 'out'): void {
    this.bolt.turn(to)
  }

  fault(name: RigFault, on: boolean): void {
    if (on) this.faults.add(name)
    else this.faults.delete(name)
    this.tell()
  }

  /** The chip starts anew, the cable stays: seen by the other side as a loss and a new connection. */
  reset(): void {
    this.unplug('the rig started anew')
    this.bolt.reset()
    this.plug()
  }

  unplug(why = 'the cable was pulled'): void {
    if (!this.plugged) return
    this.plugged = false
    this.told = undefined
    this.emit({ kind: 'lost', why })
    // The microcontroller misses its heartbeat and locks by itself.
    this.soon(millis(LIMITS.LINK_SILENCE_MS), () => {
      if (!this.plugged && this.bolt.unlockId !== 0) this.bolt.lock('link-lost')
    })
  }

  plug(): void {
    if (this.plugged) return
    this.plugged = true
    this.emit({ kind: 'connected', firmware: this.firmware })
    this.tell()
  }

  private tellNow(listener: (event: RigEvent) => void): void {
    if (!this.plugged || !this.listeners.has(listener)) return
    listener({ kind: 'connected', firmware: this.firmware })
    if (this.told) listener({ kind: 'reading', reading: this.told })
  }

  private soon(span: Millis, call: () => void): void {
    const cancel = this.clock.after(span, () => {
      this.timers.delete(cancel)
      call()
    })
    this.timers.add(cancel)
  }

  private tell(): void {
    if (!this.plugged) return
    const { position, moved, unlockId, remaining, waitingForDoor, doorShut, faultJam } = this.bolt
    const faults = [...this.faults, ...(faultJam && !this.faults.has('jam') ? ['jam' as const] : [])]
    this.told = {
      bolt: position,
      leaf: doorShut ? 'shut' : 'open',
      egress: this.pressed,
      pairing: this.pairing,
      moved,
      unlockId,
      remaining,
      waitingForDoor,
      supplyMillivolts: faults.includes('supply-low') ? 4000 : 5000,
      railMillivolts: this.powered.camera ? 5000 : 0,
      faults,
    }
    this.emit({ kind: 'reading', reading: this.told })
  }

  private emit(event: RigEvent): void {
    for (const listener of [...this.listeners]) listener(event)
  }
}

export const createFakeRig = (clock: Clock, options?: FakeOptions): FakeRig => new FakeRig(clock, options)
