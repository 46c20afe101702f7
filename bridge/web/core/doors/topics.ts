// What is listened to at a door: everything at the one that is shown, little at the others, since a bridge gives one
// connection a few dozen subscriptions and no more.

import { type TopicName, writeTopic } from '#protocol/topics.ts'
import type { DoorId, Thumbprint } from '#protocol/units.ts'

const ALWAYS = ['state', 'presence', 'notice'] as const satisfies readonly TopicName[]
const SHOWN = [
  'challenge',
  'receipt',
  'journal',
  'revocations',
  'signalDown',
  'relay',
  'bell',
] as const satisfies readonly TopicName[]

const filterOf = (name: TopicName, door: DoorId, own: Thumbprint): string =>
  writeTopic(name, { door, request: '+', peer: own })

export const filtersOf = (door: DoorId, own: Thumbprint, isShown: boolean): readonly string[] =>
  (isShown ? [...ALWAYS, ...SHOWN] : ALWAYS).map((name) => filterOf(name, door, own))
