// How wrong PINs slow the keypad down: each slot by itself, and the keypad as a whole. Pure; the counts live in
// the journal's memory, so a restart forgives nothing. The owner's key and the way out never ask here.

import { type EpochMs, epochMs, type Millis, millis, minutes } from '#protocol/units.ts'

/** Wrong entries since the last right one, and until when no more are read (0: not locked). */
export interface Failures {
  readonly count: number
  readonly until: EpochMs
}

/** The keypad's failures: in all, and by slot. */
export interface PinFailures {
  readonly all: Failures
  readonly slots: Readonly<Partial<Record<number, Failures>>>
}

export const NO_FAILURES: Failures = { count: 0, until: epochMs(0) }
export const NO_PIN_FAILURES: PinFailures = { all: NO_FAILURES, slots: {} }

/** Wrong entries let through before the first wait. All slots together get twice as many as one. */
const FREE_SLOT = 4
const FREE_ALL = 9
const FIRST_WAIT = minutes(1)
const LONGEST_WAIT = minutes(60)

/** Wait after this many wrong entries, `free` of which cost nothing: 1, 2, 4 … 60 minutes. */
const waitAfter = (count: number, free: number): Millis =>
  count <= free ? millis(0) : millis(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(count - free - 1, 10)))

const oneMore = (failures: Failures, free: number, now: EpochMs): Failures => {
  const count = failures.count + 1
  const wait = waitAfter(count, free)
  return { count, until: wait === 0 ? failures.until : epochMs(now + wait) }
}

/** A wrong entry at `now` for this slot, set or not. */
export const afterWrong = (failures: PinFailures, slot: number | undefined, now: EpochMs): PinFailures => ({
  all: oneMore(failures.all, FREE_ALL, now),
  slots:
    slot === undefined
      ? failures.slots
      : { ...failures.slots, [slot]: oneMore(failures.slots[slot] ?? NO_FAILURES, FREE_SLOT, now) },
})

/** A right entry, or a new PIN in the slot. A right PIN forgives its own slot and the keypad, not other slots. */
export const forgiven = (failures: PinFailures, slot: number | undefined): PinFailures => {
  const { [slot ?? -1]: _forgotten, ...slots } = failures.slots
  return { all: NO_FAILURES, slots }
}

/** Until when an entry for this slot is refused unread; undefined: it is read. */
export const lockedUntil = (failures: PinFailures, slot: number, now: EpochMs): EpochMs | undefined => {
  const until = epochMs(Math.max(failures.all.until, failures.slots[slot]?.until ?? 0))
  return now < until ? until : undefined
}
