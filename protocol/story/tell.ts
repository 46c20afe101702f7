// From journal entries to stories. Entries come in their order; each goes into one story, an open one or a new one.

import type { Entry } from '../entry.ts'
import { note, nothingOpen, type Open, toRunning, toVisit } from './open.ts'
import { alarm, camera, film, filmEnded, outage, watched } from './seen.ts'
import type { Story } from './story.ts'
import { closed, intent, moved, refused } from './visits.ts'

/** Puts one entry into a story. */
const take = (open: Open, entry: Entry): void => {
  const { what } = entry
  switch (what.kind) {
    case 'intent':
      intent(open, { ...entry, what })
      break
    case 'refused':
      refused(open, entry, what)
      break
    case 'pin':
      if (what.step === 'right') note(open, entry)
      else refused(open, entry, { code: what.step === 'wrong' ? 'pin_wrong' : 'pin_locked' })
      break
    case 'opened': {
      const isOfVisit = toVisit(open, what.request, entry, () => ({ opened: entry.at, openedAfter: what.after }))
      if (!isOfVisit) note(open, entry)
      break
    }
    case 'closed':
      closed(open, { ...entry, what })
      break
    case 'leaf':
    case 'bolt':
      moved(open, entry, false)
      break
    case 'egress':
      moved(open, entry, true)
      break
    case 'alarm':
      alarm(open, { ...entry, what })
      break
    case 'clip':
      film(open, { ...entry, what })
      break
    case 'clip_ended':
    case 'footage_dropped':
      filmEnded(open, { ...entry, what })
      break
    case 'rig':
    case 'link':
      outage(open, entry, what.kind, !what.connected)
      break
    case 'camera':
      camera(open, { ...entry, what })
      break
    case 'live':
    case 'talk':
      watched(open, { ...entry, what })
      break
    case 'paired':
    case 'pairing':
    case 'revocations':
    case 'behind':
    case 'remote':
    case 'pin_set':
    case 'pin_removed':
    case 'camera_set':
    case 'live_set':
      open.shelf.begin({ kind: 'change', what }, entry)
      break
    case 'genesis':
    case 'boot':
    case 'clock':
    case 'camera_power':
    case 'oddity':
      if (!toRunning(open, entry)) note(open, entry)
      break
  }
}

export interface Teller {
  /**
   * All that is held, the oldest first; it may have grown at either end since the last time.
   * @returns stories in the order of their first entries; the same array when nothing is new, and the same object for
   *   a story to which nothing was added
   */
  read(entries: readonly Entry[]): readonly Story[]
}

export const createTeller = (): Teller => {
  let open = nothingOpen()
  let [first, next, count] = [-1, -1, 0]
  let told: readonly Story[] = []
  return {
    read: (entries) => {
      const begins = entries[0]?.n ?? -1
      // What grew in front may belong to what was told already: all of it is told again.
      if (begins !== first || entries.length < count || (count > 0 && entries[count - 1]?.n !== next - 1)) {
        open = nothingOpen()
        count = 0
      } else if (entries.length === count) return told
      for (const entry of entries.slice(count)) take(open, entry)
      first = begins
      count = entries.length
      next = (entries.at(-1)?.n ?? -1) + 1
      told = [...open.shelf.all()]
      return told
    },
  }
}
