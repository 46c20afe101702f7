// Token buckets, one for each of many: how often somebody may do something. Bounded: whoever was seen longest ago is
// forgotten first.

import type { Millis } from '#protocol/units.ts'
import { Recent } from '../recent.ts'

/** `burst` at once, then so many a second. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

export class Buckets {
  readonly #rate: Rate
  readonly #levels: Recent<{ readonly level: number; readonly at: Millis }>

  constructor(rate: Rate, most = 10_000) {
    this.#rate = rate
    this.#levels = new Recent(most)
  }

  has(who: string, now: Millis): boolean {
    return this.#levelOf(who, now) >= 1
  }

  /** @returns whether there was one left */
  take(who: string, now: Millis): boolean {
    const level = this.#levelOf(who, now)
    if (level < 1) return false
    this.#levels.set(who, { level: level - 1, at: now })
    return true
  }

  #levelOf(who: string, now: Millis): number {
    const { burst, perSecond } = this.#rate
    const known = this.#levels.get(who)
    return known === undefined ? burst : Math.min(burst, known.level + (Math.max(0, now - known.at) * perSecond) / 1000)
  }
}
