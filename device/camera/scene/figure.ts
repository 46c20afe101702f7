// Draws whoever is there: limbs as rods between joints that stand in the same space as the house.

import type { Raw } from '../picture/picture.ts'
import { type Clip, face, glow, type Knob, limb, type Rgb } from './canvas.ts'
import type { Standing } from './person.ts'
import type { Point, View } from './view.ts'
import { STEP } from './world.ts'

/** Turns a colour of the day into one of the light that reigns. */
export type Grade = (rgb: Rgb) => Rgb

const SKIN: Rgb = [214, 168, 138]
const JACKET: Rgb = [44, 74, 148]
const STRIPE: Rgb = [214, 220, 96]
const TROUSERS: Rgb = [58, 60, 70]
const SHOES: Rgb = [34, 30, 30]
const HAIR: Rgb = [62, 44, 34]
const CAP: Rgb = [38, 62, 128]
const CARTON: Rgb = [190, 146, 96]
const TAPE: Rgb = [222, 200, 152]

/** Metres of one whole stride. */
const STRIDE = 1.45

interface Body {
  readonly canvas: Raw
  readonly view: View
  readonly grade: Grade
  readonly clip: Clip | undefined
  /** A point of the body: ahead, to its left, above the ground. */
  at(ahead: number, left: number, up: number): Point
}

const floorAt = (x: number, z: number): number => {
  if (z > 0) return STEP.high
  const near = Math.max(Math.abs(x) - STEP.half, -STEP.deep - z)
  return STEP.high * Math.min(1, Math.max(0, 1 - near / 0.16))
}

const rod = (body: Body, from: Point, to: Point, [r0, r1]: readonly [number, number], rgb: Rgb): void => {
  const [a, b]: [Knob, Knob] = [body.view.project(from, r0), body.view.project(to, r1)]
  limb(body.canvas, a, b, body.grade(rgb), body.clip)
}

/** One leg: the foot swings and is lifted while it comes forward. */
const leg = (body: Body, side: 1 | -1, phase: number, moves: boolean): void => {
  const swing = moves ? Math.sin(phase) : 0
  const lift = moves ? Math.max(0, Math.cos(phase)) : 0
  const hip = body.at(0, 0.1 * side, 0.92)
  const knee = body.at(0.2 * swing + 0.1 * lift, 0.11 * side, 0.5 + 0.05 * lift)
  const ankle = body.at(0.34 * swing - 0.06 * lift, 0.11 * side, 0.09 + 0.12 * lift)
  const toes = body.at(0.34 * swing + 0.12, 0.13 * side, 0.045 + 0.09 * lift)
  rod(body, ankle, toes, [0.055, 0.045], SHOES)
  rod(body, knee, ankle, [0.072, 0.055], TROUSERS)
  rod(body, hip, knee, [0.1, 0.075], TROUSERS)
}

const arm = (body: Body, side: 1 | -1, phase: number, carries: boolean, moves: boolean): void => {
  const swing = moves ? Math.sin(phase) * 0.26 : 0.02
  const shoulder = body.at(0, 0.22 * side, 1.42)
  const elbow = carries ? body.at(0.1, 0.27 * side, 1.14) : body.at(swing * 0.5 - 0.04, 0.27 * side, 1.14)
  const hand = carries ? body.at(0.36, 0.19 * side, 1.06) : body.at(swing + 0.08, 0.26 * side, 0.87)
  rod(body, elbow, hand, [0.055, 0.045], JACKET)
  rod(body, hand, hand, [0.052, 0.052], SKIN)
  rod(body, shoulder, elbow, [0.075, 0.06], JACKET)
}

/** A band around the body: from every side as wide as the body is there. */
const stripe = (body: Body, up: number): void => {
  const { x, y, r } = body.view.project(body.at(0, 0, up), 0.163)
  const thin = r * 0.13
  const [left, right] = [x - r + thin, x + r - thin]
  limb(body.canvas, { x: left, y, r: thin }, { x: right, y: y + r * 0.06, r: thin }, body.grade(STRIPE), body.clip)
}

const trunk = (body: Body): void => {
  rod(body, body.at(0, 0.11, 1.4), body.at(0, -0.11, 1.4), [0.1, 0.1], JACKET)
  rod(body, body.at(0, 0, 1.36), body.at(0, 0, 1.02), [0.178, 0.158], JACKET)
  rod(body, body.at(0, 0, 1.02), body.at(0, 0, 0.94), [0.158, 0.15], JACKET)
  stripe(body, 1.26)
  stripe(body, 1.1)
}

const hair = (body: Body): void => {
  rod(body, body.at(-0.035, 0, 1.62), body.at(-0.02, 0, 1.68), [0.092, 0.1], HAIR)
}

