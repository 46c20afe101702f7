// Pictures that came before, byte for byte. The noise of a sensor makes no two alike, so one that comes again was not
// filmed anew. More than one back is looked at: a stuck driver hands its few buffers round.

import type { Frame } from '../frame.ts'

const BACK = 8

export interface Repeats {
  note(frame: Frame): void
  /** Was the newest one there before? */
  repeating(): boolean
}

const same = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && Buffer.compare(one, other) === 0

export const createRepeats = (): Repeats => {
  const last: Uint8Array[] = []
  let repeating = false
  return {
    note: ({ jpeg }) => {
      repeating = last.some((other) => same(jpeg, other))
      last.push(jpeg)
      if (last.length > BACK) last.shift()
    },
    repeating: () => repeating,
  }
}
