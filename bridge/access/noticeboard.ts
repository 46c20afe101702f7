// Tells owners what they should hear at once. Who is not there hears it when they come: the latest few are kept.

import type { Clock } from '#protocol/clock.ts'
import type { Notice } from '#protocol/notice.ts'
import { writeTopic } from '#protocol/topics.ts'
import type { DoorId } from '#protocol/units.ts'
import type { Broker } from '../broker/port.ts'
import type { Peer } from '../connection/peer.ts'
import type { Peers } from '../connection/peers.ts'
import type { Push } from '../push/push.ts'
import { bucketPer } from './bucket.ts'
import type { Doors } from './doors.ts'
import type { Tally } from './tally.ts'

export interface Noticeboard {
  post(door: DoorId, notice: Notice['notice'], detail: string): void
  /** The owner listens from now on. */
  read(peer: Peer, door: DoorId): void
  /** The door has another owner: what was kept is none of the new one's business. */
  forget(door: DoorId): void
}

export interface NoticeParts {
  readonly clock: Clock
  readonly doors: Doors
  readonly peers: Peers
  readonly tally: Tally
  readonly push: Pick<Push, 'see'>
  readonly broker: () => Broker
}

const KEPT_MOST = 16
const DOORS_MOST = 10_000
/** One kind of notice of one door: strangers can cause some of them. */
const RATE = { burst: 5, perSecond: 0.1 }

export const createNoticeboard = (parts: NoticeParts): Noticeboard => {
  const { clock, doors, peers, tally, push, broker } = parts
  const kept = new Map<DoorId, readonly string[]>()
  const mayPost = bucketPer(RATE, DOORS_MOST)
  const keep = (door: DoorId, text: string): void => {
    if (!kept.has(door) && kept.size >= DOORS_MOST) return
    kept.set(door, [...(kept.get(door) ?? []).slice(1 - KEPT_MOST), text])
  }
  return {
    post: (id, notice, detail) => {
      const door = doors.get(id)
      if (!door || !mayPost(`${id}${notice}`, clock.monotonic())) return
      tally.noticed(notice)
      const topic = writeTopic('notice', { door: id })
      const at = clock.now()
      const text = JSON.stringify({ v: 1, notice, at, detail: detail.slice(0, 200) } satisfies Notice)
      const there = peers.of(door.owner).filter((peer) => broker().isSubscribed(peer, topic))
      if (there.length === 0) keep(id, text)
      for (const peer of there) broker().tell(peer, topic, text)
      push.see(door.owner, { kind: 'notice', door: id, at, notice })
    },
    read: (peer, door) => {
      for (const text of kept.get(door) ?? []) broker().tell(peer, writeTopic('notice', { door }), text)
      kept.delete(door)
    },
    forget: (door) => kept.delete(door),
  }
}
