// When a bolt that should go home is late.

import { LIMITS } from '#hardware/contract/rig.ts'
import type { Millis } from '#protocol/units.ts'
import { RELOCK_BOUND } from './bounds.ts'
import type { VisitState } from './state.ts'

/** Shut, told to lock, and not measured home within the bound. The inside button keeps it out for its own time. */
export function isLate({ stage, egressAt }: VisitState, now: Millis): boolean {
  if (stage.is !== 'shutting' || now < stage.final) return false
  const heldOut = egressAt === undefined ? stage.since : Math.max(stage.since, egressAt + LIMITS.EGRESS_MS)
  return now >= Math.min(heldOut, Math.max(stage.since, stage.until)) + RELOCK_BOUND
}
