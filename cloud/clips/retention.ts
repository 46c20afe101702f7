// How many days a door's clips are kept: the owner's last signed word, else the service's default.

import { CLOUD_REQUEST } from '#protocol/clip/cloud.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, type EpochSeconds, later, millis } from '#protocol/units.ts'
import type { Store } from '../store/port.ts'
import { Turns } from '../store/turns.ts'
import { retentionKey } from './layout.ts'

const DAY = 86_400_000

export const daysAfter = (at: EpochMs, days: number): EpochMs => later(at, millis(days * DAY))

/** An owner's wish as it was signed. */
export interface Wish {
  readonly token: string
  readonly iat: EpochSeconds
}

export class Retention {
  readonly #store: Store
  readonly #fallback: number
  readonly #turns = new Turns()

  constructor(store: Store, fallback: number) {
    this.#store = store
    this.#fallback = fallback
  }

  async daysOf(door: DoorId): Promise<number> {
    return (await this.#kept(door))?.days ?? this.#fallback
  }

  /** @param wish by the owner, checked */
  set(door: DoorId, wish: Wish): Promise<{ readonly ok: true } | Refused> {
    return this.#turns.take(door, async () => {
      const before = await this.#kept(door)
      if (before !== undefined && before.iat > wish.iat) return refuse('token_stale', 'a newer wish is known')
      await this.#store.replace(retentionKey(door), Buffer.from(wish.token))
      return { ok: true } as const
    })
  }

  async #kept(door: DoorId): Promise<{ readonly days: number; readonly iat: EpochSeconds } | undefined> {
    const found = await this.#store.get(retentionKey(door))
    if (found === undefined) return undefined
    const opened = await openToken(CLOUD_REQUEST, found.bytes.toString('utf8'))
    if (!opened.ok || opened.claims.door !== door || opened.claims.days === undefined) return undefined
    return { days: opened.claims.days, iat: opened.claims.iat }
  }
}
