// Tells when the rig's infrared lamp should be switched: light.ts, fed with each look of the watch.

import type { Millis } from '#protocol/units.ts'
import { lampWanted, NIGHT_AT_FIRST, type NightLight, reduceNight } from './light.ts'

export interface LampParts {
  /** Is a clip being written? */
  readonly filmed: () => boolean
  /** Called only for a change; at first the lamp is out. */
  readonly wish: (infrared: boolean) => void
}

export interface Lamp {
  /** @param mean light of a look, 0..255 @param now monotonic */
  look(mean: number, now: Millis): void
  /** The camera was switched off: its lamp, too. */
  out(): void
}

export const createLamp = ({ filmed, wish }: LampParts): Lamp => {
  let state: NightLight = NIGHT_AT_FIRST
  const become = (next: NightLight): void => {
    const was = lampWanted(state)
    state = next
    if (lampWanted(next) !== was) wish(!was)
  }
  return {
    look: (mean, now) => become(reduceNight(state, { mean, filmed: filmed(), now })),
    out: () => become(NIGHT_AT_FIRST),
  }
}
