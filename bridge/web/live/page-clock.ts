// The page's real clock. `performance.now()` stands still in some browsers while a computer sleeps; the wall clock does
// not, and whoever must know asks both.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { epochMs, type Millis, millis } from '#protocol/units.ts'

export const pageClock = (): Clock => ({
  now: () => epochMs(Date.now()),
  monotonic: () => millis(performance.now()),
  after: (span: Millis, call: () => void): Cancel => {
    const timer = setTimeout(call, span)
    return () => clearTimeout(timer)
  },
  every: (span: Millis, call: () => void): Cancel => {
    const timer = setInterval(call, span)
    return () => clearInterval(timer)
  },
})
