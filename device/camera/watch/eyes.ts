// Takes a picture from the hub five times a second: the newest, never two at once, and none a second time. What comes
// out is small and grey, and nothing of it is masked yet.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { type Millis, millis, seconds } from '#protocol/units.ts'
import type { Frame } from '../frame.ts'
import type { Hub } from '../hub/port.ts'
import { greyOf } from '../picture/picture.ts'
import { LOOK } from './grid.ts'
import { createRepeats } from './repeats.ts'

export const LOOK_EACH = millis(200)
/** A look that takes longer does not count as one: what it would have shown is not known. */
const LOOK_WITHIN = seconds(5)

/** What is known of the pictures without looking into them. */
export interface Glance {
  /** Of the newest picture; of the last that could be read when those after it cannot. Undefined before the first. */
  readonly age: Millis | undefined
  /** Did the newest come before, byte for byte? */
  readonly repeating: boolean
  /** Monotonic. */
  readonly now: Millis
}

export interface EyesParts {
  readonly hub: Pick<Hub, 'watch'>
  readonly clock: Clock
  readonly saw: (grey: Uint8Array, glance: Glance) => void
  readonly waited: (glance: Glance) => void
  /** What `saw` threw. */
  readonly failed: (cause: unknown) => void
}

/** Looks until it is cancelled. */
export const openEyes = ({ hub, clock, saw, waited, failed }: EyesParts): Cancel => {
  const repeats = createRepeats()
  let newest: Frame | undefined
  let tried: Frame | undefined
  /** The last that could be read. */
  let good: Frame | undefined
  let broken = false
  /** When the look began that goes on now. */
  let began: Millis | undefined
  let closed = false

  const glance = (): Glance => {
    const now = clock.monotonic()
    const blind = broken || (began !== undefined && now - began > LOOK_WITHIN)
    const shown = blind ? good : newest
    return { age: shown && millis(Math.max(0, now - shown.seen)), repeating: repeats.repeating(), now }
  }

  const look = async (frame: Frame): Promise<void> => {
    tried = frame
    began = clock.monotonic()
    const grey = await greyOf(frame.jpeg, LOOK).catch(() => undefined)
    began = undefined
    broken = grey === undefined
    if (grey === undefined || closed) return
    good = frame
    saw(grey, glance())
  }

  const tick = (): void => {
    const next = began === undefined && newest !== tried ? newest : undefined
    if (next) look(next).catch(failed)
    if (next === undefined || broken) waited(glance())
  }

  const stops: Cancel[] = [
    hub.watch((frame) => {
      newest = frame
      repeats.note(frame)
    }),
    clock.every(LOOK_EACH, tick),
  ]
  return () => {
    closed = true
    for (const stop of stops) stop()
  }
}
