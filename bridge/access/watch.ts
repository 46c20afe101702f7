// Drives visits.ts, door by door: one clock tick a second, findings to the noticeboard.

import type { Clock } from '#protocol/clock.ts'
import { type DoorId, type RequestId, seconds } from '#protocol/units.ts'
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
  const at = new Map<DoorId, Visits>()
  const doorOf = new Map<RequestId, DoorId>()
  const seeAt = (door: DoorId, event: VisitEvent): void => {
    const before = at.get(door) ?? NO_VISITS
    const { visits, findings } = watchVisits(before, event, clock.monotonic(), bounds)
    if (visits !== before) {
      if (visits.size > 0) at.set(door, visits)
      else at.delete(door)
      for (const request of before.keys()) if (!visits.has(request)) doorOf.delete(request)
      for (const request of visits.keys()) doorOf.set(request, door)
    }
    for (const { notice, detail } of findings) notices.post(door, notice, detail)
  }
  const see = (event: VisitEvent): void => {
    if (event.kind === 'tick') for (const door of [...at.keys()]) seeAt(door, event)
    else {
      const door = event.kind === 'step' ? doorOf.get(event.request) : event.door
      if (door !== undefined) seeAt(door, event)
    }
  }
  for (const { request, door, act, step } of left) {
    see({ kind: 'admitted', request, door, act })
    if (step) see({ kind: 'step', request, step })
  }
  const stop = clock.every(seconds(1), () => see({ kind: 'tick' }))
  return { see, stop }
}
