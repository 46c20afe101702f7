// Whose turn it is. Pure: a clip being recorded before all others, then the newest; a clip's things one at a time,
// so that what the service has of it has no gap; and older footage never next to a picture of this very moment.

import type { ClipId } from '#protocol/units.ts'
import type { Waiting } from './outbox.ts'

/** Requests at a time; each holds one part in memory. */
export const IN_FLIGHT_MOST = 2
/** Of clips that are not being recorded any more: the other place is free at once when somebody knocks. */
const OLD_MOST = 1

/**
 * @param waiting as the outbox orders it
 * @param busy clips of which something is in flight; true: it is being recorded
 * @param resting clips that must wait after a failure
 */
export const turnsOf = (
  waiting: readonly Waiting[],
  busy: ReadonlyMap<ClipId, boolean>,
  resting: ReadonlySet<ClipId>,
): readonly Waiting[] => {
  const chosen: Waiting[] = []
  const running = [...busy.values()].filter((recorded) => recorded).length
  const count = { old: busy.size - running, running }
  for (const one of waiting) {
    if (count.old + count.running >= IN_FLIGHT_MOST) break
    if (busy.has(one.clip) || resting.has(one.clip)) continue
    if (!one.running && (count.running > 0 || count.old >= OLD_MOST)) break
    chosen.push(one)
    count[one.running ? 'running' : 'old'] += 1
  }
  return chosen
}