const head = (body: Body, away: boolean): void => {
  rod(body, body.at(0.01, 0, 1.48), body.at(0.02, 0, 1.58), [0.06, 0.058], SKIN)
  if (!away) hair(body)
  rod(body, body.at(0.03, 0, 1.615), body.at(0.03, 0, 1.69), [0.086, 0.1], SKIN)
  if (away) hair(body)
  for (const side of away ? [] : [0.036, -0.036]) {
    const eye = body.at(0.118, side, 1.665)
    rod(body, eye, eye, [0.013, 0.013], HAIR)
  }
  const visor = (): void => rod(body, body.at(0.09, 0, 1.735), body.at(0.19, 0, 1.71), [0.068, 0.05], CAP)
  if (away) visor()
  rod(body, body.at(0, 0, 1.735), body.at(0.01, 0, 1.765), [0.108, 0.096], CAP)
  if (!away) visor()
}

/** A carton held before the chest. */
const parcel = (body: Body): void => {
  const [near, far, half, low, high] = [0.22, 0.56, 0.22, 0.98, 1.28]
  const corner = (ahead: number, left: number, up: number): Knob => body.view.project(body.at(ahead, left, up))
  const quad = (points: readonly (readonly [number, number, number])[]): Knob[] => points.map((p) => corner(...p))
  const sides = [
    {
      lit: 0.72,
      points: quad([
        [near, half, low],
        [far, half, low],
        [far, half, high],
        [near, half, high],
      ]),
    },
    {
      lit: 0.84,
      points: quad([
        [near, -half, low],
        [far, -half, low],
        [far, -half, high],
        [near, -half, high],
      ]),
    },
    {
      lit: 0.9,
      points: quad([
        [far, -half, low],
        [far, half, low],
        [far, half, high],
        [far, -half, high],
      ]),
    },
    {
      lit: 0.66,
      points: quad([
        [near, -half, low],
        [near, half, low],
        [near, half, high],
        [near, -half, high],
      ]),
    },
  ]
  const depthOf = (points: readonly Knob[]): number => points.reduce((sum, { r }) => sum + r, 0)
  const shown = [...sides].sort((a, b) => depthOf(a.points) - depthOf(b.points))
  const tinted = (rgb: Rgb, lit: number): Rgb => body.grade([rgb[0] * lit, rgb[1] * lit, rgb[2] * lit])
  for (const { points, lit } of shown) face(body.canvas, points, tinted(CARTON, lit), body.clip)
  const top = quad([
    [near, -half, high],
    [far, -half, high],
    [far, half, high],
    [near, half, high],
  ])
  face(body.canvas, top, tinted(CARTON, 1.12), body.clip)
  const tape = quad([
    [near, -0.03, high],
    [far, -0.03, high],
    [far, 0.03, high],
    [near, 0.03, high],
  ])
  face(body.canvas, tape, tinted(TAPE, 1.05), body.clip)
}

/** @param inside where somebody in the house can be seen */
export const drawFigure = (
  canvas: Raw,
  view: View,
  standing: Standing,
  { carries, inside, grade }: { readonly carries: boolean; readonly inside: Clip; readonly grade: Grade },
): void => {
  const { x, z, ahead, walked, moves } = standing
  const base = floorAt(x, z)
  const phase = (walked / STRIDE) * 2 * Math.PI
  const bob = moves ? 0.02 * Math.cos(2 * phase) : 0
  const body: Body = {
    canvas,
    view,
    grade,
    clip: z > 0.1 ? inside : undefined,
    at: (forth, left, up) => ({
      x: x + ahead.x * forth - ahead.z * left,
      y: base + up + (up > 0.6 ? bob : 0),
      z: z + ahead.z * forth + ahead.x * left,
    }),
  }
  if (z < 0) {
    const foot = view.project({ x: x + 0.08, y: base, z: z + 0.06 }, 0.42)
    glow(canvas, foot, foot.r, foot.r * 0.42, -58)
  }
  // The side that is farther from the camera first.
  const farther = view.project(body.at(0, 1, 1)).depth > view.project(body.at(0, -1, 1)).depth ? 1 : -1
  const nearer = farther === 1 ? -1 : 1
  const isBehind = view.project(body.at(1, 0, 1)).depth > view.project(body.at(-1, 0, 1)).depth
  if (carries && isBehind) parcel(body)
  arm(body, farther, farther === 1 ? phase + Math.PI : phase, carries, moves)
  leg(body, farther, farther === 1 ? phase : phase + Math.PI, moves)
  leg(body, nearer, nearer === 1 ? phase : phase + Math.PI, moves)
  trunk(body)
  head(body, isBehind)
  if (carries && !isBehind) parcel(body)
  arm(body, nearer, nearer === 1 ? phase + Math.PI : phase, carries, moves)
}
