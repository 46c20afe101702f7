// The owner's revocation list: checked, made durable, in force here from that moment, and on its retained topic for
// the door. In turn with the decisions for the door, so that it is before or after an opening and never beside it.

import { type Refused, refuse } from '#protocol/refusals.ts'
import { REVOCATIONS, type RevocationClaims, revokedBy } from '#protocol/revocation.ts'
import { openToken } from '#protocol/token.ts'
import type { Verdict } from '../broker/port.ts'
import type { Desk } from './desk.ts'
import type { Door } from './door.ts'
import { dropReaders } from './room.ts'

export const takeRevocations = async (desk: Desk, door: Door, text: string): Promise<Verdict> => {
  const list = await opened(door, text)
  if ('ok' in list) return list
  return desk.turns.take(door.id, async () => {
    const current = desk.doors.get(door.id)
    if (current?.owner !== door.owner) return refuse('not_allowed', 'another owner')
    if (list.epoch <= current.revoked.epoch) {
      // The very same one may be said again. Any other would be lost, and whoever made it must not think it counts.
      const known = await desk.store.revocations.get(door.id)
      return known?.token === text ? 'taken' : refuse('not_allowed', 'a newer list is known')
    }
    if (!(await desk.store.revocations.replace({ door: door.id, token: text, epoch: list.epoch }))) return 'taken'
    current.revoked = revokedBy(list)
    dropReaders(desk)
    desk.log.info({ door: door.id, epoch: list.epoch }, 'revocation list in force')
    return 'forward'
  })
}

const opened = async (door: Door, text: string): Promise<RevocationClaims | Refused> => {
  const token = await openToken(REVOCATIONS, text, await door.ownerKey())
  if (!token.ok) return token
  const { claims } = token
  return claims.iss === door.owner && claims.aud === door.id ? claims : refuse('wrong_door')
}
