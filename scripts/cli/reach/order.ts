// An order of the owner on its way to the door: at the door itself, or through the bridge.

import type { Happening } from '#protocol/entry.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { ORDER, type OrderClaims } from '#protocol/order.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { signToken } from '#protocol/token.ts'
import { type EpochMs, seconds, toSeconds } from '#protocol/units.ts'
import { localChallenge, refusalIn } from '../local/ask.ts'
import { openLocalLine } from '../local/line.ts'
import { fault } from '../spoken.ts'
import { challengeOn } from './ask.ts'
import { openLine } from './line.ts'
import type { Place } from './place.ts'

export type What = OrderClaims['what']
const DOOR_LIMIT = seconds(10)

const sign = ({ key, door }: Place, what: What, chl: string, now: EpochMs): Promise<string> =>
  signToken(ORDER, { v: 1, jti: freshRequestId(), iss: key.thumbprint, aud: door, iat: toSeconds(now), chl, what }, key)

/** At the door itself; it answers at once. */
export const orderLocally = async (
  place: Place,
  what: What,
  where: string,
  now: EpochMs,
): Promise<Refused | undefined> => {
  const line = await openLocalLine(where)
  try {
    const challenge = await localChallenge(line, place)
    if (typeof challenge !== 'string') return challenge
    const answer = await line.ask({ do: 'order', token: await sign(place, what, challenge, now) })
    const code = refusalIn(answer)
    if (code) return refuse(code)
    if (answer['ok'] !== true) throw fault('local_strange')
    return undefined
  } finally {
    line.close()
  }
}

/**
 * Through the bridge; the door's journal says that it was done.
 * @param isDone the entry by which the door says so
 */
export const orderThroughBridge = async (
  place: Place,
  what: What,
  isDone: (happening: Happening) => boolean,
  now: () => EpochMs,
): Promise<Refused | undefined> => {
  const line = await openLine(place, ['presence', 'challenge', 'journal'], now)
  try {
    const challenge = await challengeOn(line)
    if (typeof challenge !== 'string') return challenge
    await line.publish('order', await sign(place, what, challenge, now()))
    const heard = await line.wait((said) => {
      if (said.kind !== 'journal') return undefined
      return said.entries.some((entry) => isDone(entry.what)) || undefined
    }, DOOR_LIMIT)
    return heard ? undefined : refuse('timed_out')
  } finally {
    await line.close()
  }
}
