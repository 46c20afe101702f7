// Signing in: the bridge's nonce, signed by a key that owns a door here, for this bridge and this very origin.

import { type Refused, refuse } from '#protocol/refusals.ts'
import { SESSION } from '#protocol/session.ts'
import { openToken } from '#protocol/token.ts'
import type { Thumbprint } from '#protocol/units.ts'
import type { StorePort } from '../../store/port.ts'
import type { Nonces } from './nonces.ts'

export interface LoginParts {
  readonly bridge: Thumbprint
  readonly nonces: Nonces
  readonly doors: Pick<StorePort['doors'], 'ownedBy'>
  /** May this key sign in once more? */
  readonly mayEnter: (owner: Thumbprint) => boolean
}

/** `iat` decides nothing: the nonce is of a moment ago, and a phone's clock may be wrong by a day. */
export const login = async (
  { bridge, nonces, doors, mayEnter }: LoginParts,
  token: string,
  origin: string,
): Promise<{ readonly ok: true; readonly owner: Thumbprint } | Refused> => {
  const opened = await openToken(SESSION, token)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  if (signer.thumbprint !== claims.iss) return refuse('token_wrong_key', 'iss')
  if (claims.aud !== bridge) return refuse('wrong_bridge')
  if (claims.origin !== origin) return refuse('token_wrong_key', 'signed for another origin')
  if (!nonces.isGood(claims.jti)) return refuse('token_stale')
  if ((await doors.ownedBy(claims.iss)).length === 0) return refuse('not_allowed', 'owns no door here')
  if (!mayEnter(claims.iss)) return refuse('rate_limited')
  // Last, since it is remembered: strangers can sign without end, owners of doors cannot.
  return nonces.spend(claims.jti) ? { ok: true, owner: claims.iss } : refuse('replayed')
}
