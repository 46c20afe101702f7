// How bright it is by the time: light that drifts, clouds that pass, headlights that sweep over the wall. Pure, and
// the same for the same time.

import { hash } from './texture.ts'

const CLOUD_EACH = 47_000
const CLOUD_EDGE = 3500
const CAR_EACH = 71_000
const CAR_LASTS = 1700

const smooth = (value: number): number => {
  const share = Math.min(1, Math.max(0, value))
  return share * share * (3 - 2 * share)
}

/** Share of a slot of time that something of this length begins after. */
const began = (now: number, each: number, lasts: number, salt: number): number => {
  const slot = Math.floor(now / each)
  return now - slot * each - hash(slot, salt) * (each - lasts)
}

/** Brightness as a factor, 0.75..1.1; never moves by more than a tenth a second. */
export const daylightAt = (now: number): number => {
  const drift = 1 + 0.035 * Math.sin(now / 15_500) + 0.02 * Math.sin(now / 4900)
  const lasts = 2 * CLOUD_EDGE + 4000
  const since = began(now, CLOUD_EACH, lasts, 11)
  const cloud = since < 0 ? 0 : smooth(since / CLOUD_EDGE) * (1 - smooth((since - lasts + CLOUD_EDGE) / CLOUD_EDGE))
  return drift * (1 - 0.17 * cloud)
}

/** How far a car's light has got across the picture, 0..1; undefined while none passes. */
export const carAt = (now: number): number | undefined => {
  const since = began(now, CAR_EACH, CAR_LASTS, 23)
  return since >= 0 && since < CAR_LASTS ? since / CAR_LASTS : undefined
}
