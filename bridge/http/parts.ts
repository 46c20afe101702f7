// What the routes need of the rest of the bridge.

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import type { Thumbprint } from '#protocol/units.ts'
import type { Ports } from '../broker/port.ts'
import type { Push } from '../push/push.ts'
import type { StorePort } from '../store/port.ts'

export interface HttpParts {
  readonly key: { readonly jwk: PublicJwk; readonly thumbprint: Thumbprint }
  readonly store: Pick<StorePort, 'doors' | 'journals' | 'spent' | 'ownersBooks' | 'ping'>
  readonly clock: Clock
  readonly log: Logger
  /** Where MQTT is listened for; empty until it is. */
  readonly ports: () => Ports
  readonly push?: Push
  readonly metrics?: { readonly text: () => Promise<string>; readonly contentType: string }
  /** Takes over a socket that asks for MQTT over WebSocket. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Where browsers find this bridge, when a proxy stands before it; else: as each request says. */
  readonly origin?: string
  /** Milliseconds until the headers of a request must be there. */
  readonly requestMs?: number
}
