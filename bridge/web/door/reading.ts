// What may be said about the door now: its latest word, and whether that word still counts. A word that is old, or from
// a door that is away, is told as past with its age, never as if it were so. Pure.

import type { Presence } from '#protocol/notice.ts'
import type { StateClaims } from '#protocol/state.ts'
import { type EpochMs, type Millis, millis, seconds } from '#protocol/units.ts'

/** Why the latest word is past: no line to the bridge, the bridge misses the door, or the door has not spoken. */
export type Away = 'link' | 'offline' | 'silent'

export type Reading =
  | { readonly is: 'never'; readonly away: Away | undefined }
  | { readonly is: 'now'; readonly state: StateClaims; readonly age: Millis }
  | { readonly is: 'past'; readonly state: StateClaims; readonly age: Millis; readonly away: Away }

export interface Facts {
  readonly state: StateClaims | undefined
  /** performance.now() when it was heard. */
  readonly heardAt: number | undefined
  readonly presence: Presence | undefined
  readonly link: 'up' | 'connecting' | 'down'
  /** performance.now() */
  readonly now: number
  /** The door's clock, as far as it is known. */
  readonly doorNow: EpochMs
}

/** A door says its state each minute, and whenever it changes. */
export const COUNTS_FOR = seconds(90)

const awayOf = ({ link, presence }: Facts): Away | undefined => {
  if (link !== 'up') return 'link'
  return presence && !presence.online ? 'offline' : undefined
}

/** The older of what both clocks say: a retained word may be heard just now and be of yesterday. */
const ageOf = (state: StateClaims, { heardAt, now, doorNow }: Facts): Millis =>
  millis(Math.max(0, now - (heardAt ?? now), doorNow - state.at))

export const readingOf = (facts: Facts): Reading => {
  const away = awayOf(facts)
  const { state } = facts
  if (!state) return { is: 'never', away }
  const age = ageOf(state, facts)
  if (away) return { is: 'past', state, age, away }
  return age > COUNTS_FOR ? { is: 'past', state, age, away: 'silent' } : { is: 'now', state, age }
}
