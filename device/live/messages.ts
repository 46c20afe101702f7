// What the door's process and the live one say to each other, over the channel between parent and child. The live
// process has no key: it makes descriptions, and the door signs them.

import type { Way } from '#protocol/live/control.ts'
import type { Relay } from '#protocol/live/relay.ts'
import type { CameraSight } from '#protocol/state.ts'
import type { EpochMs, Millis, RequestId } from '#protocol/units.ts'
import type { Config } from '../config/config.ts'

/** Door to live. */
export type ToLive =
  /** First of all, and once. `tap`: the camera's socket; `now`: the door's time, here and below. */
  | {
      readonly say: 'start'
      readonly config: Pick<Config, 'live' | 'log'>
      readonly tap: string
      readonly now: EpochMs
    }
  /** Somebody was allowed to watch, and will offer in a moment: the encode may begin. */
  | { readonly say: 'expect' }
  | {
      readonly say: 'offer'
      readonly sid: RequestId
      readonly sdp: string
      readonly relay?: Relay
      readonly relayOnly: boolean
    }
  /** Over: the grant ended, the owner said so. */
  | { readonly say: 'end'; readonly sid: RequestId }
  /** May viewers talk? Ends what is under way when not. */
  | { readonly say: 'talk'; readonly allowed: boolean }
  /** What this session says or hears could not be written down: ended, and not begun again for a while. */
  | { readonly say: 'hush'; readonly sid: RequestId }
  | { readonly say: 'sight'; readonly sight: CameraSight; readonly recording: boolean; readonly now: EpochMs }
  | { readonly say: 'quit' }

/** Live to door. */
export type FromLive =
  | { readonly say: 'ready' }
  | { readonly say: 'answer'; readonly sid: RequestId; readonly sdp: string }
  /** The offer came to nothing. */
  | { readonly say: 'failed'; readonly sid: RequestId; readonly why: 'offer' | 'full' | 'fault' }
  /** The viewer is connected, and pictures come this way; said again when the way changes. */
  | { readonly say: 'watching'; readonly sid: RequestId; readonly way: Way }
  | { readonly say: 'ended'; readonly sid: RequestId; readonly why: 'left' | 'silent' | 'told' | 'fault' }
  /** Somebody speaks through the rig or listens, or no more. */
  | { readonly say: 'talking'; readonly sid: RequestId; readonly what: 'speak' | 'listen'; readonly on: boolean }
  /** Nobody watches, after this many sessions: a good moment to begin anew (node-webrtc keeps threads and memory). */
  | {
      readonly say: 'idle'
      readonly sessions: number
      readonly rss: number
      readonly threads: number
      readonly up: Millis
    }
