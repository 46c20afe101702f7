// Token buckets: how often somebody may do something. Pure: a bucket is a value, time is a parameter.

import type { Millis } from '#protocol/units.ts'

/** `burst` at once, then so many a second. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

export interface Bucket {
  readonly level: number
  /** Monotonic. */
  readonly at: Millis
}

/** @returns the bucket afterwards, or undefined when it does not hold that much */
export const take = (bucket: Bucket | undefined, rate: Rate, now: Millis, cost = 1): Bucket | undefined => {
  const level = levelOf(bucket, rate, now) - cost
  return level < 0 ? undefined : { level, at: now }
}

const levelOf = (bucket: Bucket | undefined, rate: Rate, now: Millis): number =>
  bucket ? Math.min(rate.burst, bucket.level + (Math.max(0, now - bucket.at) * rate.perSecond) / 1000) : rate.burst

/** A bucket for each of many; bounded: whoever was seen longest ago is forgotten first. */
export const bucketPer = (rate: Rate, most: number): ((who: string, now: Millis) => boolean) => {
  const buckets = new Map<string, Bucket>()
  return (who, now) => {
    const known = buckets.get(who)
    const left = take(known, rate, now)
    if (!left) return false
    // Put last again, so that the first is always the one seen longest ago.
    if (known) buckets.delete(who)
    else forgetOldest(buckets, most)
    buckets.set(who, left)
    return true
  }
}

const forgetOldest = (buckets: Map<string, Bucket>, most: number): void => {
  if (buckets.size < most) return
  const oldest = buckets.keys().next()
  if (!oldest.done) buckets.delete(oldest.value)
}
