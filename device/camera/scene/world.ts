// What light from the house front, the porch and the hall reaches the camera: one ray at a time, pure. The door's
// leaf is not here (leaf.ts), nor whoever comes (figure.ts).

import { front } from './front.ts'
import { indoors, OPENING } from './indoors.ts'
import { type Colour, cloudy, corner, grass, leaves, paint, paving, shade, stone, within } from './texture.ts'
import type { Point } from './view.ts'

/** The step before the door. */
export const STEP = { half: 0.85, deep: 0.55, high: OPENING.sill } as const
/** The corner of the house, which only a turned camera sees. */
const HOUSE_END = -4.4
const PATH = { near: -2.05 } as const
const BUSH = { x: 1.0, y: 0.83, z: -0.3, r: 0.32 } as const
const POT = { x: 1.0, z: -0.3, r: 0.21, high: 0.56 } as const

const mat = (out: Colour, x: number, z: number): boolean => {
  if (Math.abs(x) > 0.37 || !within(z, -0.44, -0.08)) return false
  const rim = Math.min(0.37 - Math.abs(x), z + 0.44, -0.08 - z)
  paint(out, 104, 78, 52, (rim < 0.03 ? 0.55 : 0.85) + 0.35 * cloudy(x * 90, z * 90))
  return true
}

const ground = (out: Colour, x: number, z: number): void => {
  const meadow = z < PATH.near || x > 1.9 + 0.1 * cloudy(z * 3, 0) || x < -9
  if (meadow) grass(out, x, z)
  else paving(out, x, z)
  const nearStep = Math.max(Math.abs(x) - STEP.half, -STEP.deep - z)
  const nearPot = Math.hypot(x - POT.x - 0.12, z - POT.z) - POT.r
  shade(out, corner(-z, 0.3, 0.45) * (nearStep > 0 ? corner(nearStep, 0.09, 0.35) : 1) * corner(nearPot, 0.14, 0.5))
}

interface Found {
  t: number
}

const step = (out: Colour, eye: Point, d: Point, found: Found): void => {
  const { x: ox, y: oy, z: oz } = eye
  const { x: dx, y: dy, z: dz } = d
  const top = (STEP.high - oy) / dy
  const [tx, tz] = [ox + dx * top, oz + dz * top]
  if (dy < 0 && top < found.t && Math.abs(tx) < STEP.half && within(tz, -STEP.deep, 0)) {
    found.t = top
    const edge = Math.min(STEP.half - Math.abs(tx), tz + STEP.deep)
    if (!mat(out, tx, tz)) stone(out, tx, tz)
    shade(out, (edge < 0.03 ? 1.08 : 1) * corner(-tz, 0.12, 0.35))
  }
  const rise = (-STEP.deep - oz) / dz
  const [rx, ry] = [ox + dx * rise, oy + dy * rise]
  if (dz > 0 && rise < found.t && Math.abs(rx) < STEP.half && within(ry, 0, STEP.high)) {
    found.t = rise
    stone(out, rx, ry)
    shade(out, 0.62 * corner(ry, 0.04, 0.3))
  }
  const side = (-STEP.half - ox) / dx
  const [sy, sz] = [oy + dy * side, oz + dz * side]
  if (dx > 0 && side < found.t && within(sy, 0, STEP.high) && within(sz, -STEP.deep, 0)) {
    found.t = side
    stone(out, sz, sy)
    shade(out, 0.82)
  }
}

