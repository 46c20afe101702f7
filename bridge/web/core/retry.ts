// How long to wait before the next try: doubling from a quarter of a second, at most half a minute, with a random part
// so that all pages of a house do not come back in the same moment.

import { type Millis, millis } from '#protocol/units.ts'

const FIRST = 250
const MOST = 30_000

/** @param random 0..1 */
export const retryAfter = (failures: number, random: number): Millis =>
  millis(Math.round(Math.min(MOST, FIRST * 2 ** Math.min(failures, 20)) * (0.5 + random / 2)))
