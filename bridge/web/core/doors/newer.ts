// Which of two states of one door is the later word. A bridge can say an old word again, signed as it is.

import type { StateClaims } from '#protocol/state.ts'
import type { EpochMs } from '#protocol/units.ts'

export interface KnownState {
  readonly claims: StateClaims
  /** The latest `at` of every state that was taken. */
  readonly latest: EpochMs
}

/**
 * By the journal's head first, since a door's clock can be set back and its journal is only added to. A shorter journal
 * is taken with a later time than any before, so that a door that lost some of it is seen, and judged by the journal.
 * Whatever was taken once is never newer again while the journal grows.
 */
export const isNewer = ({ claims, latest }: KnownState, said: StateClaims): boolean => {
  if (said.jn < claims.jn) return said.at > latest
  return said.jn > claims.jn || said.at > claims.at
}
