// Pings of one session: that the door is there, and what its clock says.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { type EpochMs, type Millis, millis, seconds } from '#protocol/units.ts'
import { type DoorTime, doorNow, measure, tripOf, UNKNOWN_TIME } from './door-time.ts'

const EACH = seconds(1)
/** A few at once in the beginning: the quickest round trip tells the clock best. */
const FIRST = [0, 120, 350].map(millis)
/** Pings without their pong that are still waited for. */
const PENDING_MOST = 16

export interface Pulse {
  pong(id: number, door: EpochMs): void
  /** The door's clock; undefined: not measured yet. */
  door(): EpochMs | undefined
  trip(): Millis | undefined
  /** The page slept: what was measured before, and what is on its way, is worth nothing. */
  forget(): void
  stop(): void
}

/** @param jumped one of the two clocks was set */
export const createPulse = (clock: Clock, send: (id: number) => void, jumped: () => void): Pulse => {
  let time: DoorTime = UNKNOWN_TIME
  let last = 0
  const pending = new Map<number, Millis>()
  const ping = (): void => {
    last += 1
    pending.set(last, clock.monotonic())
    for (const id of pending.keys()) if (pending.size > PENDING_MOST) pending.delete(id)
    send(last)
  }
  const cancels: Cancel[] = [...FIRST.map((span) => clock.after(span, ping)), clock.every(EACH, ping)]
  return {
    pong: (id, door) => {
      const sent = pending.get(id)
      if (sent === undefined) return
      pending.delete(id)
      const measured = measure(time, { sent, received: clock.monotonic(), door })
      time = measured.time
      if (measured.jumped) jumped()
    },
    door: () => doorNow(time, clock.monotonic()),
    trip: () => tripOf(time),
    forget: () => {
      time = UNKNOWN_TIME
      pending.clear()
      ping()
    },
    stop: () => {
      for (const cancel of cancels) cancel()
    },
  }
}
