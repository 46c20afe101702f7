// From what the scene is to what the camera makes of it in this light: by day in colours that follow the daylight,
// by night next to nothing, or a grey picture by the infrared lamps.

import type { Raw } from '../picture/picture.ts'
import type { Rgb } from './canvas.ts'
import type { Area } from './doorway.ts'

export type Light =
  | { readonly time: 'day'; readonly gain: number }
  | { readonly time: 'night'; readonly infrared: boolean }

/** The brightest that grain may still be added to. */
const BRIGHTEST = 238

const lumaOf = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue

/** The lamps sit around the lens: bright in the middle, falling off outwards. */
const lampAt = (x: number, y: number, { width, height }: Raw): number => {
  const far = ((x - width * 0.47) / width) ** 2 + ((y - height * 0.5) / width) ** 2
  return 1.12 - 2.9 * far
}

const tableOf = (gain: number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, level) => Math.min(BRIGHTEST, level * gain))

interface Row {
  readonly y: number
  /** Bytes of the picture. */
  readonly first: number
  readonly end: number
}

const exposeByDay = (from: Raw, to: Raw, { first, end }: Row, table: Uint8Array): void => {
  for (let at = first; at < end; at += 1) to.data[at] = table[from.data[at] ?? 0] ?? 0
}

const exposeByNight = (from: Raw, to: Raw, { y, first, end }: Row, lit: boolean): void => {
  for (let at = first; at < end; at += 3) {
    const luma = lumaOf(from.data[at] ?? 0, from.data[at + 1] ?? 0, from.data[at + 2] ?? 0)
    const fall = lit ? lampAt(at / 3 - y * from.width, y, from) : 1
    const grey = Math.min(BRIGHTEST, lit ? 6 + luma * fall * 0.86 : 4 + luma * 0.055)
    to.data[at] = grey
    to.data[at + 1] = grey
    to.data[at + 2] = lit ? grey : grey * 1.15
  }
}

/** @param area of the picture to do anew */
export const expose = (from: Raw, to: Raw, { left, top, width, height }: Area, light: Light): void => {
  const table = light.time === 'day' ? tableOf(light.gain) : undefined
  const lit = light.time === 'night' && light.infrared
  for (let y = top; y < top + height; y += 1) {
    const row = { y, first: (y * from.width + left) * 3, end: (y * from.width + left + width) * 3 }
    if (table) exposeByDay(from, to, row, table)
    else exposeByNight(from, to, row, lit)
  }
}

/** The same for one colour, as the middle of the picture shows it. */
export const exposed = ([red, green, blue]: Rgb, light: Light): Rgb => {
  if (light.time === 'day') return [red * light.gain, green * light.gain, blue * light.gain]
  const luma = lumaOf(red, green, blue)
  const grey = light.infrared ? 6 + luma * 0.92 : 4 + luma * 0.055
  return [grey, grey, grey]
}
