// A door to be reached, by whom and with what: the owner by a door one owns, a holder by a grant.

import { type SigningKey, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import type { DoorId } from '#protocol/units.ts'
import type { Context } from '../context.ts'
import { type Bundle, lastGrant } from '../home/bundle.ts'
import type { Bridge, DoorRecord } from '../home/doors.ts'

export interface Place {
  readonly door: DoorId
  readonly doorKey: VerifyKey
  readonly bridge: Bridge
  readonly bridgeKey: VerifyKey
  readonly key: SigningKey
  /** Empty for the owner in person. */
  readonly chain: readonly string[]
  /** The name one calls it by, or the beginning of its id. */
  readonly name: string
}

export const ownPlace = async (context: Pick<Context, 'home'>, door: DoorRecord): Promise<Place> => {
  const { key } = await context.home.keys.read(door.owner)
  const [doorKey, bridgeKey] = await Promise.all([verifyKey(door.key), verifyKey(door.bridge.key)])
  return { door: door.id, doorKey, bridge: door.bridge, bridgeKey, key, chain: [], name: door.name }
}

/** @returns `wrong_key` when none of one's own keys is the one it was made for */
export const heldPlace = async (context: Pick<Context, 'home'>, bundle: Bundle): Promise<Place | Refused> => {
  const { cnf, aud } = lastGrant(bundle.chain)
  const mine = (await context.home.keys.list()).find(({ key }) => key.thumbprint === cnf.jkt)
  if (!mine) return refuse('wrong_key')
  const [doorKey, bridgeKey] = await Promise.all([verifyKey(bundle.door), verifyKey(bundle.bridge.key)])
  if (doorKey.thumbprint !== aud) return refuse('wrong_door')
  const { bridge, chain } = bundle
  return { door: aud, doorKey, bridge, bridgeKey, key: mine.key, chain, name: aud.slice(0, 8) }
}

/** By `--grant` when it is given, else by `--door` or the only door there is. */
export const placeFrom = async (
  context: Context,
  { grant, door }: { readonly grant?: string | undefined; readonly door?: string | undefined },
): Promise<Place | Refused> =>
  grant === undefined
    ? ownPlace(context, await context.home.doors.find(door))
    : heldPlace(context, await context.home.held.read(grant, context.folder))
