// Where live pictures and sound come from: the camera's process gives them out on a socket of the data folder (mode
// 0600), so that they never pass through the door's process. Nobody connected: nothing is encoded for it.

import type { Cancel } from '#protocol/clock.ts'
import type { EpochMs } from '#protocol/units.ts'

/** `full`: the clip's own encode while one is written. `small`: a second one. `jpeg`: masked pictures. `sound`: 48 kHz mono. */
export const TAP_STREAMS = ['full', 'small', 'jpeg', 'sound'] as const
export type TapStream = (typeof TAP_STREAMS)[number]

/** Its name in the data folder. */
export const TAP_SOCKET = 'live.sock'

export type TapUnit =
  /** An H.264 access unit in AVC form; a stream begins with `config`, then a key picture, and again at each change of encode. */
  | {
      readonly stream: 'full' | 'small'
      readonly what: 'config' | 'picture'
      readonly key: boolean
      readonly number: number
      readonly at: EpochMs
      readonly data: Uint8Array
    }
  | { readonly stream: 'jpeg'; readonly number: number; readonly at: EpochMs; readonly data: Uint8Array }
  /** Samples, 16 bits little-endian. */
  | { readonly stream: 'sound'; readonly at: EpochMs; readonly data: Uint8Array }

export interface Tap {
  /** What is wanted from now on; the whole set. Sound comes only where the rig has a microphone. */
  want(streams: ReadonlySet<TapStream>): void
  /** A newcomer gets the current configuration and group of pictures first: ask for it here. */
  replay(stream: 'full' | 'small'): readonly TapUnit[]
  listen(listener: (unit: TapUnit) => void): Cancel
  close(): void
}
