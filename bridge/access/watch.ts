// Drives visits.ts: one clock tick a second, findings to the noticeboard.

import type { Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'
import type { Outstanding } from '../store/port.ts'
import type { Noticeboard } from './noticeboard.ts'
import { NO_VISITS, type VisitBounds, type VisitEvent, type Visits, watchVisits } from './visits.ts'

export interface Watch {
  see(event: VisitEvent): void
  stop(): void
}

/** @param left admitted and not over when the bridge last stopped: watched again from now */
export const startWatch = (
  clock: Clock,
  bounds: VisitBounds,
  notices: Noticeboard,
  left: readonly Outstanding[],
): Watch => {
  let visits: Visits = NO_VISITS
  const see = (event: VisitEvent): void => {
    const watched = watchVisits(visits, event, clock.monotonic(), bounds)
    visits = watched.visits
    for (const { door, notice, detail } of watched.findings) notices.post(door, notice, detail)
  }
  for (const { request, door, act, step } of left) {
    see({ kind: 'admitted', request, door, act })
    if (step) see({ kind: 'step', request, step })
  }
  const stop = clock.every(seconds(1), () => see({ kind: 'tick' }))
  return { see, stop }
}
