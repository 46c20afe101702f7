// Takes the journal to the bridge: from where the bridge says it stands, in batches, one at a time, for as long
// as there is something it does not have.

import type { Logger } from 'pino'
import { JOURNAL_BYTES } from '#protocol/limits.ts'
import type { JournalHead } from '#protocol/notice.ts'
import type { JournalPort } from '../journal/port.ts'
import type { Link } from './link.ts'

const BATCH = 200

export interface Pump {
  /** The bridge has told how far it is. */
  from(head: JournalHead): void
  /** The bridge knows the door: from now on. */
  start(): void
  /** There is something new. */
  nudge(): void
  /** The link is gone: wait for the bridge to say again where it stands. */
  stop(): void
}

export const createPump = (journal: JournalPort, link: Pick<Link, 'say'>, log: Logger): Pump => {
  /** First entry the bridge lacks; undefined until it has said so. */
  let next: number | undefined
  let started = false
  let pumping = false
  let wanted = false

  const batch = async (): Promise<boolean> => {
    const from = next
    if (!started || from === undefined || from > journal.head().n) return false
    const lines = await journal.read(from, BATCH, JOURNAL_BYTES)
    if (lines.length === 0 || !(await link.say('journal', lines.join('\n')))) return false
    // Unless the bridge said something else meanwhile.
    if (next === from) next = from + lines.length
    return true
  }

  const pumpAll = async (): Promise<void> => {
    pumping = true
    try {
      // What is written while the last batch is on its way nudges in vain: look again.
      while (wanted) {
        wanted = false
        while (await batch());
      }
    } finally {
      pumping = false
    }
  }

  const pump = (): void => {
    wanted = true
    if (!pumping) pumpAll().catch((error: unknown) => log.error({ err: error }, 'the journal cannot be sent'))
  }

  return {
    from: (head) => {
      next = head.n + 1
      pump()
    },
    nudge: pump,
    start: () => {
      started = true
      pump()
    },
    stop: () => {
      started = false
      next = undefined
    },
  }
}
