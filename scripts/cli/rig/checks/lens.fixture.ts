// The drawn door through a lens that is out of focus, in more or less light, on a sensor with its noise.

import type { Raw } from '#device/camera/picture/picture.ts'
import { SHUT } from '#device/camera/scene/leaf.ts'
import { NOBODY } from '#device/camera/scene/person.ts'
import { createStage } from '#device/camera/scene/stage.ts'
import { epochMs } from '#protocol/units.ts'

const COLOURS = 3

/** The door by day, or by its infrared lamps; nobody there. */
export const drawDoor = (size: { readonly width: number; readonly height: number }, light: 'day' | 'infrared'): Raw => {
  const dark = light === 'infrared'
  const moment = { now: 0, at: epochMs(1_790_000_000_000), number: 0, since: 0, swing: SHUT, person: NOBODY }
  const { data, ...rest } = createStage(size).draw({ ...moment, mood: dark ? 'dark' : 'clear', infrared: dark })
  return { ...rest, data: data.slice() }
}

const kernelOf = (sigma: number): Float64Array => {
  const reach = Math.ceil(3 * sigma)
  const raw = Float64Array.from({ length: 2 * reach + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)))
  const sum = raw.reduce((all, one) => all + one, 0)
  return raw.map((one) => one / sum)
}

/** One pass along lines of `length` bytes that are `step` apart; beyond an edge the edge goes on. */
const along = (from: Float32Array, to: Float32Array, kernel: Float64Array, step: number, length: number): void => {
  const reach = (kernel.length - 1) / 2
  for (let at = 0; at < from.length; at += 1) {
    const place = Math.floor(at / step) % length
    let sum = 0
    for (let by = -reach; by <= reach; by += 1) {
      const there = Math.min(length - 1, Math.max(0, place + by))
      sum += (kernel[by + reach] ?? 0) * (from[at + (there - place) * step] ?? 0)
    }
    to[at] = sum
  }
}

/** @param sigma of a Gaussian, in pixels of this picture */
const outOfFocus = ({ data, width, height }: Raw, sigma: number): Float32Array => {
  const [one, other] = [Float32Array.from(data), new Float32Array(data.length)]
  if (sigma === 0) return one
  const kernel = kernelOf(sigma)
  along(one, other, kernel, COLOURS, width)
  along(other, one, kernel, COLOURS * width, height)
  return one
}

/** About one with a deviation of one, the same each time. */
const noiseFrom = (seed: number): (() => number) => {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next())
}

export interface Lens {
  readonly sigma: number
  /** Share of the light. */
  readonly gain?: number
  /** Deviation of the sensor's noise, in grey levels. */
  readonly noise?: number
}

export const through = (door: Raw, { sigma, gain = 1, noise = 3 }: Lens): Raw => {
  const normal = noiseFrom(7)
  const soft = outOfFocus(door, sigma)
  return {
    ...door,
    data: Uint8Array.from(soft, (level) => Math.min(255, Math.max(0, level * gain + noise * normal()))),
  }
}
