// A clock that a test turns by hand; what is due runs in order as it is turned.

import type { Clock } from '#protocol/clock.ts'
import { epochMs, type Millis, millis } from '#protocol/units.ts'

export const NOON = epochMs(Date.UTC(2026, 5, 15, 12))

export interface Hands extends Clock {
  turn(by: Millis): void
  /** Timers that wait. */
  waiting(): number
}

export const createHands = (): Hands => {
  let now = 0
  const timers = new Set<{ at: number; call: () => void }>()
  const after: Clock['after'] = (span, call) => {
    const timer = { at: now + span, call }
    timers.add(timer)
    return () => timers.delete(timer)
  }
  return {
    now: () => epochMs(NOON + now),
    monotonic: () => millis(now),
    after,
    every: () => {
      throw new Error('not needed here')
    },
    turn: (by) => {
      const end = now + by
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.call()
      }
      now = end
    },
    waiting: () => timers.size,
  }
}
