// Who asks: the door's owner, by a wish signed a moment ago for this service and this act, or whoever holds the
// owner's share of one clip. A stranger does not learn whether there is such a door.

import { CLIP_SHARE, CLOUD_REQUEST, type CloudRequest } from '#protocol/clip/cloud.ts'
import { CLOUD_REQUEST_LIFETIME, SKEW_MOST } from '#protocol/limits.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import {
  type ClipId,
  type DoorId,
  type EpochMs,
  epochMs,
  fromSeconds,
  later,
  type Thumbprint,
} from '#protocol/units.ts'
import type { Doors } from '../clips/doors.ts'
import type { Spent } from './spent.ts'

export interface AskedParts {
  /** Thumbprint of this service's key. */
  readonly service: Thumbprint
  readonly doors: Doors
  readonly spent: Spent
  readonly now: () => EpochMs
}

export interface Asking {
  readonly authorization: string | undefined
  readonly door: DoorId
  readonly clip?: ClipId
  readonly acts: readonly CloudRequest['act'][]
  /** Is a share of the clip enough? */
  readonly shared?: boolean
}

export type Asked = {
  readonly ok: true
  /** The owner's thumbprint, or the id of the share. */
  readonly who: string
  readonly by: 'owner' | 'share'
  readonly token: string
  readonly claims?: CloudRequest
}

const HEADER = /^(Hausrecht|Hausrecht-Share) ([\w-]+\.[\w-]+\.[\w-]+)$/

export const askedBy = async (parts: AskedParts, asking: Asking): Promise<Asked | Refused> => {
  const [, scheme, token] = HEADER.exec(asking.authorization ?? '') ?? []
  if (token === undefined) return refuse('token_malformed', 'no authorization')
  if (scheme === 'Hausrecht') return byOwner(parts, asking, token)
  return asking.shared ? byShare(parts, asking, token) : refuse('not_allowed', 'a share reads only')
}

const byOwner = async (parts: AskedParts, { door, clip, acts }: Asking, token: string): Promise<Asked | Refused> => {
  const opened = await openToken(CLOUD_REQUEST, token)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  if (signer.thumbprint !== claims.iss) return refuse('token_wrong_key', 'iss')
  if (claims.aud !== parts.service) return refuse('token_wrong_key', 'for another service')
  if (!isFresh(claims.iat, parts.now())) return refuse('token_stale')
  if (!acts.includes(claims.act)) return refuse('wrong_action')
  if (claims.door !== door) return refuse('wrong_door')
  if (claims.clip !== undefined && claims.clip !== clip) return refuse('wrong_action', 'another clip')
  if ((await parts.doors.ownerOf(door)) !== claims.iss) return refuse('not_allowed')
  // Last, since it is remembered: only owners can make tokens that come this far.
  if (changes(claims.act) && !parts.spent.spend(claims.jti, parts.now())) return refuse('replayed')
  return { ok: true, who: claims.iss, by: 'owner', token, claims }
}

const changes = (act: CloudRequest['act']): boolean => act !== 'read' && act !== 'usage'

const isFresh = (iat: CloudRequest['iat'], now: EpochMs): boolean => {
  const at = fromSeconds(iat)
  // Dated in whole seconds, rounded down.
  return at <= later(now, SKEW_MOST) && now < later(epochMs(at + 1000), CLOUD_REQUEST_LIFETIME)
}

const byShare = async (parts: AskedParts, { door, clip }: Asking, token: string): Promise<Asked | Refused> => {
  const opened = await openToken(CLIP_SHARE, token)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  if (signer.thumbprint !== claims.iss) return refuse('token_wrong_key', 'iss')
  const now = parts.now()
  if (fromSeconds(claims.iat) > later(now, SKEW_MOST)) return refuse('token_stale')
  if (now >= fromSeconds(claims.exp)) return refuse('expired')
  if (claims.door !== door) return refuse('wrong_door')
  if (claims.clip !== clip) return refuse('wrong_action', 'another clip')
  if ((await parts.doors.ownerOf(door)) !== claims.iss) return refuse('not_allowed')
  return { ok: true, who: claims.jti, by: 'share', token }
}
