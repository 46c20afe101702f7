// A door says whose it is. Nobody else can: the token carries the door's key, whose thumbprint is the topic's door and
// the key that this very connection has shown.

import { verifyKey } from '#protocol/keys.ts'
import { OWNERSHIP, type OwnershipClaims } from '#protocol/ownership.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { openToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import type { Verdict } from '../broker/port.ts'
import type { Ownership } from '../store/port.ts'
import type { Desk } from './desk.ts'
import { doorArrived } from './presence.ts'
import type { Saying } from './sayings.ts'
import { largestOf } from './sizes.ts'

export const takeOwnership = async (desk: Desk, { peer, topic, text }: Saying): Promise<Verdict> => {
  const opened = await openToken(OWNERSHIP, text)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  const id = claims.iss
  if (signer.thumbprint !== id || id !== topic.slots.door) return refuse('token_wrong_key')
  const ownership = await ownershipOf(desk, claims, text, signer.jwk)
  if ('ok' in ownership) return ownership
  const before = desk.doors.get(id)
  if (!before && desk.doors.count() >= desk.limits.doors) return refuse('rate_limited', 'too many doors')
  const door = await desk.doors.own(id, ownership, desk.clock.now())
  if (before && before.owner !== door.owner) {
    // The former owner's list means nothing under the new one, and its notices are its own.
    desk.notices.forget(id)
    await desk.broker().publish(writeTopic('revocations', { door: id }), '', { retain: true })
  }
  desk.broker().allow(peer, largestOf(['door', 'anyone']))
  for (const owner of desk.peers.of(door.owner)) desk.broker().allow(owner, largestOf(['owner', 'anyone']))
  await doorArrived(desk, peer)
  return 'forward'
}

const ownershipOf = async (
  desk: Desk,
  claims: OwnershipClaims,
  token: string,
  doorKey: Ownership['doorKey'],
): Promise<Ownership | Refused> => {
  if (claims.bridge !== desk.bridge.thumbprint) return refuse('wrong_bridge')
  try {
    const { thumbprint } = await verifyKey(claims.owner)
    if (desk.owners && !desk.owners.has(thumbprint)) return refuse('not_allowed', 'not an owner of this bridge')
    return { token, doorKey, owner: thumbprint, ownerKey: claims.owner }
  } catch {
    return refuse('token_wrong_key', "the owner's is no key")
  }
}
