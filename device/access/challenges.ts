// The door's fresh challenges: kept in memory only, so that no proof outlives a restart, and aged by the
// monotonic clock, so that no jump of the wall clock makes an old one young.

import { CHALLENGE, type ChallengeClaims } from '#protocol/challenge.ts'
import type { Clock } from '#protocol/clock.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { CHALLENGE_LIFETIME } from '#protocol/limits.ts'
import { signToken } from '#protocol/token.ts'
import type { DoorId, EpochMs, Millis } from '#protocol/units.ts'

export interface Challenges {
  /** Makes, signs and remembers the next one. */
  next(at: EpochMs): Promise<string>
  /** Age of one of ours that may still be answered; undefined for any other. */
  ageOf(nonce: string): Millis | undefined
}

export const createChallenges = (door: DoorId, key: SigningKey, clock: Clock): Challenges => {
  const made = new Map<string, Millis>()
  const forgetOld = (): void => {
    for (const [nonce, at] of made) {
      if (clock.monotonic() - at > CHALLENGE_LIFETIME * 2) made.delete(nonce)
    }
  }
  return {
    next: async (at) => {
      forgetOld()
      const claims: ChallengeClaims = { v: 1, iss: door, chl: freshId(), at, life: CHALLENGE_LIFETIME }
      made.set(claims.chl, clock.monotonic())
      return signToken(CHALLENGE, claims, key)
    },
    ageOf: (nonce) => {
      const at = made.get(nonce)
      return at === undefined ? undefined : ((clock.monotonic() - at) as Millis)
    },
  }
}
