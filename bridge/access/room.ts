// When connections become few: those go first whose key has no standing at any door, the oldest of them first. They
// were let in, since a door that is being paired is a stranger too; they have no claim to the place of others.

import { type ReaderClaims, readerStanding } from '#protocol/reader.ts'
import { millis } from '#protocol/units.ts'
import type { Peer } from '../connection/peer.ts'
import type { Desk } from './desk.ts'
import { standing } from './standing.ts'

/** Of all connections, before anybody has to go. */
const CROWDED = 3 / 4
export const LOOK_FOR_ROOM = millis(1000)

/** @param most connections that the broker takes in all */
export const makeRoom = (desk: Desk, most: number): void => {
  let over = desk.broker().connections() - Math.floor(most * CROWDED)
  if (over <= 0) return
  const going: Peer[] = []
  for (const peer of desk.peers.all()) {
    if (over <= 0) break
    if (hasStanding(desk, peer)) continue
    going.push(peer)
    over -= 1
  }
  for (const peer of going) desk.broker().drop(peer, 'made_room')
}

const hasStanding = (desk: Desk, peer: Peer): boolean => {
  const { doors, clock } = desk
  const { key, unpaired, holding, reading } = peer
  if (reading) return mayRead(desk, reading)
  if (unpaired) return false
  if (doors.get(key) || doors.isOwner(key)) return true
  if (!holding || holding.barred) return false
  const door = doors.get(holding.door)
  return door !== undefined && !standing(holding.chain, door, clock.now())
}

const mayRead = ({ doors, clock }: Desk, reading: ReaderClaims): boolean => {
  const door = doors.get(reading.door)
  return door !== undefined && !readerStanding(reading, { ...door, now: clock.now() })
}

/** Readers whose time is over, or whom the owner withdrew, go at once: they are deaf already. */
export const dropReaders = (desk: Desk): void => {
  for (const peer of [...desk.peers.all()]) {
    if (peer.reading && !mayRead(desk, peer.reading)) desk.broker().drop(peer, 'reader_over')
  }
}
