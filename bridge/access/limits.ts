// Bounds of the access path, with their defaults. The configuration may change them.

import { type Millis, seconds } from '#protocol/units.ts'
import type { Rate } from './bucket.ts'

export interface AccessLimits {
  /** Requests of one key, and of one door by all holders together. */
  readonly requestsPerKey: Rate
  readonly requestsPerDoor: Rate
  /** Doors known in all. */
  readonly doors: number
  /** Decisions that wait for one door. */
  readonly waiting: number
  readonly answer: Millis
  readonly closed: Millis
}

export const ACCESS_LIMITS: AccessLimits = {
  requestsPerKey: { burst: 10, perSecond: 1 },
  requestsPerDoor: { burst: 30, perSecond: 3 },
  doors: 10_000,
  waiting: 64,
  answer: seconds(10),
  closed: seconds(180),
}
