// What the routes need of the rest of the bridge.

import type { Logger } from 'pino'
import type { Clock } from '#protocol/clock.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import type { Thumbprint } from '#protocol/units.ts'
import type { Upgrade } from '../broker/listen.ts'
import type { Ports } from '../broker/port.ts'
import type { Push } from '../push/push.ts'
import type { StorePort } from '../store/port.ts'
import type { Upstream } from './clips/upstream.ts'
import type { Site } from './site/site.ts'

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
  readonly upgrade?: Upgrade
  /** Where browsers find this bridge, when a proxy stands before it; else: as each request says. */
  readonly origin?: string
  /** The built pages; left out: none are given out. */
  readonly site?: Site
  /** The clip service, for the pages. */
  readonly clips?: Upstream
  /** Milliseconds until the headers of a request must be there. */
  readonly requestMs?: number
}
