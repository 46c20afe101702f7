// The keypad at the door: types, checks one entry at a time, and writes each guess down before it answers, so that
// neither a restart nor a power cut gives a guess back. Never logs a key. Opens nothing itself.

import type { Clock } from '#protocol/clock.ts'
import { type EpochMs, seconds } from '#protocol/units.ts'
import type { JournalPort } from '../journal/port.ts'
import { EMPTY, reduce, type Typing } from './entry.ts'
import { lockedUntil } from './lockout.ts'
import type { PinStore } from './store.ts'

/** `refused`: nothing that could be a PIN. `failed`: the journal could not be written, so nothing opens. */
export type PinAnswer =
  | { readonly is: 'right'; readonly slot: number }
  | { readonly is: 'wrong'; readonly lockedUntil: EpochMs | undefined }
  | { readonly is: 'locked'; readonly until: EpochMs }
  | { readonly is: 'refused' }
  | { readonly is: 'failed'; readonly error: unknown }

export interface KeypadParts {
  readonly clock: Pick<Clock, 'monotonic' | 'every'>
  readonly time: { now(): EpochMs }
  readonly journal: Pick<JournalPort, 'append' | 'memory'>
  readonly pins: Pick<PinStore, 'check'>
  /** Called once for each entry, after its journal entry is durable. */
  answered(answer: PinAnswer): void
}

export interface Keypad {
  /** One of 0-9, `*`, `#`. Keys pressed while an entry is checked are not taken. */
  press(key: string): void
  close(): void
}

const TICK = seconds(1)

/** Only `answered` can fail here: a fault of whoever gave it, which must not be lost. */
const throwLater = (error: unknown): void =>
  queueMicrotask(() => {
    throw error
  })

export const createKeypad = (parts: KeypadParts): Keypad => {
  const { clock, time, journal } = parts
  let typing: Typing = EMPTY
  let checking = false
  /** The lock whose refusals are in the journal already: one entry a lock, not one a try. */
  let noted: EpochMs | undefined

  const refuseLocked = async (slot: number, until: EpochMs): Promise<PinAnswer> => {
    if (noted !== until) {
      noted = until
      await journal.append({ kind: 'pin', step: 'locked', slot, until })
    }
    return { is: 'locked', until }
  }

  const guess = async (slot: number, pin: string): Promise<PinAnswer> => {
    const until = lockedUntil(journal.memory().pinFailures, slot, time.now())
    if (until !== undefined) return refuseLocked(slot, until)
    const fits = await parts.pins.check(slot, pin)
    // A hash that the journal does not know of is somebody else's: an owner before, or an order half done.
    const right = fits && journal.memory().pins.includes(slot)
    await journal.append({ kind: 'pin', step: right ? 'right' : 'wrong', slot })
    if (right) return { is: 'right', slot }
    return { is: 'wrong', lockedUntil: lockedUntil(journal.memory().pinFailures, slot, time.now()) }
  }

  const check = async (slot: number, pin: string): Promise<void> => {
    checking = true
    const answer = await guess(slot, pin).catch((error: unknown): PinAnswer => ({ is: 'failed', error }))
    checking = false
    parts.answered(answer)
  }

  const tell = (event: Parameters<typeof reduce>[1]): void => {
    const { state, effects } = reduce(typing, event)
    typing = state
    for (const effect of effects) {
      if (effect.do === 'refuse') parts.answered({ is: 'refused' })
      else check(effect.slot, effect.pin).catch(throwLater)
    }
  }

  const unticked = clock.every(TICK, () => tell({ kind: 'tick', at: clock.monotonic() }))
  return {
    press: (key) => {
      if (!checking) tell({ kind: 'key', key, at: clock.monotonic() })
    },
    close: () => {
      unticked()
      typing = EMPTY
    },
  }
}
