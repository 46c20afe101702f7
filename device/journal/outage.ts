// A time in which the journal cannot be written, as on a full card: shown as an alarm, tried again until it is over, and
// then written down itself, with how much is missing. Nothing that was refused is written later: nobody acted on it.

import type { Logger } from 'pino'
import type { Cancel, Clock } from '#protocol/clock.ts'
import type { Happening } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { Alarm } from '#protocol/state.ts'
import { type Millis, seconds } from '#protocol/units.ts'
import type { Journal } from './journal.ts'
import type { JournalPort, Written } from './port.ts'

const ALARM = 'journal_unwritable' satisfies Alarm
const TRY_EACH = seconds(5)

export interface Outage {
  /** `journal_unwritable` while it lasts. */
  alarms(): readonly Alarm[]
  listen(listener: () => void): Cancel
}

export const NO_OUTAGE: Outage = { alarms: () => [], listen: () => () => undefined }

export interface OutageParts {
  readonly journal: Pick<Journal, 'append' | 'memory' | 'failure'>
  readonly clock: Pick<Clock, 'monotonic' | 'every'>
  readonly log: Pick<Logger, 'error' | 'warn'>
}

class Watched implements Outage {
  readonly #parts: OutageParts
  readonly #listeners = new Set<() => void>()
  readonly #untick: Cancel
  #since: Millis | undefined
  #missing = 0
  #trying = false
  #closed = false

  constructor(parts: OutageParts) {
    const { journal, clock } = parts
    this.#parts = parts
    if (journal.failure) this.#begin(journal.failure)
    // One that a life before did not see the end of.
    else if (journal.memory().alarms.includes(ALARM)) this.#since = clock.monotonic()
    this.#untick = clock.every(TRY_EACH, () => this.#try())
  }

  alarms(): readonly Alarm[] {
    return this.#since === undefined ? [] : [ALARM]
  }

  listen(listener: () => void): Cancel {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async append(what: Happening): Promise<Written> {
    try {
      const written = await this.#parts.journal.append(what)
      this.#try()
      return written
    } catch (error) {
      if (!this.#closed && error instanceof HausrechtError && error.code === 'journal_failed') {
        this.#missing += 1
        if (this.#since === undefined) this.#begin(error)
      }
      throw error
    }
  }

  close(): void {
    this.#closed = true
    this.#untick()
    this.#listeners.clear()
  }

  #begin(error: HausrechtError): void {
    this.#since = this.#parts.clock.monotonic()
    this.#parts.log.error({ err: error }, 'the journal cannot be written: the door opens for nobody until it can')
    this.#changed()
  }

  #try(): void {
    const since = this.#since
    if (since === undefined || this.#trying) return
    this.#trying = true
    this.#end(since)
      // Not over yet.
      .catch(() => undefined)
      .finally(() => {
        this.#trying = false
      })
  }

  /** All of it in one write: with half of it the alarm would stay. */
  async #end(since: Millis): Promise<void> {
    const { journal, clock, log } = this.#parts
    const lasted = Math.round((clock.monotonic() - since) / 1000)
    const missing = this.#missing
    const entries: Happening[] = []
    if (!journal.memory().alarms.includes(ALARM)) entries.push({ kind: 'alarm', alarm: ALARM, on: true })
    if (missing > 0) entries.push({ kind: 'oddity', what: `${missing} entries could not be written in ${lasted} s` })
    entries.push({ kind: 'alarm', alarm: ALARM, on: false })
    await Promise.all(entries.map((what) => journal.append(what)))
    this.#missing -= missing
    this.#since = undefined
    log.warn({ lasted, missing }, 'the journal can be written again')
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** The same journal, and what becomes of it when the disk takes nothing. */
export const watchOutage = (
  parts: OutageParts & { readonly journal: Journal },
): { journal: JournalPort; outage: Outage } => {
  const { journal } = parts
  const outage = new Watched(parts)
  return {
    outage,
    journal: {
      head: () => journal.head(),
      memory: () => journal.memory(),
      append: (what) => outage.append(what),
      read: (from, most, maxBytes) => journal.read(from, most, maxBytes),
      listen: (listener) => journal.listen(listener),
      close: () => {
        outage.close()
        return journal.close()
      },
    },
  }
}
