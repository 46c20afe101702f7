// Doors with holders, and requests of theirs that are good: made beforehand, so that only deciding is measured.

import type { Desk } from '#bridge/access/desk.ts'
import { type Door, noteChallenge } from '#bridge/access/door.ts'
import type { Peer } from '#bridge/connection/peer.ts'
import { freshId } from '#protocol/ids.ts'
import { OWNERSHIP } from '#protocol/ownership.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, epochMs, type RequestId } from '#protocol/units.ts'
import { makeChain, makePerson, makeRequest, type Person } from '../people.ts'

/** One holder's way to one door: chain opened before, as it is when the holder connects. */
export interface Way {
  readonly door: Door
  readonly peer: Peer
  readonly holder: Person
  readonly chain: readonly string[]
}

export interface Asked {
  readonly id: RequestId
  readonly holder: Person
  readonly peer: Peer
  readonly door: Door
  readonly text: string
}

const peerOf = (person: Person): Peer => {
  const { thumbprint } = person.key
  return { clientId: thumbprint, key: thumbprint, address: '127.0.0.1', unpaired: false, holding: undefined }
}

const makeDoor = async (desk: Desk, owner: Person): Promise<Door> => {
  const person = await makePerson()
  const id = person.key.thumbprint as DoorId
  const at = desk.clock.now()
  const claims = { v: 1 as const, iss: id, owner: owner.key.jwk, bridge: desk.bridge.thumbprint, at }
  const token = await signToken(OWNERSHIP, claims, person.key)
  const { jwk, thumbprint } = owner.key
  const door = await desk.doors.own(id, { token, doorKey: person.key.jwk, owner: thumbprint, ownerKey: jwk }, at)
  door.peer = peerOf(person)
  return door
}

/** @param length grants in each chain; every grant counts its uses */
export const makeWays = async (desk: Desk, doors: number, holders: number, length: number): Promise<Way[]> => {
  const owner = await makePerson()
  const ways: Way[] = []
  for (let at = 0; at < doors; at += 1) {
    const door = await makeDoor(desk, owner)
    for (let of = 0; of < holders; of += 1) {
      const people = await Promise.all(Array.from({ length }, makePerson))
      const holder = people[length - 1] ?? owner
      const now = epochMs(Date.now())
      const chain = await makeChain(owner, people, door.id, now, { uses: 10_000 })
      const opened = await desk.open(chain, { door: door.id, owner: await door.ownerKey() })
      if (!opened.ok) continue
      ways.push({
        door,
        holder,
        chain,
        peer: { ...peerOf(holder), holding: { door: door.id, chain: opened, barred: undefined } },
      })
    }
  }
  return ways
}

/** A fresh request for each way, over a challenge that the bridge has just heard. */
export const askAll = async (desk: Desk, ways: readonly Way[]): Promise<Asked[]> => {
  const nonces = new Map<Door, string>()
  for (const { door } of ways) {
    if (nonces.has(door)) continue
    const nonce = freshId()
    nonces.set(door, nonce)
    door.challenges = noteChallenge(door.challenges, nonce, desk.clock.monotonic())
  }
  return Promise.all(
    ways.map(async ({ door, peer, holder, chain }) => {
      const challenge = nonces.get(door) ?? ''
      const asking = { door: door.id, via: desk.bridge.thumbprint, challenge, chain, now: desk.clock.now() }
      return { door, peer, holder, ...(await makeRequest(holder, asking)) }
    }),
  )
}

/** The visits are over, as far as the bridge hears: a door has one at a time. */
export const closeAll = async ({ watch, store, clock }: Desk, asked: readonly Asked[]): Promise<void> => {
  for (const { door, id } of asked) watch.see({ kind: 'step', request: id, door: door.id, step: 'closed' })
  await Promise.all(asked.map(({ door, id }) => store.requests.answer(door.id, id, 'closed', clock.now())))
}
