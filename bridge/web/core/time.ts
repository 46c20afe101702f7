// The time that is signed with: this browser's clock, corrected by what the bridge says, since a phone's clock may be
// wrong by a day and a wrong one must not lock its owner out.

import { type ReadonlySignal, signal } from '@preact/signals'
import { type EpochMs, epochMs, type Millis, millis } from '#protocol/units.ts'

/** HTTP dates are whole seconds, rounded down (RFC 9110 §5.6.7): half of one is the best guess. */
const HALF_A_SECOND = 500
/** Closer than the way it was measured: left as it is, so that the clock does not jitter. */
const NEGLIGIBLE = 1500

export interface SharedTime {
  readonly now: () => EpochMs
  /** The bridge's clock less this browser's; ms. */
  readonly ahead: ReadonlySignal<Millis>
  /** What the `Date` header of an answer said, and when the question was put and answered by this browser's clock. */
  heardDate(date: string | null, asked: EpochMs, answered: EpochMs): void
}

/** @returns undefined for what is no date */
export const aheadByDate = (date: string | null, asked: EpochMs, answered: EpochMs): Millis | undefined => {
  const said = Date.parse(date ?? '')
  if (Number.isNaN(said)) return undefined
  return millis(Math.round(said + HALF_A_SECOND - (asked + answered) / 2))
}

/** The better of an old guess and a new one. */
export const correct = (known: Millis, measured: Millis): Millis =>
  Math.abs(measured - known) < NEGLIGIBLE ? known : measured

/** @param own this browser's clock */
export const createTime = (own: () => number): SharedTime => {
  const ahead = signal(millis(0))
  return {
    ahead,
    now: () => epochMs(Math.round(own() + ahead.value)),
    heardDate: (date, asked, answered) => {
      const measured = aheadByDate(date, asked, answered)
      if (measured !== undefined) ahead.value = correct(ahead.value, measured)
    },
  }
}
