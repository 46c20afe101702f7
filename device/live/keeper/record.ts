// What is written down of watching and talking. A viewer who toggles must not fill the journal; and nothing is heard
// that is not written down, so who finds no room for an entry is hushed.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { RequestId } from '#protocol/units.ts'
import { inBackground } from '../../background.ts'
import type { JournalPort } from '../../journal/port.ts'
import { fullBucket, take } from '../../visit/bucket.ts'
import type { SessionEffect } from './sessions.ts'

export interface Record {
  live(effect: Extract<SessionEffect, { do: 'journal_live' }>): void
  talk(effect: Extract<SessionEffect, { do: 'journal_talk' }>): void
}

interface RecordParts {
  readonly journal: Pick<JournalPort, 'append'>
  readonly clock: Pick<Clock, 'monotonic'>
  readonly log: Logger
  /** Ends what this session says and hears: it could not be written down. */
  readonly hush: (sid: RequestId) => void
}

export const createRecord = ({ journal, clock, log, hush }: RecordParts): Record => {
  /** The owner has its own: no holder can use it up. */
  const talks = { owner: fullBucket(clock.monotonic()), holders: fullBucket(clock.monotonic()) }
  /** Begun in the journal, so that their end belongs there too. */
  const open = new Set<string>()
  const nameOf = (sid: RequestId, what: string): string => `${what} ${sid}`
  const room = (whose: keyof typeof talks): boolean => {
    const taken = take(talks[whose], clock.monotonic())
    talks[whose] = taken.bucket
    return taken.ok
  }
  return {
    // Bounded by the requests that allowed it, each of which is an entry.
    live: ({ step, session, lasted }) => {
      const { sid: request, chain, way } = session
      const more = { ...(way === undefined ? {} : { way }), ...(lasted === undefined ? {} : { lasted }) }
      inBackground(
        journal.append({ kind: 'live', step, request, holder: chain.holder, ...more }),
        log,
        'not journalled',
      )
    },
    talk: ({ sid, what, on, owner }) => {
      const name = nameOf(sid, what)
      if (!on && !open.delete(name)) return
      if (on && !room(owner ? 'owner' : 'holders')) return hush(sid)
      if (on) open.add(name)
      const written = journal.append({ kind: 'talk', what, on, request: sid })
      if (on) {
        written.catch(() => {
          open.delete(name)
          hush(sid)
        })
      }
      inBackground(written, log, 'not journalled')
    },
  }
}
