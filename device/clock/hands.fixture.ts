// Clocks for tests: the wall clock and the monotonic one, each moved by hand; timers go by the monotonic one.

import type { Clock } from '#protocol/clock.ts'
import { type EpochMs, epochMs, millis } from '#protocol/units.ts'

export interface HandClock extends Clock {
  /** Time goes by on both clocks; timers that come due are called. */
  pass(ms: number): void
  /** Sets the wall clock alone, as a time server or a thief would. */
  set(wall: number): void
}

interface Timer {
  due: number
  readonly each: number | undefined
  readonly call: () => void
}

export const handClock = (start: EpochMs): HandClock => {
  let wall: number = start
  let mono = 1000
  const timers = new Set<Timer>()
  const add = (span: number, each: number | undefined, call: () => void) => {
    const timer = { due: mono + span, each, call }
    timers.add(timer)
    return () => {
      timers.delete(timer)
    }
  }
  const fire = (end: number): boolean => {
    // Millions of times in a test of a week: no list is made, none is sorted.
    let next: Timer | undefined
    for (const timer of timers) if (timer.due <= end && (!next || timer.due < next.due)) next = timer
    if (!next) return false
    wall += Math.max(0, next.due - mono)
    mono = Math.max(mono, next.due)
    if (next.each === undefined) timers.delete(next)
    else next.due += next.each
    next.call()
    return true
  }
  return {
    now: () => epochMs(wall),
    monotonic: () => millis(mono),
    after: (span, call) => add(span, undefined, call),
    every: (span, call) => add(span, span, call),
    pass: (ms) => {
      const end = mono + ms
      while (fire(end));
      wall += end - mono
      mono = end
    },
    set: (to) => {
      wall = to
    },
  }
}
