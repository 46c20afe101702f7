// Who may say and hear what: pure, from the topic table. Asked at publish, at subscribe and again at every delivery,
// since rights end with a window while a subscription goes on.

import type { Action } from '#protocol/grant.ts'
import { type ReaderClaims, readerStanding } from '#protocol/reader.ts'
import { type Refused, refuse } from '#protocol/refusals.ts'
import { type ParsedTopic, type Role, topicOf } from '#protocol/topics.ts'
import type { DoorId, EpochMs, Thumbprint } from '#protocol/units.ts'
import type { Holding } from '../connection/peer.ts'
import { type DoorFacts, standing } from './standing.ts'

export type Deed = 'publish' | 'subscribe' | 'forward'

/** Who asks: a key that was shown, and the chain it brought, if any. */
export interface Who {
  readonly key: Thumbprint
  readonly unpaired: boolean
  readonly holding: Holding | undefined
  /** A reader, who is nothing else besides. */
  readonly reading?: ReaderClaims
}

export interface Moment {
  readonly now: EpochMs
  /** The door the topic names; undefined: not known here. */
  readonly door: DoorFacts | undefined
  /** Who made the request that a receipt is about, as far as it is known. */
  readonly requester: Thumbprint | undefined
}

/**
 * May this key do that on this topic at this moment?
 * @returns why not; undefined when it may
 */
export const may = (who: Who, deed: Deed, topic: ParsedTopic, moment: Moment): Refused | undefined => {
  if (topic.open && deed !== 'subscribe') return refuse('not_allowed', 'a wildcard')
  const { says, hears } = topicOf(topic.name)
  const roles = deed === 'publish' ? says : hears
  let why: Refused | undefined
  for (const role of roles) {
    const refused = roleRefused(role, who, deed, topic, moment)
    if (!refused) return undefined
    // The holder's is the one that tells a person something; a reader's, of a reader.
    if (role === (who.reading ? 'reader' : 'holder') || !why) why = refused
  }
  return why ?? refuse('not_allowed')
}

const roleRefused = (role: Role, who: Who, deed: Deed, topic: ParsedTopic, moment: Moment): Refused | undefined => {
  if (who.reading) return role === 'reader' ? readerRefused(who.reading, topic, moment) : refuse('not_allowed')
  switch (role) {
    case 'anyone':
      return undefined
    case 'bridge':
    case 'reader':
      return refuse('not_allowed')
    case 'door':
      return !who.unpaired && who.key === topic.slots.door ? undefined : refuse('not_allowed')
    case 'owner':
      if (!moment.door) return refuse('door_unknown')
      if (who.unpaired || who.key !== moment.door.owner) return refuse('not_allowed')
      return isOwnPeer(who, topic) ? undefined : refuse('not_allowed')
    case 'holder':
      return holderRefused(who, deed, topic, moment)
  }
}

const holderRefused = (who: Who, deed: Deed, topic: ParsedTopic, moment: Moment): Refused | undefined => {
  const { holding } = who
  if (!moment.door) return refuse('door_unknown')
  if (!holding || holding.door !== topic.slots.door) return refuse('not_allowed')
  // A holder whose rights are over may still ask, and hears why not: nothing else.
  if (topic.name === 'request')
    return holding.chain.grants[0]?.iss === moment.door.owner ? undefined : refuse('not_allowed')
  if (topic.name === 'receipt') {
    return deed === 'subscribe' || moment.requester === who.key ? undefined : refuse('not_allowed')
  }
  if (isOfPeer(topic) && !(isOwnPeer(who, topic) && hasAction(holding, 'live'))) return refuse('wrong_action')
  if (topic.name === 'journal' && !holding.chain.grants.every(({ jnl }) => jnl)) return refuse('not_allowed', 'jnl')
  return holding.barred ?? standing(holding.chain, moment.door, moment.now)
}

const readerRefused = (reading: ReaderClaims, { slots }: ParsedTopic, { door, now }: Moment): Refused | undefined => {
  if (!door) return refuse('door_unknown')
  return slots.door === reading.door ? readerStanding(reading, { ...door, now }) : refuse('not_allowed')
}

const isOfPeer = ({ name }: ParsedTopic): boolean => topicOf(name).template.includes('{peer}')

/** A viewer signals in its own name; nobody but the door hears all of them. */
const isOwnPeer = (who: Who, topic: ParsedTopic): boolean =>
  topic.slots.peer === who.key || (topic.slots.peer === undefined && !isOfPeer(topic))

const hasAction = ({ chain }: Holding, action: Action): boolean =>
  chain.grants.every((grant) => grant.act.includes(action))

/** The roles a key may have anywhere, for the size of what it may send. */
export const possibleRoles = (
  who: Who,
  isDoor: (key: DoorId) => boolean,
  owns: (key: Thumbprint) => boolean,
): Role[] =>
  who.reading
    ? ['reader']
    : [
        'anyone',
        ...(who.holding ? (['holder'] as const) : []),
        ...(owns(who.key) ? (['owner'] as const) : []),
        ...(isDoor(who.key as DoorId) ? (['door'] as const) : []),
      ]
