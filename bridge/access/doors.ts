// All doors this bridge knows, in memory, with the store behind. What is decided at every delivery is looked up here.

import { HausrechtError } from '#protocol/fault.ts'
import { type PublicJwk, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { NOTHING_REVOKED, REVOCATIONS, type Revoked, revokedBy } from '#protocol/revocation.ts'
import { peekClaims } from '#protocol/token.ts'
import type { DoorId, EpochMs, Thumbprint } from '#protocol/units.ts'
import type { DoorRecord, Ownership, StorePort } from '../store/port.ts'
import type { Door } from './door.ts'

export interface Doors {
  get(id: string): Door | undefined
  all(): Iterable<Door>
  count(): number
  isOwner(key: Thumbprint): boolean
  /** Durable before it resolves. Another owner than before starts from nothing. */
  own(id: DoorId, ownership: Ownership, at: EpochMs): Promise<Door>
}

/** Reads what the store holds. */
export const openDoors = async (store: StorePort): Promise<Doors> => {
  const doors = new Map<string, Door>()
  const owned = new Map<Thumbprint, number>()
  const count = (owner: Thumbprint, by: 1 | -1): void => {
    const left = (owned.get(owner) ?? 0) + by
    if (left > 0) owned.set(owner, left)
    else owned.delete(owner)
  }
  const put = (door: Door): Door => {
    const before = doors.get(door.id)
    if (before) count(before.owner, -1)
    count(door.owner, 1)
    doors.set(door.id, door)
    return door
  }
  for (const record of await store.doors.all()) put(fromRecord(record))
  for (const { door: id, token } of await store.revocations.all()) {
    const door = doors.get(id)
    if (door) door.revoked = storedList(token)
  }
  return {
    get: (id) => doors.get(id),
    all: () => doors.values(),
    count: () => doors.size,
    isOwner: (key) => owned.has(key),
    own: async (id, ownership, at) => {
      await store.doors.own(id, ownership, at)
      const before = doors.get(id)
      const fresh = newDoor(id, ownership, before?.firstSeen ?? at)
      if (before?.owner !== ownership.owner)
        return put({ ...fresh, peer: before?.peer, challenges: before?.challenges ?? [] })
      return before
    },
  }
}

const once = (jwk: PublicJwk): (() => Promise<VerifyKey>) => {
  let key: Promise<VerifyKey> | undefined
  return () => {
    key ??= verifyKey(jwk)
    return key
  }
}

const newDoor = (id: DoorId, ownership: Ownership, firstSeen: EpochMs): Door => ({
  id,
  key: once(ownership.doorKey),
  ownerKey: once(ownership.ownerKey),
  owner: ownership.owner,
  firstSeen,
  revoked: NOTHING_REVOKED,
  epochSeen: 0,
  remoteOff: false,
  challenges: [],
  epochApplied: undefined,
  unwritable: false,
  peer: undefined,
})

const fromRecord = (record: DoorRecord): Door => ({
  ...newDoor(record.door, record.ownership, record.firstSeen),
  epochSeen: record.epochSeen,
  remoteOff: record.remoteOff,
})

/** Its signature was checked before it was stored. */
const storedList = (token: string): Revoked => {
  const claims = REVOCATIONS.schema.safeParse(peekClaims(token))
  if (!claims.success) {
    throw new HausrechtError('store_damaged', 'A stored revocation list cannot be read: restore the store from a copy.')
  }
  return revokedBy(claims.data)
}
