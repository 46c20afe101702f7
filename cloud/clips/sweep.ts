// The rounds: deletes what is past its time, carries on what was broken off, tells a store that can expire objects by
// itself when to. Several instances may go round at once; each finds what the other has done.

import type { Logger } from 'pino'
import type { DoorId, EpochMs } from '#protocol/units.ts'
import type { Store } from '../store/port.ts'
import type { Catalogue } from './catalogue.ts'
import { type ClipPlace, gonePrefix, holdPrefix, SHELVES, shelfPrefix } from './layout.ts'
import type { Reads } from './reads.ts'
import type { Removal } from './removal.ts'
import { daysAfter, type Retention } from './retention.ts'

export interface SweepParts {
  readonly store: Store
  readonly catalogue: Catalogue
  readonly removal: Removal
  readonly retention: Retention
  readonly reads: Reads
  readonly log: Logger
  readonly now: () => EpochMs
}

/** The store's own rule comes a day after the round should have, which leaves a record. */
const BEHIND_DAYS = 1

export class Sweep {
  readonly #parts: SweepParts
  #running: Promise<void> | undefined
  #ending = false
  #saidNoExpiry = false

  constructor(parts: SweepParts) {
    this.#parts = parts
  }

  /** One round; joins the one under way. Faults are logged: the next round meets them again. */
  round(): Promise<void> {
    this.#running ??= this.#round()
      .catch((error: unknown) => this.#parts.log.error({ err: error }, 'a round over the clips was broken off'))
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  async end(): Promise<void> {
    this.#ending = true
    await this.#running
  }

  async #round(): Promise<void> {
    const { store, retention, reads, log, now } = this.#parts
    const doors = new Set<DoorId>()
    for (const place of [...SHELVES, 'doors']) {
      for await (const door of store.names(`${place}/`)) doors.add(door as DoorId)
    }
    const expiry = new Map<string, number>()
    for (const door of doors) {
      if (this.#ending) return
      try {
        const days = await retention.daysOf(door)
        expiry.set(shelfPrefix('clips', door), days + BEHIND_DAYS)
        await this.#door(door, days)
        await reads.clear(door, now())
      } catch (error) {
        // The other doors' clips have their time as well.
        log.error({ err: error }, "a round over one door's clips was broken off")
      }
    }
    await this.#expire(expiry)
  }

  async #door(door: DoorId, days: number): Promise<void> {
    const { catalogue, removal, log } = this.#parts
    const unsettled = await this.#unsettled(door)
    let deleted = 0
    for (const clip of await catalogue.ids(door)) {
      if (this.#ending) return
      const place = { door, clip }
      if (unsettled.has(clip)) await removal.settle(place)
      else if ((await this.#isOver(place, days)) && (await removal.delete(place, { why: 'retention' })).ok) deleted += 1
    }
    if (deleted > 0) log.info({ deleted }, 'clips past their time were deleted')
  }

  /** Clips whose deletion or move to another shelf was broken off. */
  async #unsettled(door: DoorId): Promise<Set<string>> {
    const { store } = this.#parts
    const [unsettled, holds] = await Promise.all([namesOf(store, gonePrefix(door)), namesOf(store, holdPrefix(door))])
    for await (const clip of store.names(shelfPrefix('held', door))) if (!holds.has(clip)) unsettled.add(clip)
    for await (const clip of store.names(shelfPrefix('clips', door))) if (holds.has(clip)) unsettled.add(clip)
    return unsettled
  }

  /** Never for a clip that does not say for certain when it began. */
  async #isOver(place: ClipPlace, days: number): Promise<boolean> {
    const began = await this.#parts.catalogue.beginOf(place)
    return began !== undefined && began > 0 && daysAfter(began, days) <= this.#parts.now()
  }

  async #expire(expiry: ReadonlyMap<string, number>): Promise<void> {
    const { store, log } = this.#parts
    if (store.expire === undefined || (await store.expire(expiry)) || this.#saidNoExpiry) return
    this.#saidNoExpiry = true
    log.info('the store does not expire objects by itself; the rounds of this service do it')
  }
}

const namesOf = async (store: Store, prefix: string): Promise<Set<string>> => {
  const names = new Set<string>()
  for await (const { key } of store.list(prefix)) names.add(key.slice(prefix.length))
  return names
}
