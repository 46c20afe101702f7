// The hub holds the last seconds of pictures and sound in memory and hands them on. Whoever takes pictures out of
// it gets them with the owner's masks already black; the pictures as they came never leave it, but for the watch,
// which sees small grey ones.

import type { Mask } from '#protocol/camera.ts'
import type { Cancel } from '#protocol/clock.ts'
import type { Frame, Sound } from '../frame.ts'

export interface Hub {
  /** The newest picture as it came; for its number and its time. */
  newest(): Pick<Frame, 'n' | 'at' | 'seen'> | undefined
  /**
   * Number of the oldest picture that a clip may begin with. Older ones are held for a little longer, so that an
   * encoder that takes its time to start misses none.
   */
  oldest(): number | undefined
  /** Measured over the last seconds; undefined before there are two pictures. */
  fps(): number | undefined
  size(): { readonly width: number; readonly height: number } | undefined
  /**
   * Masked pictures in order from number `from` on (or the oldest held), then live ones as they come, until
   * `until` is aborted. Bounded: a reader that falls behind by more than the hub holds misses pictures, and sees
   * that by their numbers.
   */
  follow(from: number, until: AbortSignal): AsyncIterable<Frame>
  /** Sound from monotonic time `since` on, then live; ends as above. Nothing while sound is off. */
  followSound(since: number, until: AbortSignal): AsyncIterable<Sound>
  /** The newest picture, masked; for a poster. */
  picture(): Promise<Frame | undefined>
  /** Calls for each picture that arrives, as it came: for the watch alone. */
  watch(listener: (frame: Frame) => void): Cancel
  mask(areas: readonly Mask[]): void
}
