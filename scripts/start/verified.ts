// The journal checked twice: the door's own files and the bridge's copy, and the one against the other.

import { verifyJournal } from '#device/journal/verify.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { fromBridge } from '#scripts/cli/journal/source.ts'
import type { House } from './house.ts'
import { now, type People } from './people.ts'

const TRIES = 100
const EACH = 150

export interface Verified {
  readonly entries: number
  /** Last entry that both have. */
  readonly n: number
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** @throws HausrechtError `journal_broken` */
export const verifyBoth = async ({ layout }: House, { place }: People): Promise<Verified> => {
  const own = await verifyJournal(layout.device.journal, place.doorKey)
  if (!own.ok) throw new HausrechtError('journal_broken', `The door's own journal, line ${own.line}: ${own.code}`)
  for (let tries = 1; ; tries += 1) {
    const copy = await verifyJournal(fromBridge(place, now), place.doorKey, { head: own.head })
    if (copy.ok) return { entries: own.entries, n: own.head.n }
    // The last lines may still be on their way.
    if (copy.code !== 'journal_cut' || tries === TRIES) {
      throw new HausrechtError('journal_broken', `The bridge's copy, line ${copy.line}: ${copy.code} (${copy.detail})`)
    }
    await pause(EACH)
  }
}
