// How much a flickering sensor may write: a bucket of entries that fills up slowly.

import { type Millis, millis } from '#protocol/units.ts'

export interface Bucket {
  readonly left: number
  readonly at: Millis
  /** Empty once: nothing more until it is a quarter full. */
  readonly closed: boolean
}

const MOST = 60
const REFILL_EACH = millis(2000)

export const fullBucket = (at: Millis): Bucket => ({ left: MOST, at, closed: false })

/** Takes one, if it may. The same reference when it may not. */
export function take(bucket: Bucket, now: Millis): { readonly bucket: Bucket; readonly ok: boolean } {
  const gained = Math.floor((now - bucket.at) / REFILL_EACH)
  const left = Math.min(MOST, bucket.left + gained)
  if (bucket.closed && left < MOST / 4) return { bucket, ok: false }
  const at = left === MOST ? now : millis(bucket.at + gained * REFILL_EACH)
  return { bucket: { left: left - 1, at, closed: left === 1 }, ok: true }
}
