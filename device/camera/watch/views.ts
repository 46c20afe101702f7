// How the place usually looks, by daylight and by the lamp: what a camera that was turned, covered or sprayed is told
// by. Learnt only while nothing is the matter, and slowly, so that the light of the day and the seasons are followed
// and a sudden change is not. Pure.

import { type Millis, seconds } from '#protocol/units.ts'
import type { Look } from './measures.ts'
import { alike, type Print, printOf } from './print.ts'
import { correlation, kept, signsOf } from './relief.ts'

/** By which light: `night` is that of the rig's own infrared lamp. */
export const LIGHTS = ['day', 'night'] as const
export type Light = (typeof LIGHTS)[number]

/** Means over the looks that were learnt. */
export interface Usual {
  readonly std: number
  readonly bright: number
  readonly detail: number
}

export interface View {
  readonly cells: Float32Array
  readonly relief: Float32Array
  readonly signs: Int8Array
  readonly usual: Usual
  readonly learnt: number
}

/** What is known of a view after a restart. */
export interface Remembered {
  readonly print: Print
  readonly usual: Usual
}

export interface Views {
  readonly known: Readonly<Partial<Record<Light, View>>>
  readonly remembered: Readonly<Partial<Record<Light, Remembered>>>
  /** Looks in a row with which nothing was the matter. */
  readonly calm: number
  readonly learntAt?: Millis
}

export const NO_VIEWS: Views = { known: {}, remembered: {}, calm: 0 }

/** How like the usual a picture is: the best of all views. */
export interface Likeness {
  /** Correlation of the grey cells, -1..1. */
  readonly like: number
  /** Share of the relief that is kept, -1..1; by chance 0. */
  readonly kept: number
  readonly usual: Usual
}

/** A first view is taken from this many looks in a row. */
const CALM_LEAST = 5
const EACH = seconds(1)
/** Each later look weighs this much: five minutes until most of a view is new. */
const SLOW = 1 / 300

/** Undefined while no view is known. */
export const likenessOf = ({ known, remembered }: Views, look: Look, open: Uint8Array): Likeness | undefined => {
  const signs = signsOf(look.relief)
  let print: Print | undefined
  const all = LIGHTS.flatMap((light): Likeness[] => {
    const { [light]: view } = known
    if (view) {
      return [{ like: correlation(look.cells, view.cells, open), kept: kept(signs, view.signs), usual: view.usual }]
    }
    const { [light]: old } = remembered
    if (!old) return []
    print ??= printOf(signs)
    const share = alike(print, old.print)
    return [{ like: share, kept: share, usual: old.usual }]
  })
  if (all.length === 0) return undefined
  return all.reduce((best, one) => (one.kept > best.kept ? one : best))
}

/** Is it known that the lamp shows the place? Then darkness with the lamp on is no night. */
export const lampShows = ({ known, remembered }: Views): boolean =>
  known.night !== undefined || remembered.night !== undefined

const mixed = (old: number, fresh: number, weight: number): number => old + (fresh - old) * weight

const learn = (view: View | undefined, { cells, std, bright, detail, relief }: Look): View => {
  if (!view) return { cells, relief, signs: signsOf(relief), usual: { std, bright, detail }, learnt: 1 }
  const weight = Math.max(SLOW, 1 / (view.learnt + 1))
  const followed = view.relief.map((value, at) => mixed(value, relief[at] ?? 0, weight))
  return {
    cells: view.cells.map((value, at) => mixed(value, cells[at] ?? 0, weight)),
    relief: followed,
    signs: signsOf(followed),
    usual: {
      std: mixed(view.usual.std, std, weight),
      bright: mixed(view.usual.bright, bright, weight),
      detail: mixed(view.usual.detail, detail, weight),
    },
    learnt: view.learnt + 1,
  }
}

/**
 * @param calm nothing speaks for any trouble, and nothing is present or on its way
 */
export const reduceViews = (views: Views, look: Look, light: Light, calm: boolean, now: Millis): Views => {
  if (!calm) return views.calm === 0 ? views : { ...views, calm: 0 }
  const seen = Math.min(CALM_LEAST, views.calm + 1)
  const due = views.learntAt === undefined || now - views.learntAt >= EACH
  if (seen < CALM_LEAST || !due) return seen === views.calm ? views : { ...views, calm: seen }
  const known = { ...views.known, [light]: learn(views.known[light], look) }
  return { known, remembered: views.remembered, calm: seen, learntAt: now }
}
