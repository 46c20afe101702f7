// Does something move before the camera? By relief, so that clouds, lamps and headlights do not. Pure.

import { type Millis, seconds } from '#protocol/units.ts'

/** Share of cells: a person ten metres away; a leaf or a moth is less. */
export const MOVES = 0.008
export const RESTS = 0.004
/** More than this at once is light that was switched, or the camera itself. */
export const ALL = 0.5
/** Relief, in grey levels, that a cell must differ by. */
export const STEP = 10

const ON_AFTER = seconds(0.5)
const OFF_AFTER = seconds(3)
/** While it goes on it is said again, so that whoever records need not guess. */
export const AGAIN_AFTER = seconds(2)

export type Motion =
  | { readonly is: 'rest' }
  | { readonly is: 'stirring'; readonly since: Millis }
  | { readonly is: 'moving'; readonly said: Millis; readonly last: Millis }

export interface MotionReduced {
  readonly state: Motion
  /** Say that there is motion. */
  readonly say: boolean
}

export const AT_REST: Motion = { is: 'rest' }

const stay = (state: Motion): MotionReduced => ({ state, say: false })

const moving = (state: Motion & { is: 'moving' }, now: Millis): MotionReduced => {
  const say = now - state.said >= AGAIN_AFTER
  return { state: { is: 'moving', said: say ? now : state.said, last: now }, say }
}

/** @param share of cells that moved between the last two looks */
export const reduceMotion = (state: Motion, share: number, now: Millis): MotionReduced => {
  const moves = share >= (state.is === 'moving' ? RESTS : MOVES) && share < ALL
  switch (state.is) {
    case 'rest':
      return stay(moves ? { is: 'stirring', since: now } : state)
    case 'stirring':
      if (!moves) return stay(AT_REST)
      return now - state.since >= ON_AFTER ? { state: { is: 'moving', said: now, last: now }, say: true } : stay(state)
    case 'moving':
      if (moves) return moving(state, now)
      return stay(now - state.last >= OFF_AFTER ? AT_REST : state)
  }
}
