// The real clock. Only `main` and tests with real sockets make one.

import { performance } from 'node:perf_hooks'
import type { Clock } from '#protocol/clock.ts'
import { epochMs, millis } from '#protocol/units.ts'

export const realClock = (): Clock => ({
  now: () => epochMs(Date.now()),
  monotonic: () => millis(performance.now()),
  after: (span, call) => {
    const timer = setTimeout(call, span)
    return () => clearTimeout(timer)
  },
  every: (span, call) => {
    const timer = setInterval(call, span)
    return () => clearInterval(timer)
  },
})
