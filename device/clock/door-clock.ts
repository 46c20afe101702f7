// The door's time: the machine of trust.ts fed with the real clocks. Every question for the time is a look at
// both clocks, so that no time is given out that was not checked.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { type EpochMs, millis, minutes, seconds } from '#protocol/units.ts'
import { writeFloor } from './floor-file.ts'
import type { TimeSource } from './source.ts'
import { reduce, startTime, type TimeEvent, type TimeState, type TimeStep, timeOf } from './trust.ts'

export interface DoorClockParts {
  /** The machine's clocks. */
  readonly clock: Clock
  /** The highest time known of: the journal's memory or the floor file, whichever is later. */
  readonly floor: EpochMs
  /** Where the floor is kept between journal entries. */
  readonly file: string
  readonly source: TimeSource
  /** The floor could not be written, or the source not be asked. Time goes on; the journal's floor remains. */
  readonly failed: (error: unknown) => void
}

export interface DoorClock {
  /** Never below the floor; never a wall clock that nobody vouched for. */
  now(): EpochMs
  trusted(): boolean
  /** The paired bridge signed this time just now: an admission's `iat`. */
  witness(time: EpochMs): void
  /** The owner said this time just now, pairing with a hand on the rig. */
  told(time: EpochMs): void
  /**
   * Starts looking at the clocks; asks the source, and resolves when it answered or is slow to.
   * @param happened writes into the journal; called in order, not waited for
   */
  start(happened: (what: TimeStep['happened'][number]) => void): Promise<void>
  close(): Promise<void>
}

type Vouched =
  | { readonly kind: 'observed' }
  | { readonly kind: 'synchronised'; readonly certain: boolean }
  | { readonly kind: 'witnessed' | 'told'; readonly time: EpochMs }

const LOOK_EACH = seconds(1)
const ASK_EACH = seconds(10)
/** At a boot the system's answer may take seconds, in which the door can do all that needs no certain time. */
const ANSWER_AWAITED = millis(250)
/** Once trusted, the source is asked to pardon drift only. */
const ASK_TRUSTED_EACH = minutes(10)
/** Each time costs a card some 20 kB; what happened in between is dated by the journal. */
const SAVE_EACH = minutes(15)

export const createDoorClock = (parts: DoorClockParts): DoorClock => {
  const { clock, source } = parts
  const seen = () => ({ wall: clock.now(), mono: clock.monotonic() })
  let state: TimeState = startTime(parts.floor, seen())
  let saved = parts.floor
  let saving: Promise<void> | undefined
  let note: ((what: TimeStep['happened'][number]) => void) | undefined
  let cancels: Cancel[] = []
  let asked = clock.monotonic()
  let closed = false

  const feed = (vouched: Vouched): EpochMs => {
    const event: TimeEvent = { ...vouched, ...seen() }
    const step = reduce(state, event)
    state = step.state
    for (const what of step.happened) note?.(what)
    return timeOf(state, event)
  }

  const save = (): void => {
    const { floor } = state
    if (saving || floor === 0) return
    saved = floor
    saving = writeFloor(parts.file, floor)
      .catch(parts.failed)
      .finally(() => {
        saving = undefined
      })
  }

  const look = (): void => {
    feed({ kind: 'observed' })
    if (Math.abs(state.floor - saved) >= SAVE_EACH) save()
  }

  const ask = async (): Promise<void> => {
    asked = clock.monotonic()
    const confirmed = await source.confirmed()
    if (confirmed && !closed) feed({ kind: 'synchronised', certain: source.certain })
  }

  const askAgain = (): void => {
    if (state.is === 'trusted' && clock.monotonic() - asked < ASK_TRUSTED_EACH) return
    ask().catch(parts.failed)
  }

  return {
    now: () => feed({ kind: 'observed' }),
    trusted: () => state.is === 'trusted',
    witness: (time) => void feed({ kind: 'witnessed', time }),
    told: (time) => {
      feed({ kind: 'told', time })
      if (state.floor < saved) save()
    },
    start: async (happened) => {
      note = happened
      cancels = [clock.every(LOOK_EACH, look), clock.every(ASK_EACH, askAgain)]
      const late = new Promise<void>((resolve) => {
        cancels.push(clock.after(ANSWER_AWAITED, resolve))
      })
      await Promise.race([ask().catch(parts.failed), late])
    },
    close: async () => {
      closed = true
      for (const cancel of cancels) cancel()
      await saving
      if (state.floor !== saved) save()
      await saving
    },
  }
}
