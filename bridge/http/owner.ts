// Who asks: the owner of that door, by a connect token in the header (RFC 6750 §2.1), each good for one request.

import * as z from 'zod'
import type { Clock } from '#protocol/clock.ts'
import { openConnect } from '#protocol/connect.ts'
import { DoorIdSchema, ThumbprintSchema } from '#protocol/ids.ts'
import { CONNECT_LIFETIME, SKEW_MOST } from '#protocol/limits.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { peekClaims } from '#protocol/token.ts'
import { type DoorId, later, type Thumbprint } from '#protocol/units.ts'
import type { StorePort } from '../store/port.ts'

export interface OwnerParts {
  readonly bridge: Thumbprint
  readonly store: Pick<StorePort, 'doors' | 'spent'>
  readonly clock: Clock
  /** May this address try once more? */
  readonly mayTry: (address: string) => boolean
}

const IssuedSchema = z.looseObject({ iss: ThumbprintSchema })

/** @returns the door, when the token is its owner's, or why not; a stranger learns not even whether there is such a door */
export const askedByOwner = async (
  parts: OwnerParts,
  asked: { readonly door: string; readonly authorization: string | undefined; readonly address: string },
): Promise<{ readonly ok: true; readonly door: DoorId } | Refused> => {
  if (!parts.mayTry(asked.address)) return refuse('rate_limited')
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(asked.authorization ?? '') ?? []
  if (token === undefined) return refuse('token_malformed', 'no bearer token')
  // Only to know which key it must be by: openConnect checks that it is.
  const issued = IssuedSchema.safeParse(peekClaims(token))
  if (!issued.success) return refuse('token_malformed')
  const { iss } = issued.data
  const { bridge, clock, store } = parts
  const opened = await openConnect(token, { bridge, username: iss, clientId: iss, now: clock.now() })
  if (!opened.ok) return opened
  const door = DoorIdSchema.safeParse(asked.door)
  const record = door.success ? await store.doors.get(door.data) : undefined
  if (record?.ownership.owner !== iss) return refuse('door_unknown')
  // Last, since it is written down: strangers can make good tokens without end, owners of doors cannot.
  const until = later(later(clock.now(), CONNECT_LIFETIME), SKEW_MOST)
  return (await store.spent.spend(iss, opened.claims.jti, until)) ? { ok: true, door: record.door } : refuse('replayed')
}
