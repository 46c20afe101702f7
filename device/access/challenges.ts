// The door's fresh challenges: kept in memory only, so that no proof outlives a restart, and aged by the
// monotonic clock, so that no jump of the wall clock makes an old one young.

import { CHALLENGE, type ChallengeClaims } from '#protocol/challenge.ts'
import type { Clock } from '#protocol/clock.ts'
import { freshId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { CHALLENGE_LIFETIME, CHALLENGE_ROTATION } from '#protocol/limits.ts'
import { signToken } from '#protocol/token.ts'
import type { DoorId, EpochMs, Millis } from '#protocol/units.ts'

export interface Challenges {
  /** Makes, signs and remembers the next one. */
  next(at: EpochMs): Promise<string>
  /** The latest one while it is young, the next one otherwise: however often anybody asks, there are few. */
  current(at: EpochMs): Promise<string>
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
  let latest: { readonly token: Promise<string>; readonly at: Millis } | undefined
  const next = (at: EpochMs): Promise<string> => {
    forgetOld()
    const claims: ChallengeClaims = { v: 1, iss: door, chl: freshId(), at, life: CHALLENGE_LIFETIME }
    const now = clock.monotonic()
    made.set(claims.chl, now)
    const token = signToken(CHALLENGE, claims, key)
    latest = { token, at: now }
    return token
  }
  return {
    next,
    current: (at) => (latest && clock.monotonic() - latest.at < CHALLENGE_ROTATION ? latest.token : next(at)),
    ageOf: (nonce) => {
      const at = made.get(nonce)
      return at === undefined ? undefined : ((clock.monotonic() - at) as Millis)
    },
  }
}
