// Every page and picture made from this folder, as text by path. Pure: generate.ts writes them, a test compares them.

import { posix } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import { assemblyLines } from './assembly.ts'
import { powerBudget } from './budget.ts'
import { drawingOf } from './diagram/drawing.ts'
import { stressOn } from './diagram/frame.ts'
import { paint } from './diagram/paint.ts'
import { wiringPlan } from './plan.ts'
import { shoppingTable } from './shopping.ts'
import { pictureOf, STEPS } from './steps.ts'
import { BUILDS } from './variants.ts'

export interface Page {
  /** From this folder. */
  readonly path: string
  readonly text: string
}

export const GUIDE = '../../docs/build-a-rig.md'
const FROM_GUIDE = '../hardware/wiring/'

function pictures(): readonly Page[] {
  const whole = BUILDS.map((build) => ({ path: `pictures/${build}.svg`, text: paint(drawingOf(build)) }))
  const steps = STEPS.flatMap((step) =>
    step.builds.map((build) => {
      const drawing = drawingOf(build)
      const titled = { ...drawing, title: `${drawing.title}. ${step.title}` }
      return { path: pictureOf(step.id, build), text: paint(titled, stressOn(drawing, step.id)) }
    }),
  )
  return [...whole, ...steps]
}

/** Puts lines between `<!-- made: NAME -->` and `<!-- end: NAME -->` of a page that is written by hand. */
export function filled(text: string, name: string, lines: readonly string[]): string {
  const [start, end] = [`<!-- made: ${name} -->\n`, `<!-- end: ${name} -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from)
    throw new HausrechtError('guide_mark_missing', `Put “${start.trim()}” and “${end}” into the guide.`)
  return `${text.slice(0, from + start.length)}\n${lines.join('\n').trim()}\n\n${text.slice(to)}`
}

/** @param guide the guide as it is now: only what stands between its marks is made */
export function allPages(guide: string): readonly Page[] {
  const withParts = filled(guide, 'parts', shoppingTable(FROM_GUIDE))
  const withSteps = filled(
    withParts,
    'steps',
    assemblyLines((path) => posix.join(FROM_GUIDE, path)),
  )
  return [
    ...pictures(),
    { path: 'wiring.md', text: wiringPlan() },
    { path: 'power.md', text: powerBudget() },
    { path: GUIDE, text: withSteps },
  ]
}
