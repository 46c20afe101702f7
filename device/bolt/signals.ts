// Plays patterns on light and buzzer: a passing one over a standing one, and that over the light for talk. Owns its timer; knows no board.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { DARK, isPassing, type Show, STEP, showAt, TALKED } from './pattern.ts'
import type { SignalPattern } from './port.ts'

interface Played {
  readonly pattern: SignalPattern
  readonly since: Millis
}

export interface Signals {
  play(pattern: SignalPattern): void
  /** What is shown now; for a board that has just come. */
  readonly shown: Show
  close(): void
}

/** @param show called when light or sound change */
export function createSignals(clock: Clock, show: (show: Show) => void): Signals {
  let standing: Played | undefined
  let passing: Played | undefined
  let talked = false
  let shown = DARK
  let timer: Cancel | undefined

  const at = (played: Played | undefined): Show | undefined =>
    played && showAt(played.pattern, millis(clock.monotonic() - played.since))

  const look = (): void => {
    const over = at(passing)
    if (!over) passing = undefined
    const under = over ? undefined : at(standing)
    const next = over ?? under ?? (talked ? TALKED : DARK)
    if (next.light !== shown.light || next.sound !== shown.sound) {
      shown = next
      show(next)
    }
    if (over || under) timer ??= clock.every(STEP, look)
    else stop()
  }

  const stop = (): void => {
    timer?.()
    timer = undefined
  }

  return {
    play: (pattern) => {
      const played = { pattern, since: clock.monotonic() }
      if (pattern === 'talk' || pattern === 'hush') talked = pattern === 'talk'
      if (pattern === 'hush') {
        if (passing?.pattern === 'talk') passing = undefined
      } else if (isPassing(pattern)) passing = played
      else standing = pattern === 'off' ? undefined : played
      look()
    },
    get shown() {
      return shown
    },
    close: stop,
  }
}
