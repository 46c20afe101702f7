// Tells a program that went mad from one that catches up: so much in any one second, and no more.

import type { Millis } from '#protocol/units.ts'

export interface Pace {
  /** @returns true when with this there was too much in this second */
  add(amount: number, at: Millis): boolean
}

export const createPace = (mostInASecond: number): Pace => {
  let since = Number.NEGATIVE_INFINITY
  let sum = 0
  return {
    add: (amount, at) => {
      if (at - since >= 1000) {
        since = at
        sum = 0
      }
      sum += amount
      return sum > mostInASecond
    },
  }
}
