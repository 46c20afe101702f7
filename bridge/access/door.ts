// One door as the bridge sees it: whose it is, what is withdrawn, its latest challenges, and whether it listens.

import type { VerifyKey } from '#protocol/keys.ts'
import { CHALLENGE_LIFETIME } from '#protocol/limits.ts'
import type { Revoked } from '#protocol/revocation.ts'
import type { DoorId, EpochMs, Millis, Thumbprint } from '#protocol/units.ts'
import type { Peer } from '../connection/peer.ts'

export interface HeardChallenge {
  readonly nonce: string
  /** When it came, by the bridge's monotonic clock: no other clock has a say in how old it is. */
  readonly at: Millis
}

export interface Door {
  readonly id: DoorId
  /** Imported when first needed: thousands of doors must not hold up a start. */
  readonly key: () => Promise<VerifyKey>
  readonly ownerKey: () => Promise<VerifyKey>
  readonly owner: Thumbprint
  /** When this bridge first heard of it. */
  readonly firstSeen: EpochMs
  revoked: Revoked
  epochSeen: number
  remoteOff: boolean
  challenges: readonly HeardChallenge[]
  /** Revocation epoch the door itself says it has, on this connection. */
  epochApplied: number | undefined
  /** Its journal takes nothing, as its last state says: what happens there reaches nobody through it. */
  unwritable: boolean
  /** Connected and listening for commands. */
  peer: Peer | undefined
}

const CHALLENGES_MOST = 8

/** Expired ones stay a while, so that a late proof is told that it is late. */
export const noteChallenge = (
  known: readonly HeardChallenge[],
  nonce: string,
  now: Millis,
): readonly HeardChallenge[] => {
  // Said again, it is no younger.
  if (known.some((challenge) => challenge.nonce === nonce)) return known
  const recent = known.filter(({ at }) => now - at <= 4 * CHALLENGE_LIFETIME)
  return [...recent.slice(1 - CHALLENGES_MOST), { nonce, at: now }]
}

/** @returns undefined for a nonce that this door never said */
export const challengeAge = (known: readonly HeardChallenge[], nonce: string, now: Millis): Millis | undefined => {
  const heard = known.find((challenge) => challenge.nonce === nonce)
  return heard && ((now - heard.at) as Millis)
}
