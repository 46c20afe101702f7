// A STATUS of the rig in the door's words. Pure.

import { LIMITS, type RigStatus } from '#hardware/contract/rig.ts'
import { millis } from '#protocol/units.ts'
import type { Reading } from './port.ts'

/** After a start the rig holds the door for open until the reed has settled: nothing of that is a measurement. */
const SETTLED_AFTER_MS = LIMITS.DOOR_CLOSED_DEBOUNCE_MS + 100

/** Undefined: the rig has only just started. */
export function readingOf(status: RigStatus): Reading | undefined {
  if (status.uptimeMs < SETTLED_AFTER_MS) return undefined
  return {
    bolt: status.bolt,
    leaf: status.doorOpen ? 'open' : 'shut',
    egress: status.egressPressed,
    pairing: status.pairingPressed,
    moved: status.reason,
    unlockId: status.id,
    remaining: millis(status.remainingMs),
    waitingForDoor: status.waitingForDoor,
    supplyMillivolts: status.supplyMv,
    railMillivolts: status.railMv,
    faults: status.faults,
  }
}

const UPTIME_WRAP = 2 ** 28
const WRAP_SLACK_MS = 60_000

/** Did the chip start anew between these two? */
export const startedAnew = (before: RigStatus, after: RigStatus): boolean =>
  after.uptimeMs < before.uptimeMs && before.uptimeMs < UPTIME_WRAP - WRAP_SLACK_MS
