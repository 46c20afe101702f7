// Does something move before the camera? By contrast to what is around, so that clouds, lamps and headlights do not. Pure.

import { type Millis, seconds } from '#protocol/units.ts'
import { CELLS } from './grid.ts'

/** Share of cells: a person ten metres away; a leaf or a moth is less. */
export const MOVES = 0.008
export const RESTS = 0.004
/** More than this at once is light that was switched, or the camera itself. */
export const ALL = 0.5
/** Contrast that a cell must differ by. */
export const STEP = 0.15

const ON_AFTER = seconds(0.5)
const OFF_AFTER = seconds(3)
/** While it goes on it is said again, so that whoever records need not guess. */
export const AGAIN_AFTER = seconds(2)

/** How much of the time each cell has moved lately, 0..1: a tree in the wind, a clock burnt in. */
export type Restless = Float32Array
export const QUIET: Restless = new Float32Array(CELLS)
/** A cell that moves more than this is not looked at … */
const RESTLESS = 0.2
/** … over the last half minute. */
const WEIGHT = 1 / 150

/** Share of the cells that are not restless in which the contrast is another than before. */
export const movedIn = (
  restless: Restless,
  contrast: Float32Array,
  before: Float32Array | undefined,
): { readonly share: number; readonly restless: Restless } => {
  if (!before) return { share: 0, restless }
  const next = new Float32Array(CELLS)
  let count = 0
  for (let at = 0; at < CELLS; at += 1) {
    const was = restless[at] ?? 0
    const moves = Math.abs((contrast[at] ?? 0) - (before[at] ?? 0)) > STEP
    if (moves && was < RESTLESS) count += 1
    next[at] = was + ((moves ? 1 : 0) - was) * WEIGHT
  }
  return { share: count / CELLS, restless: next }
}

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
