// A chain: grants from the owner's down to the holder's, each signed by the holder of the one before and
// only narrowing it. Checks signatures and form; whether it holds now is decide.ts's business.

import { GRANT, type GrantClaims, widening } from './grant.ts'
import { chainHash } from './hash.ts'
import type { VerifyKey } from './keys.ts'
import { CHAIN_MOST } from './limits.ts'
import { type Refused, refuse } from './refusals.ts'
import { openToken } from './token.ts'
import type { DoorId, Hash, Thumbprint } from './units.ts'

export interface Chain {
  readonly ok: true
  /** From the owner's to the holder's; empty when the owner acts without a grant. */
  readonly grants: readonly GrantClaims[]
  /** Whose key must make the proof. */
  readonly holder: Thumbprint
  readonly hash: Hash
}

/** What a chain must start from. */
export interface Root {
  readonly door: DoorId
  readonly owner: VerifyKey
}

export { chainHash }

const openLink = async (token: string, root: Root, parent: GrantClaims | undefined): Promise<GrantClaims | Refused> => {
  const opened = await openToken(GRANT, token, parent ? undefined : root.owner)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  const expected = parent ? parent.cnf.jkt : root.owner.thumbprint
  if (claims.iss !== expected || signer.thumbprint !== expected) return refuse('chain_broken', 'signer')
  if (claims.aud !== root.door) return refuse('wrong_door')
  if (!parent) return claims
  if (!parent.link && parent.dlg === 0) return refuse('not_delegable')
  const wider = widening(claims, parent)
  return wider === undefined ? claims : refuse('chain_widens', wider)
}

/**
 * Opens every grant of a chain. No grant at all means the owner in person.
 * @returns the chain, or the refusal of the first grant that does not follow
 */
export const openChain = async (tokens: readonly string[], root: Root): Promise<Chain | Refused> => {
  if (tokens.length > CHAIN_MOST) return refuse('chain_too_long')
  const grants: GrantClaims[] = []
  for (const token of tokens) {
    const grant = await openLink(token, root, grants.at(-1))
    if ('ok' in grant) return grant
    if (grants.some((earlier) => earlier.jti === grant.jti)) return refuse('chain_broken', 'same id twice')
    grants.push(grant)
  }
  const last = grants.at(-1)
  return { ok: true, grants, holder: last ? last.cnf.jkt : root.owner.thumbprint, hash: await chainHash(tokens) }
}
