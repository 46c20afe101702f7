// Is the door's word of now? By the time the door itself signed, so that nobody between can pass an old word off as new.

import type { StateClaims } from '#protocol/state.ts'
import { type EpochMs, seconds } from '#protocol/units.ts'

/** A door says its state each minute though nothing changed: two may be lost on the way. */
export const FRESH_FOR = seconds(150)
/** How far the door's clock may be ahead of this machine's. */
const AHEAD_MOST = seconds(30)

export interface Hearing {
  readonly state: StateClaims | undefined
  /** What the bridge says, which can only take away; undefined: nothing yet. */
  readonly online: boolean | undefined
  /** Is there a connection to the bridge? */
  readonly linked: boolean
}

/** @returns the state when it can be shown as how things are now */
export const freshState = ({ state, online, linked }: Hearing, now: EpochMs): StateClaims | undefined => {
  if (!state || !linked || online === false) return undefined
  const age = now - state.at
  return age <= FRESH_FOR && age >= -AHEAD_MOST ? state : undefined
}
