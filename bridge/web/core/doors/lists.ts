// The owner's next revocation list, from the one in force.

import { HausrechtError } from '#protocol/fault.ts'
import { REVOKED_MOST } from '#protocol/limits.ts'
import type { RevocationClaims } from '#protocol/revocation.ts'
import { type DoorId, type EpochMs, type Thumbprint, toSeconds } from '#protocol/units.ts'

export interface ListFacts {
  readonly owner: Thumbprint
  readonly door: DoorId
  readonly now: EpochMs
  /** The highest epoch that the door says it has applied. */
  readonly applied: number
}

/** @throws HausrechtError `revoked_too_many` */
export const nextList = (
  last: RevocationClaims | undefined,
  edit: (list: RevocationClaims) => RevocationClaims,
  { owner, door, now, applied }: ListFacts,
): RevocationClaims => {
  const iat = toSeconds(now)
  const none: RevocationClaims = { v: 1, iss: owner, aud: door, epoch: 0, iat, grants: [], keys: [], before: 0 }
  const base = last ?? none
  const epoch = Math.max(base.epoch, applied) + 1
  const edited = edit({ ...base, epoch, iat })
  const list = {
    ...edited,
    iss: owner,
    aud: door,
    epoch,
    iat,
    grants: [...new Set(edited.grants)],
    keys: [...new Set(edited.keys)],
    // "Everybody out" reaches no further than this list, or nobody could ever be let in again.
    before: Math.min(edited.before, epoch),
  }
  if (Math.max(list.grants.length, list.keys.length) <= REVOKED_MOST) return list
  throw new HausrechtError(
    'revoked_too_many',
    'Too much is withdrawn one by one: withdraw everything once, and give anew.',
  )
}
