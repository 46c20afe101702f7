// What the camera is seen to do, on its way into the journal. A camera that flickers must not fill it.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { Happening } from '#protocol/entry.ts'
import { inBackground } from '../../background.ts'
import type { JournalPort } from '../../journal/port.ts'
import { fullBucket, take } from '../../visit/bucket.ts'

export interface Notes {
  /** Takes room for so many entries; false: none of them may be written now. */
  readonly room: (count: number) => boolean
  /** Writes, whatever room there is. */
  readonly append: (what: Happening) => void
}

interface NotesParts {
  readonly journal: Pick<JournalPort, 'append'>
  readonly clock: Pick<Clock, 'monotonic'>
  readonly log: Logger
}

export const createNotes = ({ journal, clock, log }: NotesParts): Notes => {
  let entries = fullBucket(clock.monotonic())
  return {
    room: (count) => {
      let bucket = entries
      for (let taken = 0; taken < count; taken += 1) {
        const next = take(bucket, clock.monotonic())
        if (!next.ok) return false
        bucket = next.bucket
      }
      entries = bucket
      return true
    },
    append: (what) => inBackground(journal.append(what), log, 'not journalled'),
  }
}
