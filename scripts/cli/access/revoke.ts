// The owner's revocation list: the next one from the last one known, and the wait until the door has it.

import { HausrechtError } from '#protocol/fault.ts'
import { verifyKey } from '#protocol/keys.ts'
import { REVOKED_MOST } from '#protocol/limits.ts'
import { REVOCATIONS, type RevocationClaims } from '#protocol/revocation.ts'
import { openToken, signToken } from '#protocol/token.ts'
import { type EpochMs, type GrantId, seconds, type Thumbprint, toSeconds } from '#protocol/units.ts'
import type { DoorRecord } from '../home/doors.ts'
import { type DoorLine, openLine } from '../reach/line.ts'
import type { Place } from '../reach/place.ts'
import { fault } from '../spoken.ts'

/** Retained lists come at once after the subscription. */
const KNOWN_LIMIT = seconds(1)
const DOOR_LIMIT = seconds(10)

/** What is to be withdrawn. */
export type Withdrawal =
  | { readonly what: 'grant'; readonly grant: GrantId }
  | { readonly what: 'key'; readonly key: Thumbprint }
  | { readonly what: 'everybody' }

/** Ids whose grants are over need not be withdrawn any longer. */
export type IsOver = (grant: GrantId) => boolean

/** The list after this one. @throws SpokenError `revoked_too_many` */
export const nextList = (
  last: RevocationClaims | undefined,
  place: Place,
  withdrawal: Withdrawal,
  now: EpochMs,
  isOver: IsOver,
): RevocationClaims => {
  const epoch = (last?.epoch ?? 0) + 1
  const grants = (last?.grants ?? []).filter((grant) => !isOver(grant))
  const list: RevocationClaims = {
    v: 1,
    iss: place.key.thumbprint,
    aud: place.door,
    epoch,
    iat: toSeconds(now),
    grants: withdrawal.what === 'grant' ? [...new Set([...grants, withdrawal.grant])] : grants,
    keys: withdrawal.what === 'key' ? [...new Set([...(last?.keys ?? []), withdrawal.key])] : (last?.keys ?? []),
    before: last?.before ?? 0,
  }
  if (Math.max(list.grants.length, list.keys.length) > REVOKED_MOST)
    throw fault('revoked_too_many', { most: REVOKED_MOST })
  // Every grant issued so far has a lower epoch, so no single one needs to be named.
  return withdrawal.what === 'everybody' ? { ...list, grants: [], before: epoch } : list
}

/** The newest list there is: kept here, or known at the bridge (another machine of the owner's may have made it). */
const lastList = async (line: DoorLine, kept: string | undefined): Promise<RevocationClaims | undefined> => {
  const own = await verifyKey(line.place.key.jwk)
  const here = kept === undefined ? undefined : await openToken(REVOCATIONS, kept, own)
  const there = await line.wait((said) => (said.kind === 'revocations' ? said.claims : undefined), KNOWN_LIMIT)
  const mine = here?.ok === true ? here.claims : undefined
  return (there?.epoch ?? 0) > (mine?.epoch ?? 0) ? there : mine
}

export interface Revoked {
  readonly list: RevocationClaims
  readonly token: string
  /** Did the door itself say that it has it? Else it learns when it connects, or from the next visitor. */
  readonly applied: boolean
}

const TRIES = 4
const isLinkFault = (error: unknown): boolean => error instanceof HausrechtError && error.code.startsWith('link_')

/**
 * Makes the next list, hands it to the bridge (which keeps it for the door) and waits for the door's own word. The
 * bridge takes no list beside a newer one: then another machine was quicker, and the next one builds on its list.
 */
export const revoke = async (...asked: Parameters<typeof tryOnce>): Promise<Revoked> => {
  for (let tries = 1; ; tries++) {
    try {
      return await tryOnce(...asked)
    } catch (error) {
      if (tries >= TRIES || !isLinkFault(error)) throw error
    }
  }
}

const tryOnce = async (
  place: Place,
  door: Pick<DoorRecord, 'revocations'>,
  withdrawal: Withdrawal,
  now: () => EpochMs,
  isOver: IsOver,
): Promise<Revoked> => {
  const line = await openLine(place, ['presence', 'state', 'revocations'], now)
  try {
    const list = nextList(await lastList(line, door.revocations), place, withdrawal, now(), isOver)
    const token = await signToken(REVOCATIONS, list, place.key)
    await line.publish('revocations', token)
    const applied = await line.wait((said) => {
      if (said.kind === 'state') return said.claims.epoch >= list.epoch || undefined
      return said.kind === 'presence' && !said.claims.online ? false : undefined
    }, DOOR_LIMIT)
    return { list, token, applied: applied === true }
  } finally {
    await line.close()
  }
}