/** A box tree in a pot beside the door. */
const tree = (out: Colour, eye: Point, d: Point, found: Found): void => {
  const { x: dx, y: dy, z: dz } = d
  const length = dx * dx + dy * dy + dz * dz
  const [px, py, pz] = [eye.x - BUSH.x, eye.y - BUSH.y, eye.z - BUSH.z]
  const half = px * dx + py * dy + pz * dz
  const inside = half * half - length * (px * px + py * py + pz * pz - BUSH.r * BUSH.r)
  if (inside > 0) {
    const t = (-half - Math.sqrt(inside)) / length
    const [nx, ny, nz] = [(px + dx * t) / BUSH.r, (py + dy * t) / BUSH.r, (pz + dz * t) / BUSH.r]
    // Its outline is leaves too.
    const isLeaf = inside / (length * BUSH.r * BUSH.r) > 0.16 * cloudy(nx * 17 + 40, ny * 17 + nz * 9)
    if (t > 0 && t < found.t && isLeaf) {
      found.t = t
      leaves(out, nx * 0.5 + nz * 0.3, ny * 0.5)
      shade(out, 0.62 + 0.5 * Math.max(-0.4, 0.8 * ny - 0.35 * nx - 0.3 * nz))
    }
  }
  const [qx, qz] = [eye.x - POT.x, eye.z - POT.z]
  const flat = dx * dx + dz * dz
  const toward = qx * dx + qz * dz
  const round = toward * toward - flat * (qx * qx + qz * qz - POT.r * POT.r)
  if (round <= 0) return
  const t = (-toward - Math.sqrt(round)) / flat
  const y = eye.y + dy * t
  if (t <= 0 || t >= found.t || y < 0 || y > POT.high) return
  found.t = t
  const turn = (qx + dx * t) / POT.r
  paint(out, 178, 98, 62, (y > POT.high - 0.08 ? 1.06 : 0.92) * (0.86 - 0.3 * turn))
}

const sky = (out: Colour, d: Point): void => {
  const { x: dx, y: dy, z: dz } = d
  const up = dy / Math.hypot(dx, dz)
  const white = cloudy(dz * 4 + 7, up * 12) * 0.6 + cloudy(dz * 9, up * 26) * 0.4
  paint(out, 138 + 70 * white, 166 + 48 * white, 198 + 20 * white, 1 - 0.2 * Math.min(1, Math.max(0, up)))
}

/** Hedge and neighbour's roof at the other end of the garden. */
const garden = (out: Colour, eye: Point, d: Point, found: Found): void => {
  const { x: dx, y: dy, z: dz } = d
  const hedge = (-6.5 - eye.x) / dx
  const [y, z] = [eye.y + dy * hedge, eye.z + dz * hedge]
  if (dx < 0 && hedge < found.t && y > 0 && y < 1.8 + 0.25 * cloudy(z * 5, 1) + 0.1 * cloudy(z * 19, 2)) {
    found.t = hedge
    leaves(out, z, y)
    shade(out, 0.75 + 0.2 * y)
    return
  }
  const gable = (-14 - eye.x) / dx
  const [gy, gz] = [eye.y + dy * gable, eye.z + dz * gable]
  const roof = 4.6 - Math.abs(gz + 2.5) * 0.8
  if (dx >= 0 || gable >= found.t || gy < 0 || gy > roof) return
  found.t = gable
  if (roof - gy < 0.25) return void paint(out, 96, 60, 50)
  const isPane = Math.abs(gz + 2.5) < 0.5 && within(gy, 2.4, 3.5)
  if (isPane) paint(out, 70, 84, 96)
  else paint(out, 206, 196, 172)
}

/** Colour of what this ray meets first. @param d direction, of any length */
export const seen = (out: Colour, eye: Point, d: Point): void => {
  const { x: ox, y: oy, z: oz } = eye
  const { x: dx, y: dy, z: dz } = d
  const found = { t: Number.POSITIVE_INFINITY }
  sky(out, d)
  const wall = -oz / dz
  const wx = ox + dx * wall
  const wy = oy + dy * wall
  if (dz > 0 && wy > 0 && wx > HOUSE_END) {
    found.t = wall
    const isOpen = Math.abs(wx) < OPENING.half && within(wy, OPENING.sill, OPENING.high)
    if (isOpen) indoors(out, eye, d)
    else front(out, wx, wy)
  }
  const floor = -oy / dy
  if (dy < 0 && floor < found.t) {
    found.t = floor
    ground(out, ox + dx * floor, oz + dz * floor)
  }
  if (dx < 0) garden(out, eye, d, found)
  step(out, eye, d, found)
  tree(out, eye, d, found)
}
