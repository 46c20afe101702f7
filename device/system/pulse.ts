// Whether the door's parts still turn: each gives a sign now and then, or says how long it has been at something.
// Finds out only; what follows is the watchdog's matter.

import type { Clock } from '#protocol/clock.ts'
import type { Millis } from '#protocol/units.ts'

export interface Pulse {
  /** A sign of life. */
  beat(): void
}

export interface Work {
  /** Counts as at work until it settles. */
  watch<Result>(doing: Promise<Result>): Promise<Result>
}

export interface Pulses {
  /** A part that beats at least each `within`. */
  beating(name: string, within: Millis): Pulse
  /** A part that takes no longer than `within` for anything. */
  working(name: string, within: Millis): Work
  /** Names of the parts that stand still. */
  still(): readonly string[]
}

export const createPulses = (clock: Pick<Clock, 'monotonic'>): Pulses => {
  const parts: { readonly name: string; isStill(): boolean }[] = []
  return {
    beating: (name, within) => {
      let last = clock.monotonic()
      parts.push({ name, isStill: () => clock.monotonic() - last > within })
      return {
        beat: () => {
          last = clock.monotonic()
        },
      }
    },
    working: (name, within) => {
      const begun = new Set<{ readonly at: Millis }>()
      // In order of their beginning: the first is the oldest.
      const oldest = (): Millis | undefined => begun.values().next().value?.at
      parts.push({ name, isStill: () => clock.monotonic() - (oldest() ?? clock.monotonic()) > within })
      return {
        watch: (doing) => {
          const one = { at: clock.monotonic() }
          begun.add(one)
          return doing.finally(() => begun.delete(one))
        },
      }
    },
    still: () => parts.filter((part) => part.isStill()).map(({ name }) => name),
  }
}
