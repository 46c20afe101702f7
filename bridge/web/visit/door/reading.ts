// Whether the door's latest word still counts as now: by the same limit as on the owner's page. Pure.

import { COUNTS_FOR } from '../../door/reading.ts'
import type { DoorState } from './said.ts'

export interface Latest {
  readonly state: DoorState
  /** When this very word was heard first, by this browser's clock; ms. */
  readonly heardAt: number
  /** The connection to the bridge or to the door was lost since. */
  readonly isPast: boolean
}

export interface Moment {
  /** This browser's clock; ms. */
  readonly now: number
  /** The door's clock, as far as it is known; ms. */
  readonly doorNow: number
}

/** The older of what both clocks say: a retained word may be heard just now and be of yesterday. */
export const ageOf = ({ state, heardAt }: Latest, { now, doorNow }: Moment): number =>
  Math.max(0, now - heardAt, doorNow - state.at)

/** @returns undefined when nobody here knows how the door is now */
export const stateNow = (latest: Latest | undefined, moment: Moment): DoorState | undefined =>
  !latest || latest.isPast || ageOf(latest, moment) > COUNTS_FOR ? undefined : latest.state

/** A word said once more, by a bridge that kept it, is not younger for it. */
export const laterOf = (latest: Latest | undefined, state: DoorState, now: number): Latest => ({
  state,
  heardAt: latest?.state.at === state.at ? latest.heardAt : now,
  isPast: false,
})
