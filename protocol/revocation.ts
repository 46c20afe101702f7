// The owner's revocation list: an epoch that only grows, and what is withdrawn. Each list replaces the one before.

import * as z from 'zod'
import type { Chain } from './chain.ts'
import { DoorIdSchema, EpochSecondsSchema, GrantIdSchema, ThumbprintSchema } from './ids.ts'
import { REVOCATIONS_BYTES, REVOKED_MOST } from './limits.ts'
import type { TokenKind } from './token.ts'

const RevocationClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  aud: DoorIdSchema,
  /** Grows with every list; a list with an epoch not above the known one is ignored. */
  epoch: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  iat: EpochSecondsSchema,
  grants: z.array(GrantIdSchema).max(REVOKED_MOST),
  /** Keys that may do nothing any more, whatever grants they hold. */
  keys: z.array(ThumbprintSchema).max(REVOKED_MOST),
  /** Every grant issued at an epoch below this one is withdrawn: "everybody out". */
  before: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
})
export type RevocationClaims = z.infer<typeof RevocationClaimsSchema>

export const REVOCATIONS: TokenKind<RevocationClaims> = {
  typ: 'revocations+jwt',
  maxBytes: REVOCATIONS_BYTES,
  key: 'pinned',
  schema: RevocationClaimsSchema,
}

/** The list in force at one side, ready for look-ups. `epoch` 0: none yet. */
export interface Revoked {
  readonly epoch: number
  readonly before: number
  readonly grants: ReadonlySet<string>
  readonly keys: ReadonlySet<string>
}

export const NOTHING_REVOKED: Revoked = { epoch: 0, before: 0, grants: new Set(), keys: new Set() }

export const revokedBy = (list: RevocationClaims): Revoked => ({
  epoch: list.epoch,
  before: list.before,
  grants: new Set(list.grants),
  keys: new Set(list.keys),
})

/** Is any grant of the chain, or any key in it, withdrawn? */
export const isRevoked = (chain: Chain, revoked: Revoked): boolean =>
  chain.grants.some(
    (grant) => grant.epoch < revoked.before || revoked.grants.has(grant.jti) || revoked.keys.has(grant.cnf.jkt),
  )
