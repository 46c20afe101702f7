// Does a chain give its holder a standing at the door right now? What a holder may hear rests on this; what it may
// open rests on decide.ts, which asks for more (to whom a link is bound was settled when the holder connected).

import type { Chain } from '#protocol/chain.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import type { Revoked } from '#protocol/revocation.ts'
import { standing as standingOf } from '#protocol/standing.ts'
import { type EpochMs, millis, type Thumbprint } from '#protocol/units.ts'

/** What must be known of a door to judge who may say and hear what there. */
export interface DoorFacts {
  readonly owner: Thumbprint
  readonly revoked: Revoked
  readonly epochSeen: number
}

/** @returns why the chain gives no standing now; undefined when it does */
export const standing = (chain: Chain, door: DoorFacts, now: EpochMs): Refused | undefined =>
  chain.grants[0]?.iss === door.owner
    ? standingOf(chain, { now, lateTolerance: millis(0), revoked: door.revoked, epochSeen: door.epochSeen })
    : refuse('chain_broken', 'not of this owner')
