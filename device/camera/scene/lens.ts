// What is done to the lens, or before it, as whole pictures: a hand over it, paint on it, a lamp into it.

import type { Raw } from '../picture/picture.ts'
import { canvasOf, limb, type Rgb } from './canvas.ts'

const fill = (size: Raw, pixel: (x: number, y: number, channel: number) => number): Raw => {
  const canvas = canvasOf(size.width, size.height)
  let at = 0
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1) canvas.data[at++] = pixel(x, y, channel)
    }
  }
  return canvas
}

const WARM = [1.25, 0.95, 0.85] as const

/** Nearly black, with a little red light through the skin at one side. */
export const covered = (size: Raw): Raw =>
  fill(size, (x, y, channel) => (11 + (5 * x) / size.width + (3 * y) / size.height) * (WARM[channel] ?? 1))

/** Cells across the picture that paint leaves to tell apart. */
const SMEARS = 22

/** Everything runs into everything; as bright as it was. */
export const sprayed = (picture: Raw): Raw => {
  const { width, height, data } = picture
  const [across, down] = [SMEARS, Math.max(2, Math.round((SMEARS * height) / width))]
  const sums = new Float64Array(across * down * 4)
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * down) / height) * across
    for (let x = 0; x < width; x += 1) {
      const cell = (row + Math.floor((x * across) / width)) * 4
      for (let channel = 0; channel < 3; channel += 1) {
        sums[cell + channel] = (sums[cell + channel] ?? 0) + (data[(y * width + x) * 3 + channel] ?? 0)
      }
      sums[cell + 3] = (sums[cell + 3] ?? 0) + 1
    }
  }
  const mean = (column: number, row: number, channel: number): number => {
    const cell = (Math.min(down - 1, Math.max(0, row)) * across + Math.min(across - 1, Math.max(0, column))) * 4
    return (sums[cell + channel] ?? 0) / (sums[cell + 3] || 1)
  }
  return fill(picture, (x, y, channel) => {
    const [u, v] = [((x + 0.5) * across) / width - 0.5, ((y + 0.5) * down) / height - 0.5]
    const [column, row] = [Math.floor(u), Math.floor(v)]
    const [fu, fv] = [u - column, v - row]
    const top = mean(column, row, channel) * (1 - fu) + mean(column + 1, row, channel) * fu
    const bottom = mean(column, row + 1, channel) * (1 - fu) + mean(column + 1, row + 1, channel) * fu
    return top * (1 - fv) + bottom * fv
  })
}

/** A lamp from close by: a burnt-out middle, glare around it. */
export const blinded = (picture: Raw): Raw => {
  const { width, height, data } = picture
  return fill(picture, (x, y, channel) => {
    const far = Math.hypot((x - width * 0.45) / width, (y - height * 0.46) / width)
    const glare = 620 * Math.exp(-((far / 0.24) ** 2)) + 70
    // Room for the grain above: 252 is as saturated as 255.
    return Math.min(252, (data[(y * width + x) * 3 + channel] ?? 0) * 0.7 + glare)
  })
}

export const HAND_MS = 400
const PALM: Rgb = [126, 84, 64]

/** A hand close to the lens on its way across. @param done 0..1 */
export const drawHand = (canvas: Raw, done: number, grade: (rgb: Rgb) => Rgb): void => {
  const { width, height } = canvas
  const x = width * (1.55 - 2.1 * done)
  const palm = { x, y: height * 0.55, r: height * 0.5 }
  limb(canvas, { x: x + width * 0.5, y: height * 1.2, r: height * 0.33 }, palm, grade(PALM))
  for (const finger of [0, 1, 2, 3]) {
    const y = height * (0.14 + finger * 0.24)
    const knuckle = { x: x - height * 0.25, y: height * (0.28 + finger * 0.17), r: height * 0.13 }
    limb(canvas, knuckle, { x: x - height * (0.85 - 0.08 * Math.abs(finger - 1.4)), y, r: height * 0.1 }, grade(PALM))
  }
}
