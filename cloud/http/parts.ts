// What the routes need of the rest of the service.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { SigningKey } from '#protocol/keys.ts'
import type { Catalogue } from '../clips/catalogue.ts'
import type { Doors } from '../clips/doors.ts'
import type { Intake } from '../clips/intake.ts'
import type { Reads } from '../clips/reads.ts'
import type { Removal } from '../clips/removal.ts'
import type { Retention } from '../clips/retention.ts'
import type { Limits } from '../limits/limits.ts'
import type { Store } from '../store/port.ts'

export interface HttpParts {
  readonly key: Pick<SigningKey, 'jwk' | 'thumbprint'>
  readonly store: Store
  readonly doors: Doors
  readonly intake: Intake
  readonly removal: Removal
  readonly catalogue: Catalogue
  readonly retention: Retention
  readonly reads: Reads
  /** Bytes a door may store. */
  readonly quota: number
  readonly limits: Limits
  readonly clock: Clock
  readonly log: Logger
}
