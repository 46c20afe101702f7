// How long to wait before the next try: doubling, capped, with a random part so that a thousand doors do not
// come back in the same moment.

import { type Millis, millis } from '#protocol/units.ts'

const FIRST = 250
const MOST = 30_000

/** @param random 0..1 */
export const backoff = (failures: number, random: number): Millis => {
  const ceiling = Math.min(MOST, FIRST * 2 ** Math.min(failures, 20))
  return millis(Math.round(ceiling * (0.5 + random / 2)))
}
