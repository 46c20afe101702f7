// Orders of the owner: signed over the challenge of now. The door's journal says that one was obeyed; it has no other
// answer.

import type { Happening } from '#protocol/entry.ts'
import { freshRequestId } from '#protocol/ids.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { ORDER, type OrderClaims } from '#protocol/order.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, type RequestId, toSeconds } from '#protocol/units.ts'

type What = OrderClaims['what']

/** Does the entry hold everything that was asked for? Settings come whole, orders name a few. */
const holds = (whole: object, asked: object): boolean =>
  Object.entries(asked).every(
    ([name, value]) =>
      value === undefined ||
      JSON.stringify(Object.entries(whole).find(([key]) => key === name)?.[1]) === JSON.stringify(value),
  )

/** Is this the entry by which the door says that it obeyed? */
export const isObeyed = (what: What, entry: Happening): boolean => {
  switch (what.kind) {
    case 'remote':
      return entry.kind === 'remote' && entry.off === what.off
    case 'camera':
      return entry.kind === 'camera_set' && holds(entry.settings, what.set)
    case 'live':
      return entry.kind === 'live_set' && holds(entry.settings, what.set)
    case 'pin':
      return entry.kind === 'pin_set' && entry.slot === what.slot
    case 'pin_removed':
      return entry.kind === 'pin_removed' && entry.slot === what.slot
  }
}

export const makeOrder = async (
  { key, door, now }: { readonly key: SigningKey; readonly door: DoorId; readonly now: EpochMs },
  what: What,
  chl: string,
): Promise<{ readonly id: RequestId; readonly token: string }> => {
  const id = freshRequestId()
  const claims = { v: 1 as const, jti: id, iss: key.thumbprint, aud: door, iat: toSeconds(now), chl, what }
  return { id, token: await signToken(ORDER, claims, key) }
}
