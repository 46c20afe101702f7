// What one client, one door and all of them may take of this service.

import { FRAMED_BYTES } from '#protocol/clip/framing.ts'
import type { Rate } from './bucket.ts'

export interface Limits {
  readonly connections: number
  readonly perAddress: number
  /** Bytes of bodies and answers in memory at once. */
  readonly inFlight: number
  /** Objects of one door. */
  readonly bring: Rate
  /** Refused tries of one address. */
  readonly tries: Rate
  /** Milliseconds until headers must be there, until a connection that says nothing ends, for a whole request. */
  readonly headersMs: number
  readonly idleMs: number
  readonly requestMs: number
}

export const LIMITS: Limits = {
  connections: 512,
  perAddress: 128,
  inFlight: 4 * FRAMED_BYTES,
  bring: { burst: 2000, perSecond: 500 },
  tries: { burst: 60, perSecond: 5 },
  headersMs: 10_000,
  idleMs: 30_000,
  requestMs: 60_000,
}
