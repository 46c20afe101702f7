// Whether a door is there: connected, known, and listening for commands. One connection a door; the newest counts.

import type { Presence } from '#protocol/notice.ts'
import { writeTopic } from '#protocol/topics.ts'
import type { DoorId } from '#protocol/units.ts'
import type { Peer } from '../connection/peer.ts'
import type { Desk } from './desk.ts'

const say = (desk: Desk, door: DoorId, online: boolean): Promise<void> => {
  const presence: Presence = { v: 1, online, at: desk.clock.now() }
  return desk.broker().publish(writeTopic('presence', { door }), JSON.stringify(presence), { retain: true })
}

/** A peer may have become a door that listens: it asked for commands, or said whose it is. */
export const doorArrived = async (desk: Desk, peer: Peer): Promise<void> => {
  const door = desk.doors.get(peer.key)
  if (!door || peer.unpaired || door.peer === peer) return
  if (!desk.broker().isSubscribed(peer, writeTopic('command', { door: door.id }))) return
  const former = door.peer
  door.peer = peer
  desk.absence.here(door.id)
  // What an earlier connection said it had applied may be forgotten by now: say it again if need be.
  door.epochApplied = undefined
  if (former) desk.broker().drop(former, 'door_replaced')
  await say(desk, door.id, true)
  await desk.store.doors.seen(door.id, desk.clock.now())
}

export const doorGone = async (desk: Desk, peer: Peer): Promise<void> => {
  const door = desk.doors.get(peer.key)
  if (!door || door.peer !== peer) return
  door.peer = undefined
  desk.watch.see({ kind: 'offline', door: door.id })
  desk.absence.gone(door.id, desk.clock.monotonic())
  await say(desk, door.id, false)
  await desk.store.doors.seen(door.id, desk.clock.now())
}

/** Asked now and then: which doors have been away for long? */
export const tellAway = ({ absence, clock, doors, push }: Desk): void => {
  for (const id of absence.long(clock.monotonic())) {
    const door = doors.get(id)
    if (door && !door.peer) push.see(door.owner, { kind: 'away', door: id, at: clock.now() })
  }
}
