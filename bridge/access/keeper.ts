// The doorkeeper: every question of the broker, answered from the topic table, the rights and the handlers.

import type { Refused } from '#protocol/refusals.ts'
import { refuse } from '#protocol/refusals.ts'
import { type ParsedTopic, parseTopic, topicOf } from '#protocol/topics.ts'
import type { DoorId } from '#protocol/units.ts'
import { placeOf } from '../broker/gate.ts'
import type { Doorkeeper, Hello, Message, Verdict } from '../broker/port.ts'
import type { Peer } from '../connection/peer.ts'
import { bucketPer } from './bucket.ts'
import type { Desk } from './desk.ts'
import { tellHead } from './journals.ts'
import { doorArrived, doorGone } from './presence.ts'
import { type Deed, may, possibleRoles } from './rights.ts'
import { SAYINGS } from './sayings.ts'
import { largestOf } from './sizes.ts'

export interface KeeperParts {
  readonly desk: Desk
  readonly hello: (hello: Hello) => Promise<{ readonly ok: true; readonly peer: Peer } | Refused>
}

/** Strangers may speak and listen where doors are paired: whoever does so from many connections gets no loudspeaker. */
const PAIRING_RATE = { burst: 100, perSecond: 2 }
const PLACES_MOST = 20_000

export const createKeeper = (parts: KeeperParts): Doorkeeper => {
  const { clock } = parts.desk
  const perPlace = bucketPer(PAIRING_RATE, PLACES_MOST)
  return keeperWith(parts, ({ address }) => perPlace(placeOf(address), clock.monotonic()))
}

const keeperWith = ({ desk, hello }: KeeperParts, mayPair: (peer: Peer) => boolean): Doorkeeper => ({
  hello,
  largest: (peer) =>
    largestOf(
      possibleRoles(
        peer,
        (key) => desk.doors.get(key) !== undefined,
        (key) => desk.doors.isOwner(key) || (desk.owners?.has(key) ?? false),
      ),
    ),
  ready: (peer) => desk.peers.add(peer),
  gone: (peer) => {
    desk.peers.remove(peer)
    desk.afterwards(() => doorGone(desk, peer))
  },
  publish: (peer, message) => published(desk, peer, message, mayPair),
  subscribe: (peer, filter) => {
    const topic = parseTopic(filter)
    return topic !== undefined && refusedNow(desk, peer, 'subscribe', topic) === undefined
  },
  subscribed: (peer, filters) => {
    for (const filter of filters) {
      const topic = parseTopic(filter)
      if (topic) desk.afterwards(() => listening(desk, peer, topic))
    }
  },
  forward: (peer, name) => {
    const topic = parseTopic(name)
    return topic !== undefined && refusedNow(desk, peer, 'forward', topic) === undefined
  },
  trouble: (problem, who) => {
    desk.tally.trouble(problem)
    desk.log.debug({ problem, ...who }, 'connection refused or ended')
  },
})

const refusedNow = (desk: Desk, peer: Peer, deed: Deed, topic: ParsedTopic): Refused | undefined => {
  const { door, request } = topic.slots
  return may(peer, deed, topic, {
    now: desk.clock.now(),
    door: door === undefined ? undefined : desk.doors.get(door),
    requester: request === undefined ? undefined : desk.requesters.of(request),
  })
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const textOf = (payload: Buffer): string | undefined => {
  try {
    return decoder.decode(payload)
  } catch {
    return undefined
  }
}

const isPairing = ({ name }: ParsedTopic): boolean => name === 'pairingOffer' || name === 'pairingAnswer'

const published = async (
  desk: Desk,
  peer: Peer,
  message: Message,
  mayPair: (peer: Peer) => boolean,
): Promise<Verdict> => {
  const topic = parseTopic(message.topic)
  const verdict = await verdictOn(desk, peer, message, topic, mayPair)
  if (typeof verdict === 'string') return verdict
  const { code, detail } = verdict
  desk.tally.refused(topic?.name ?? 'other')
  desk.log.warn({ key: peer.key, topic: topic?.name, code, detail }, 'message refused')
  return verdict
}

const verdictOn = async (
  desk: Desk,
  peer: Peer,
  message: Message,
  topic: ParsedTopic | undefined,
  mayPair: (peer: Peer) => boolean,
): Promise<Verdict> => {
  if (!topic) return refuse('not_allowed', 'no such topic')
  if (isPairing(topic) && !mayPair(peer)) return refuse('rate_limited', 'pairing')
  return said(desk, peer, message, topic)
}

const said = async (desk: Desk, peer: Peer, message: Message, topic: ParsedTopic): Promise<Verdict> => {
  const { qos, retain, maxBytes } = topicOf(topic.name)
  // Somebody tried to leave a command lying at a door (attack 20): it is not kept, and the owner hears of it.
  if (topic.name === 'command' && message.retain && topic.slots.door) {
    desk.notices.post(topic.slots.door as DoorId, 'retained_command', '')
  }
  if (message.qos > qos) return refuse('not_allowed', 'QoS')
  // [MQTT-3.3.1-5]: what stays on a topic is the table's to say, not the client's.
  if (message.retain !== retain) return refuse('not_allowed', 'retain')
  if (message.payload.length > maxBytes) return refuse('token_oversize')
  const refused = refusedNow(desk, peer, 'publish', topic)
  if (refused) return refused
  const text = textOf(message.payload)
  return text === undefined ? refuse('token_malformed', 'not text') : SAYINGS[topic.name](desk, { peer, topic, text })
}

const listening = async (desk: Desk, peer: Peer, topic: ParsedTopic): Promise<void> => {
  if (topic.name === 'command') await doorArrived(desk, peer)
  if (topic.name === 'journalHead') await tellHead(desk, peer)
  if (topic.name === 'notice' && topic.slots.door) desk.notices.read(peer, topic.slots.door as DoorId)
}
