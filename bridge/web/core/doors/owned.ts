// Doors that say they are this owner's: asked of the bridge, believed of the doors. A door's id is its key's
// thumbprint, so a bridge can leave one out, and make none up but one that nobody paired.

import * as z from 'zod'
import { DoorIdSchema } from '#protocol/ids.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { thumbprintOf } from '#protocol/keys.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { openToken } from '#protocol/token.ts'
import type { DoorId, Thumbprint } from '#protocol/units.ts'
import type { Http } from '../app.ts'

const DoorsSchema = z.object({
  doors: z.array(z.object({ door: DoorIdSchema, ownership: z.string() })).max(1000),
})

export interface Owner {
  readonly owner: Thumbprint
  readonly bridge: Thumbprint
}

/** The door's key, when the token says that the door belongs to this owner and is reached by this bridge. */
export const doorOfOwnership = async (
  token: string,
  door: DoorId,
  { owner, bridge }: Owner,
): Promise<VerifyKey | undefined> => {
  const opened = await openToken(OWNERSHIP, token)
  if (!opened.ok) return undefined
  const { claims, signer } = opened
  if (signer.thumbprint !== door || claims.iss !== door || claims.bridge !== bridge) return undefined
  return (await thumbprintOf(claims.owner)) === owner ? signer : undefined
}

export const ownedDoors = async (http: Pick<Http, 'json'>, owner: Owner): Promise<readonly VerifyKey[]> => {
  const { doors } = DoorsSchema.parse(await http.json('/api/doors'))
  const keys = await Promise.all(doors.map(({ door, ownership }) => doorOfOwnership(ownership, door, owner)))
  return keys.filter((key) => key !== undefined)
}
