// Watches over what was admitted: answered in time, closed in time, the door still there. Pure; it moves nothing,
// it only finds what the owner must hear of (attack 3: a suppressed lock command leaves a visit open).

import type { Action } from '#protocol/grant.ts'
import type { Notice } from '#protocol/notice.ts'
import type { DoorId, Millis, RequestId } from '#protocol/units.ts'
import type { Step } from '../store/port.ts'

export interface Visit {
  readonly door: DoorId
  readonly act: Action
  /** Monotonic: when it was admitted, and when the bolt was measured out. */
  readonly since: Millis
  readonly opened: boolean
  /** The owner heard already that it is not as it should be. */
  readonly overdue: boolean
}

export type Visits = ReadonlyMap<RequestId, Visit>
export const NO_VISITS: Visits = new Map()

export interface VisitBounds {
  /** From admission to the first word of the door. */
  readonly answer: Millis
  /** From the bolt measured out to the visit closed. */
  readonly closed: Millis
}

export type VisitEvent =
  | { readonly kind: 'admitted'; readonly request: RequestId; readonly door: DoorId; readonly act: Action }
  | { readonly kind: 'step'; readonly request: RequestId; readonly step: Step }
  | { readonly kind: 'offline'; readonly door: DoorId }
  | { readonly kind: 'tick' }

/** What the owner of a door must hear. */
export interface Finding {
  readonly door: DoorId
  readonly notice: Notice['notice']
  readonly detail: string
}

export interface Watched {
  readonly visits: Visits
  readonly findings: readonly Finding[]
}

const nothing = (visits: Visits): Watched => ({ visits, findings: [] })

/** @returns the same visits when nothing changed */
export const watchVisits = (visits: Visits, event: VisitEvent, now: Millis, bounds: VisitBounds): Watched => {
  switch (event.kind) {
    case 'admitted': {
      const { door, act, request } = event
      return nothing(new Map(visits).set(request, { door, act, since: now, opened: false, overdue: false }))
    }
    case 'step':
      return nothing(stepped(visits, event.request, event.step, now))
    case 'offline':
      return wentOffline(visits, event.door)
    case 'tick':
      return ticked(visits, now, bounds)
  }
}

const ENDS: ReadonlySet<Step> = new Set(['closed', 'refused', 'failed', 'allowed'])

/** `locked` ends a request to lock; a visit goes on until the door is shut as well. Watching is no visit. */
const isOver = (step: Step, act: Action): boolean => ENDS.has(step) || (step === 'locked' && act !== 'unlock')

const stepped = (visits: Visits, request: RequestId, step: Step, now: Millis): Visits => {
  const visit = visits.get(request)
  if (!visit) return visits
  const changed = new Map(visits)
  if (isOver(step, visit.act)) changed.delete(request)
  else if (visit.opened) return visits
  else changed.set(request, { ...visit, since: now, opened: true, overdue: false })
  return changed
}

const wentOffline = (visits: Visits, door: DoorId): Watched => {
  const findings = [...visits].flatMap(([request, visit]) =>
    visit.door === door ? [{ door, notice: 'door_offline_in_visit' as const, detail: request }] : [],
  )
  return { visits, findings }
}

const ticked = (visits: Visits, now: Millis, bounds: VisitBounds): Watched => {
  const findings: Finding[] = []
  const changed = new Map(visits)
  for (const [request, visit] of visits) {
    const { door, since, opened } = visit
    const bound = opened ? bounds.closed : bounds.answer
    if (visit.overdue && now - since > bound + bounds.closed) changed.delete(request)
    if (visit.overdue || now - since <= bound) continue
    findings.push({ door, notice: opened ? 'visit_not_closed' : 'command_unanswered', detail: request })
    changed.set(request, { ...visit, overdue: true })
  }
  return findings.length > 0 || changed.size !== visits.size ? { visits: changed, findings } : nothing(visits)
}
