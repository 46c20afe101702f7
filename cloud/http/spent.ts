// Ids of wishes that changed something, for as long as their tokens would be taken: each is good once. Other
// instances do not know them; what a repeated wish can do there is bounded by its minute and by being the owner's own.

import { CLOUD_REQUEST_LIFETIME, SKEW_MOST } from '#protocol/limits.ts'
import type { EpochMs } from '#protocol/units.ts'

const MOST = 10_000
const KEPT = CLOUD_REQUEST_LIFETIME + 2 * SKEW_MOST

export class Spent {
  readonly #until = new Map<string, number>()

  /** @returns false when it was spent before, or when there is no room to remember it */
  spend(id: string, now: EpochMs): boolean {
    for (const [old, until] of this.#until) {
      if (until > now) break
      this.#until.delete(old)
    }
    if (this.#until.has(id) || this.#until.size >= MOST) return false
    this.#until.set(id, now + KEPT)
    return true
  }
}
