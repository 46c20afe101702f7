// The hall behind the door, as far as the camera sees into it.

import { boards, type Colour, paint, plaster, shade } from './texture.ts'
import type { Point } from './view.ts'

/** The opening in the front of the house, in metres; the wall is `deep` thick. */
export const OPENING = { half: 0.5, sill: 0.14, high: 2.18, deep: 0.22 } as const
const HALL = { left: -1.7, right: 0.85, back: 3.3, high: 2.5 } as const

/** Warm light from the ceiling in the middle of the hall. */
const lamplight = (x: number, y: number, z: number): number => {
  const far = (x + 0.3) ** 2 + (y - 2.4) ** 2 + (z - 1.7) ** 2
  return 0.34 + 0.62 / (1 + 0.5 * far)
}

const backWall = (out: Colour, x: number, y: number): void => {
  const [u, v] = [(x - 0.05) / 0.5, (y - 1.25) / 0.66]
  const isPicture = Math.abs(u) < 0.5 && v > 0 && v < 1
  if (!isPicture) return void (y < 0.26 ? paint(out, 236, 232, 222) : plaster(out, x, y))
  if (Math.abs(u) > 0.44 || v < 0.05 || v > 0.95) return void paint(out, 62, 44, 30)
  // A sea in the frame.
  if (v < 0.42) paint(out, 52, 96, 122, 0.9 + 0.1 * Math.sin(v * 90))
  else paint(out, 196, 206, 204)
}

/** Coats on the right wall. */
const coats = (out: Colour, z: number, y: number): boolean => {
  if (y < 0.8 || y > 1.75) return false
  const [at, width] = [Math.abs(z - 2.2), 0.1 + (1.75 - y) * 0.13]
  if (at < width) paint(out, 128, 44, 40, 0.75 + 0.25 * Math.cos((z - 2.2) * 34))
  else if (Math.abs(z - 2.65) < width * 0.9) paint(out, 60, 70, 52, 0.75 + 0.25 * Math.cos((z - 2.65) * 30))
  else return false
  return true
}

const floorOf = (out: Colour, x: number, z: number): void => {
  const isRug = Math.abs(x + 0.15) < 0.36 && z > 0.75 && z < 2.9
  if (!isRug) return void boards(out, x, z)
  const weave = 0.9 + 0.1 * Math.sin(z * 42)
  if (Math.abs(Math.abs(x + 0.15) - 0.28) < 0.03) paint(out, 210, 190, 150, weave)
  else paint(out, 134, 48, 44, weave)
}

const hall = (out: Colour, eye: Point, d: Point): void => {
  const { x: ox, y: oy, z: oz } = eye
  const { x: dx, y: dy, z: dz } = d
  const floor = dy < 0 ? (OPENING.sill - oy) / dy : Number.POSITIVE_INFINITY
  const ceiling = dy > 0 ? (HALL.high - oy) / dy : Number.POSITIVE_INFINITY
  const side = ((dx > 0 ? HALL.right : HALL.left) - ox) / dx
  const back = (HALL.back - oz) / dz
  const t = Math.min(floor, ceiling, back, side > 0 ? side : Number.POSITIVE_INFINITY)
  const [x, y, z] = [ox + dx * t, oy + dy * t, oz + dz * t]
  if (t === floor) floorOf(out, x, z)
  else if (t === ceiling) paint(out, 230, 226, 216)
  else if (t === back) backWall(out, x, y)
  else if (!(dx > 0 && coats(out, z, y))) plaster(out, z, y)
  const lit = lamplight(x, y, z)
  out.red *= lit * 1.06
  out.green *= lit * 0.96
  out.blue *= lit * 0.78
}

/** For a ray that goes through the opening. */
export const indoors = (out: Colour, eye: Point, d: Point): void => {
  const { x: ox, y: oy, z: oz } = eye
  const { x: dx, y: dy, z: dz } = d
  const jamb = ((dx > 0 ? OPENING.half : -OPENING.half) - ox) / dx
  const jambZ = oz + dz * jamb
  const sill = (OPENING.sill - oy) / dy
  const sillZ = oz + dz * sill
  if (jamb > 0 && jambZ > 0 && jambZ < OPENING.deep) {
    paint(out, 228, 226, 218)
    shade(out, 0.84 - jambZ)
  } else if (dy < 0 && sillZ > 0 && sillZ < OPENING.deep) paint(out, 150, 146, 138, 0.9 - sillZ)
  else hall(out, eye, d)
}
