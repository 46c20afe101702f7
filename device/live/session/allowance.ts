// How many words of a viewer are read: so many a second, and more at once when it was quiet before. Pure but for its
// own count.

import type { Millis } from '#protocol/units.ts'

export interface Allowance {
  /** @returns whether this one is still read */
  take(now: Millis): boolean
}

/** @param each words a second @param most at once */
export const createAllowance = ({ each, most }: { readonly each: number; readonly most: number }): Allowance => {
  let [left, at] = [most, 0]
  return {
    take: (now) => {
      left = Math.min(most, left + ((now - at) * each) / 1000)
      at = now
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
