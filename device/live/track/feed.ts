// Masked JPEGs as plain pixels for the tracks, while somebody is on one. One at a time: whatever comes meanwhile only
// the newest of it is kept.

import type { EpochMs } from '#protocol/units.ts'
import { type Raw, rgbaOf } from '../../camera/picture/picture.ts'

export interface TrackJpeg {
  readonly number: number
  readonly at: EpochMs
  readonly data: Uint8Array
}

export interface FeedParts {
  /** Pixels across at most, at this moment; even. */
  readonly width: () => number
  readonly put: (picture: Raw, of: TrackJpeg) => void
  readonly trouble: (error: unknown) => void
  /** `rgbaOf` unless a test says otherwise. */
  readonly decode?: (jpeg: Uint8Array, width: number) => Promise<Raw>
}

export const createFeed = ({ width, put, trouble, decode = rgbaOf }: FeedParts): ((jpeg: TrackJpeg) => void) => {
  let busy = false
  let waiting: TrackJpeg | undefined
  const next = (): void => {
    const jpeg = waiting
    if (busy || !jpeg) return
    busy = true
    waiting = undefined
    decode(jpeg.data, width())
      .then((picture) => put(picture, jpeg))
      .catch(trouble)
      .finally(() => {
        busy = false
        next()
      })
  }
  return (jpeg) => {
    waiting = jpeg
    next()
  }
}
