// Drives visits.ts, door by door: one clock tick a second, findings to the noticeboard.

import type { Clock } from '#protocol/clock.ts'
import { type DoorId, seconds } from '#protocol/units.ts'
import type { Outstanding } from '../store/port.ts'
import type { Noticeboard } from './noticeboard.ts'
import { NO_VISITS, type VisitBounds, type VisitEvent, type Visits, watchVisits } from './visits.ts'

/** A step counts for the door that said it: request ids are chosen by whoever asks. */
export type Seen = VisitEvent extends infer Event
  ? Event extends { readonly kind: 'step' }
    ? Event & { readonly door: DoorId }
    : Event
  : never

export interface Watch {
  see(event: Seen): void
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
  const seeAt = (door: DoorId, event: VisitEvent): void => {
    const before = at.get(door) ?? NO_VISITS
    const { visits, findings } = watchVisits(before, event, clock.monotonic(), bounds)
    if (visits.size > 0) at.set(door, visits)
    else at.delete(door)
    for (const { notice, detail } of findings) notices.post(door, notice, detail)
  }
  const see: Watch['see'] = (event) => {
    if (event.kind === 'tick') for (const door of [...at.keys()]) seeAt(door, event)
    else seeAt(event.door, event)
  }
  for (const { request, door, act, step } of left) {
    see({ kind: 'admitted', request, door, act })
    if (step) see({ kind: 'step', request, door, step })
  }
  const stop = clock.every(seconds(1), () => see({ kind: 'tick' }))
  return { see, stop }
}
