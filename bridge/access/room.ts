// When connections become few: those go first whose key has no standing at any door, the oldest of them first. They
// were let in, since a door that is being paired is a stranger too; they have no claim to the place of others.

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

const hasStanding = ({ doors, clock }: Desk, { key, unpaired, holding }: Peer): boolean => {
  if (unpaired) return false
  if (doors.get(key) || doors.isOwner(key)) return true
  if (!holding || holding.barred) return false
  const door = doors.get(holding.door)
  return door !== undefined && !standing(holding.chain, door, clock.now())
}
