// Is footage of an occasion durable right now? Measured by what was written, never by what was asked for.

import type { Clock } from '#protocol/clock.ts'
import type { Millis } from '#protocol/units.ts'
import { STALL } from './parts.ts'

export interface Firmness {
  /** A segment has become durable. */
  durable(): void
  /** A part cannot be written. */
  stuck(): void
  /** Nothing more is expected: those who wait are answered. */
  over(): void
  /** Durable up to a few seconds ago at most. */
  firm(): boolean
  /** It should be recording, and is not. */
  stalled(): boolean
  /** True once firm; false when that takes longer than this, or it is over before. */
  whenFirm(limit: Millis): Promise<boolean>
}

export const createFirmness = (clock: Clock, changed: () => void): Firmness => {
  const waiting = new Set<(firm: boolean) => void>()
  let expected = clock.monotonic()
  let [begun, stuck, over] = [false, false, false]

  const stalled = (): boolean => stuck || (!over && clock.monotonic() - expected > STALL)
  const firm = (): boolean => begun && !stalled()
  const answer = (is: boolean): void => {
    for (const resolve of [...waiting]) resolve(is)
  }

  const whenFirm = (limit: Millis): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (is: boolean): void => {
        cancel()
        waiting.delete(settle)
        resolve(is)
      }
      const cancel = clock.after(limit, () => settle(firm()))
      waiting.add(settle)
      if (firm() || over) settle(firm())
    })

  return {
    durable: () => {
      expected = clock.monotonic()
      begun = true
      stuck = false
      answer(true)
      changed()
    },
    stuck: () => {
      stuck = true
      changed()
    },
    over: () => {
      over = true
      answer(firm())
      changed()
    },
    firm,
    stalled,
    whenFirm,
  }
}
