// May a passed-on grant's time be taken as a narrowing of the one it came from?

import type { EpochSeconds } from '../units.ts'
import type { Window } from './shape.ts'

/** When a grant holds: from `nbf`, up to `exp`, and inside its window if it has one. */
export interface Bounds {
  readonly nbf: EpochSeconds
  readonly exp: EpochSeconds
  readonly win?: Window | undefined
}

/**
 * Is the child's time within the parent's?
 *
 * Windows are not compared, and need not be: every grant of a chain must cover the instant of the decision
 * (`coversAll`), so a child whose window is wider, or missing, gains nothing beyond its parent's. Comparing two
 * recurrences for containment would be long, and wrong somewhere.
 */
export const narrower = (child: Bounds, parent: Bounds): boolean => child.nbf >= parent.nbf && child.exp <= parent.exp
