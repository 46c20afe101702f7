// One picture as it came from the camera.

import type { EpochMs, Millis } from '#protocol/units.ts'

export interface Frame {
  /** Counted by the capture from 0 on, without a gap, through every restart of the capture program. */
  readonly n: number
  /** The door's wall clock when it arrived; may jump. */
  readonly at: EpochMs
  /** Monotonic time when it arrived: spans and time stamps are made from this one. */
  readonly seen: Millis
  /** JPEG. */
  readonly jpeg: Uint8Array
}

/** Sound as it came: 16-bit little-endian samples, 48 kHz, one channel, stamped with the time of their end. */
export interface Sound {
  readonly seen: Millis
  readonly pcm: Uint8Array
}
