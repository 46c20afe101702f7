// What a state shows to the outside: the part of the door's signed state that is the visit's to say.

import type { Alarm, Bolt, Leaf } from '#protocol/state.ts'
import { alarmsOf } from './alarms.ts'
import type { VisitState } from './state.ts'
import { seenOf, visitOf } from './turn.ts'

export interface View {
  readonly bolt: Bolt
  readonly leaf: Leaf
  /** Is a request's visit under way? */
  readonly visit: boolean
  readonly alarms: readonly Alarm[]
}

export function viewOf(state: VisitState): View {
  const seen = seenOf(state)
  const visit = state.stage.is === 'intending' || visitOf(state) !== undefined
  return { bolt: seen?.bolt ?? 'unknown', leaf: seen?.leaf ?? 'unknown', visit, alarms: alarmsOf(state) }
}

export const isSameView = (one: View, other: View): boolean =>
  one.bolt === other.bolt &&
  one.leaf === other.leaf &&
  one.visit === other.visit &&
  one.alarms.length === other.alarms.length &&
  one.alarms.every((alarm, at) => alarm === other.alarms[at])
