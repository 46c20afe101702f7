// The door's leaf: how far it stands open by the time, and what a ray meets on it. It hangs on the right and swings
// into the house.

import type { Leaf } from '#protocol/state.ts'
import { OPENING } from './indoors.ts'
import { type Colour, cloudy, paint, shade, within } from './texture.ts'
import type { Point } from './view.ts'

/** From shut to open, or back. */
export const SWING_MS = 800
const WIDEST = (87 * Math.PI) / 180

/** A swing that began at a time from one angle towards another; 0 is shut, 1 wide open. */
export interface Swing {
  readonly from: number
  readonly to: 0 | 1
  readonly began: number
}

export const SHUT: Swing = { from: 0, to: 0, began: 0 }

/** How far the leaf is open at this time, 0..1. */
export const opennessAt = ({ from, to, began }: Swing, now: number): number => {
  const span = SWING_MS * Math.abs(to - from)
  const done = span === 0 ? 1 : Math.min(1, Math.max(0, (now - began) / span))
  return from + (to - from) * done * done * (3 - 2 * done)
}

/** What the rig measures moves the leaf; what it cannot measure leaves it where it is. */
export const swingTo = (swing: Swing, leaf: Leaf, now: number): Swing => {
  const to = leaf === 'unknown' ? swing.to : leaf === 'open' ? 1 : 0
  return to === swing.to ? swing : { from: opennessAt(swing, now), to, began: now }
}

const HINGE = { x: OPENING.half - 0.015, z: 0.09 } as const
const WIDE = 0.97
const TALL = { low: OPENING.sill + 0.012, high: OPENING.high - 0.012 } as const

/** A groove around a panel: lit on one side. */
const panel = (u: number, v: number, low: number, high: number): number => {
  const rim = Math.min(u - 0.14, 0.86 - u, (v - low) * 2, (high - v) * 2)
  if (rim < 0 || rim > 0.05) return 1
  return v > high - 0.03 || u < 0.19 ? 0.72 : 1.16
}

/** Its outer side. @param u from the hinge, 0..1 @param v from below, 0..1 */
const paintLeaf = (out: Colour, u: number, v: number): void => {
  const handle = within(v, 0.44, 0.58) && within(u, 0.895, 0.945)
  const lever = within(v, 0.505, 0.53) && within(u, 0.8, 0.94)
  if (handle || lever) return void paint(out, 198, 196, 186, lever ? 1.05 : 0.86)
  if (within(v, 0.36, 0.385) && within(u, 0.34, 0.66)) return void paint(out, 188, 178, 140, v > 0.378 ? 1.1 : 0.8)
  const inGlass = within(v, 0.64, 0.92) && within(u, 0.2, 0.8) && Math.abs(u - 0.5) > 0.018
  if (inGlass) return void paint(out, 146, 168, 176, 0.7 + 0.4 * cloudy(u * 9, v * 16))
  const rib = within(v, 0.64, 0.92) && Math.abs(u - 0.5) <= 0.018 ? 1.1 : 1
  const lit = panel(u, v, 0.06, 0.32) * panel(u, v, 0.6, 0.96) * rib * (0.96 + 0.06 * cloudy(u * 8, v * 90))
  const edge = Math.min(u, 1 - u, v, 1 - v) < 0.012 ? 0.6 : 1
  paint(out, 34, 82, 90, lit * edge)
}

/**
 * Colour of the leaf where this ray meets it.
 * @param openness 0..1
 * @returns false, with `out` untouched, where it passes beside the leaf
 */
export const leafSeen = (out: Colour, eye: Point, d: Point, openness: number): boolean => {
  const angle = openness * WIDEST
  const across = -Math.cos(angle)
  const inward = Math.sin(angle)
  const facing = d.x * inward - d.z * across
  if (facing === 0) return false
  const t = ((HINGE.x - eye.x) * inward - (HINGE.z - eye.z) * across) / facing
  const u = ((eye.x + d.x * t - HINGE.x) * across + (eye.z + d.z * t - HINGE.z) * inward) / WIDE
  const v = (eye.y + d.y * t - TALL.low) / (TALL.high - TALL.low)
  if (t <= 0 || u < 0 || u > 1 || v < 0 || v > 1) return false
  paintLeaf(out, u, v)
  // Daylight from outside, less of it the farther the leaf is in; the reveal's shadow above.
  shade(out, (1.02 - 0.42 * openness * (0.4 + 0.6 * u)) * (1 - 0.3 * Math.exp((v - 1) * 14)))
  return true
}
