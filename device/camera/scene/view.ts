// Where the camera stands and what it looks at: a pinhole, metres outside, pixels inside. x runs to the right along
// the front of the house, y up, z into the house.

import type { Size } from '../picture/picture.ts'
import type { Knob } from './canvas.ts'

export interface Point {
  readonly x: number
  readonly y: number
  readonly z: number
}
/** A point that is written anew for each ray. */
export type Ray = { -readonly [Axis in keyof Point]: number }

export interface Look {
  readonly eye: Point
  readonly at: Point
  /** Degrees the camera leans over. */
  readonly roll: number
}

const EYE: Point = { x: -1.75, y: 2.75, z: -4.5 }
/** As the camera hangs beside the door … */
export const DOOR_LOOK: Look = { eye: EYE, at: { x: 0.28, y: 0.98, z: 0.2 }, roll: 0 }
/** … and after somebody turned it towards the garden. */
export const TURNED_LOOK: Look = { eye: EYE, at: { x: -6.2, y: 2.3, z: -4.4 }, roll: 11 }

/** Across the picture, degrees. */
const FIELD = 62

export interface View {
  readonly eye: Point
  /** Direction of the light that reaches this pixel, written into `into`; not of length 1. */
  ray(x: number, y: number, into: Ray): void
  /** Where a point appears, and how many pixels a metre there has. */
  project(point: Point, radius?: number): Knob & { readonly depth: number }
}

const dot = (a: Point, b: Point): number => a.x * b.x + a.y * b.y + a.z * b.z
const cross = (a: Point, b: Point): Point => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
})
/** `a` times `p` and `b` times `q` together. */
const sum = (a: Point, p: number, b: Point, q: number): Point => ({
  x: a.x * p + b.x * q,
  y: a.y * p + b.y * q,
  z: a.z * p + b.z * q,
})
const unit = (a: Point): Point => sum(a, 1 / Math.sqrt(dot(a, a)), a, 0)

export const createView = ({ eye, at, roll }: Look, { width, height }: Size): View => {
  const forward = unit(sum(at, 1, eye, -1))
  const level = unit(cross({ x: 0, y: 1, z: 0 }, forward))
  const lean = (roll * Math.PI) / 180
  const right = sum(level, Math.cos(lean), cross(forward, level), Math.sin(lean))
  const up = cross(forward, right)
  const focal = width / 2 / Math.tan((FIELD * Math.PI) / 360)
  // A picture that is not 16:9 shows the same view, stretched: everything stays in it.
  const focalDown = (focal * height * 16) / (width * 9)
  return {
    eye,
    ray: (x, y, into) => {
      const across = (x - width / 2) / focal
      const down = (height / 2 - y) / focalDown
      into.x = forward.x + right.x * across + up.x * down
      into.y = forward.y + right.y * across + up.y * down
      into.z = forward.z + right.z * across + up.z * down
    },
    project: (point, radius = 1) => {
      const away = sum(point, 1, eye, -1)
      const depth = Math.max(0.05, dot(away, forward))
      return {
        x: width / 2 + (dot(away, right) / depth) * focal,
        y: height / 2 - (dot(away, up) / depth) * focalDown,
        r: (radius * focalDown) / depth,
        depth,
      }
    },
  }
}
