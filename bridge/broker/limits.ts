// Every bound on what a client can send or hold at the broker, with its default. The configuration may change them.

import type { Rate } from '../access/bucket.ts'
import { CONNECT_LIMIT_BYTES } from '../access/sizes.ts'
import type { GateLimits } from './gate.ts'
import type { WireLimits } from './wire.ts'

export interface BrokerLimits extends GateLimits {
  /** Live connections of one key. */
  readonly perKey: number
  /** Milliseconds until CONNECT must be there. */
  readonly connectMs: number
  /** Longest keep-alive in seconds; 0 (none) is refused. */
  readonly keepaliveSeconds: number
  readonly subscriptions: number
  /** Messages of one client that wait for their answer. */
  readonly pending: number
  /** Packets a second of one client. */
  readonly packets: Rate
  /** Bytes that may wait for a slow reader. */
  readonly unsent: number
}

export const BROKER_LIMITS: BrokerLimits = {
  connections: 10_000,
  perAddress: 256,
  connects: { burst: 60, perSecond: 5 },
  perKey: 8,
  connectMs: 5000,
  keepaliveSeconds: 120,
  subscriptions: 32,
  pending: 64,
  packets: { burst: 200, perSecond: 50 },
  unsent: 1024 * 1024,
}

export const wireLimits = (limits: BrokerLimits): WireLimits => ({
  largest: CONNECT_LIMIT_BYTES,
  beforeKey: CONNECT_LIMIT_BYTES + 1024,
  unsent: limits.unsent,
  packets: limits.packets,
})
