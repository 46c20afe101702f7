// All that the watch makes of what it sees, look by look: sights, motion, and what it knows of the place. Pure; the
// program around it is watch.ts.

import { type Millis, millis } from '#protocol/units.ts'
import { evidenceOf } from './evidence.ts'
import type { Open } from './grid.ts'
import type { Look } from './measures.ts'
import { AT_REST, type Motion, movedIn, QUIET, type Restless, reduceMotion } from './motion.ts'
import { type EvidenceOf, reduceSights, type SightEffect, type Sights, sightsAtFirst, TROUBLES } from './sights.ts'
import { lampShows, likenessOf, NO_VIEWS, reduceViews, type Views } from './views.ts'

export interface Mind {
  readonly sights: Sights
  readonly views: Views
  readonly motion: Motion
  readonly restless: Restless
  readonly last?: Look
  /** Mean of the last calm picture under the present light. */
  readonly light?: number
  /** What that was when the lamp was lit last. */
  readonly lightBefore?: number
  readonly litSince?: Millis
}

export type Notion =
  | {
      readonly what: 'looked'
      readonly look: Look
      readonly open: Open
      readonly repeating: boolean
      readonly now: Millis
    }
  /** No look was possible just now. `age`: of the newest picture that could be read; undefined before the first. */
  | { readonly what: 'waited'; readonly age: Millis | undefined; readonly repeating: boolean; readonly now: Millis }
  /** The camera's rail and the lamp, as measured. */
  | { readonly what: 'rig'; readonly powered: boolean; readonly infrared: boolean; readonly now: Millis }
  /** The owner says that this is the view from now on, or masks changed. */
  | { readonly what: 'forget'; readonly remembered: Views['remembered'] }

export interface Thought {
  readonly mind: Mind
  readonly effects: readonly SightEffect[]
  readonly motion: boolean
}

/** Pictures are this old at most while a camera delivers. */
export const FRESH = millis(1000)
/** Two looks that differ in less than this show the same. */
const STILL = 0.06
/** What is even has nothing that could freeze: it is covered, blinded or dark. */
const SHOWS = 3
/** With less than this unmasked there is nothing to judge by. */
const OPEN_LEAST = 0.03

export const mindAtFirst = (now: Millis, remembered: Views['remembered']): Mind => ({
  sights: sightsAtFirst(now),
  views: { ...NO_VIEWS, remembered },
  motion: AT_REST,
  restless: QUIET,
})

const without = (mind: Mind, ...keys: readonly ('last' | 'light' | 'lightBefore' | 'litSince')[]): Mind => {
  const left = { ...mind }
  for (const key of keys) delete left[key]
  return left
}

const frozenOf = (repeating: boolean, look: Look | undefined): EvidenceOf => ({
  frozen: repeating && (look === undefined || look.std >= SHOWS) ? 'strong' : 'none',
})

const isCalm = (sights: Sights, evidence: EvidenceOf): boolean =>
  TROUBLES.every((trouble) => sights.spells[trouble].is === 'away' && (evidence[trouble] ?? 'none') === 'none')

const looked = (mind: Mind, { look, open, repeating, now }: Extract<Notion, { what: 'looked' }>): Thought => {
  const { share, restless } = movedIn(mind.restless, look.contrast, mind.last?.contrast)
  const likeness = likenessOf(mind.views, look, open.cells)
  const { litSince, light: usual, lightBefore } = mind
  const around = { likeness, litSince, lampShows: lampShows(mind.views), light: usual, lightBefore, now }
  const seen = open.share < OPEN_LEAST ? {} : evidenceOf(look, { ...around, still: share < STILL })
  const evidence = { lost: 'none', ...frozenOf(repeating || look.changed === 0, look), ...seen } as const
  const { state: sights, effects } = reduceSights(mind.sights, { what: 'judged', evidence, now })
  const calm = isCalm(sights, evidence)
  const motion = reduceMotion(mind.motion, share, now)
  const views = reduceViews(mind.views, look, mind.litSince === undefined ? 'day' : 'night', calm, now)
  const light = calm ? { light: look.mean } : {}
  const next = { ...mind, sights, views, motion: motion.state, restless, last: look, ...light }
  return { mind: next, effects, motion: motion.say }
}

const waited = (mind: Mind, { age, repeating, now }: Extract<Notion, { what: 'waited' }>): Thought => {
  const lost = age === undefined || age > FRESH
  const evidence: EvidenceOf = lost ? { lost: 'strong' } : { lost: 'none', ...frozenOf(repeating, mind.last) }
  const { state: sights, effects } = reduceSights(mind.sights, { what: 'judged', evidence, now })
  return { mind: sights === mind.sights ? mind : { ...mind, sights }, effects, motion: false }
}

const rig = (mind: Mind, { powered, infrared, now }: Extract<Notion, { what: 'rig' }>): Thought => {
  const { state: sights, effects } = reduceSights(mind.sights, { what: 'power', on: powered, now })
  const was = mind.litSince !== undefined
  if (sights === mind.sights && was === infrared) return { mind, effects, motion: false }
  // What was light by the lamp is not known to be light without it, and the other way round.
  const kept = was === infrared ? { ...mind, sights } : without({ ...mind, sights }, 'light', 'litSince')
  const before = mind.light === undefined ? {} : { lightBefore: mind.light }
  const lit = infrared && !was ? { ...kept, ...before, litSince: now } : kept
  return { mind: powered ? lit : without({ ...lit, motion: AT_REST }, 'last'), effects, motion: false }
}

/** The same mind when nothing changed. */
export const think = (mind: Mind, notion: Notion): Thought => {
  switch (notion.what) {
    case 'looked':
      return looked(mind, notion)
    case 'waited':
      return waited(mind, notion)
    case 'rig':
      return rig(mind, notion)
    case 'forget': {
      const views = { ...NO_VIEWS, remembered: notion.remembered }
      return {
        mind: without({ ...mind, views, motion: AT_REST, restless: QUIET }, 'last', 'light', 'lightBefore'),
        effects: [],
        motion: false,
      }
    }
  }
}
