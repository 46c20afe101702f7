// What the door needs of live view. It lives in a process of its own: a decoder's fault must not reach the bolt.

import type { Chain } from '#protocol/chain.ts'
import type { Cancel } from '#protocol/clock.ts'
import type { Relay } from '#protocol/live/relay.ts'
import type { RefusalCode } from '#protocol/refusals.ts'
import type { RequestId } from '#protocol/units.ts'

/** Somebody who was just allowed to watch. */
export interface AllowedViewer {
  readonly request: RequestId
  /** Asked again each second: when it gives no standing any more, the session ends. */
  readonly chain: Chain
  readonly relay?: Relay
}

export interface LivePort {
  /** Why who comes by this chain cannot begin to watch now, before anything is written down. */
  obstacle(chain: Chain): RefusalCode | undefined
  /** From here on an offer that names the request is answered, once. */
  allow(viewer: AllowedViewer): void
  /** A viewer's signal, as the bridge brought it; answered by `say`. */
  signal(token: string): Promise<void>
  /** How many watch now. */
  viewers(): number
  /** Calls when `viewers` changed. */
  listen(changed: () => void): Cancel
  close(): Promise<void>
}

/** A door without a camera, or with live view turned off in its settings. */
export const NO_LIVE: LivePort = {
  obstacle: () => 'live_unavailable',
  allow: () => undefined,
  signal: () => Promise.resolve(),
  viewers: () => 0,
  listen: () => () => undefined,
  close: () => Promise.resolve(),
}
