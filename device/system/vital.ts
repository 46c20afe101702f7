// The two parts without which a door is none, seen from outside: its journal's writing and its asking for the rig.
// Each is wrapped, and does what it did.

import { seconds } from '#protocol/units.ts'
import type { Dial } from '../bolt/line.ts'
import type { BoltPort } from '../bolt/port.ts'
import type { JournalPort } from '../journal/port.ts'
import type { Pulses } from './pulse.ts'

/** A worn card stops for seconds while it moves blocks; more than this it does not come back from. */
const APPEND_MOST = seconds(20)
/** Readings come several times a second; without a rig it is asked for anew at least each ten seconds. */
const RIG_MOST = seconds(30)

/** The same journal, watched while it writes. */
export const watchedJournal = (journal: JournalPort, pulses: Pulses): JournalPort => {
  const writing = pulses.working('journal', APPEND_MOST)
  return {
    head: () => journal.head(),
    memory: () => journal.memory(),
    append: (what) => writing.watch(journal.append(what)),
    read: (from, most, maxBytes) => journal.read(from, most, maxBytes),
    listen: (listener) => journal.listen(listener),
    close: () => journal.close(),
  }
}

/** The same way to the rig; listens to the bolt that uses it. */
export const watchedRig = (pulses: Pulses): { dial(dial: Dial): Dial; listen(bolt: BoltPort): void } => {
  const asking = pulses.beating('rig', RIG_MOST)
  return {
    dial: (dial) => () => {
      asking.beat()
      return dial()
    },
    listen: (bolt) => {
      bolt.listen(() => asking.beat())
    },
  }
}
