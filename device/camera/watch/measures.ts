// What one grey picture is like, in plain loops over it. Pure; the figures mean nothing by themselves: see evidence.ts.

import { CELL, CELLS, cellAt, LOOK, type Open } from './grid.ts'
import { reliefOf } from './relief.ts'

export interface Look {
  /** 0..255. */
  readonly mean: number
  readonly std: number
  /** Share of pixels at or above 250. */
  readonly bright: number
  /** Share of pixels at or below 8. */
  readonly black: number
  /** Share of cells within 10 grey levels of the mean: a clock burnt into a covered picture leaves it even. */
  readonly even: number
  /** Mean of the discrete Laplacian (4 neighbours), without noise and each capped: edges and texture. */
  readonly detail: number
  /** Share of pixels that are not exactly as in the picture before; 1 for a first one. */
  readonly changed: number
  /** Mean of each cell. */
  readonly cells: Float32Array
  /** Each cell against its surroundings: see relief.ts. */
  readonly relief: Float32Array
}

const BRIGHT = 250
const BLACK = 8
const EVEN_WITHIN = 10
/** Less is a sensor's noise. */
const BEND_LEAST = 16
/** So that a few hard edges, as of letters burnt in, do not speak for the whole picture. */
const BEND_MOST = 48

interface Tones {
  readonly mean: number
  readonly std: number
  readonly bright: number
  readonly black: number
  readonly changed: number
  /** Sums of each cell. */
  readonly sums: Float32Array
}

const tonesOf = (grey: Uint8Array, pixels: Uint8Array, before: Uint8Array | undefined): Tones => {
  const sums = new Float32Array(CELLS)
  let [count, sum, squares, bright, black, changed] = [0, 0, 0, 0, 0, 0]
  for (let at = 0; at < grey.length; at += 1) {
    if (pixels[at] === 0) continue
    const value = grey[at] ?? 0
    count += 1
    sum += value
    squares += value * value
    if (value >= BRIGHT) bright += 1
    else if (value <= BLACK) black += 1
    if (before === undefined || before[at] !== value) changed += 1
    const cell = cellAt(at)
    sums[cell] = (sums[cell] ?? 0) + value
  }
  const all = Math.max(1, count)
  const mean = sum / all
  const std = Math.sqrt(Math.max(0, squares / all - mean * mean))
  return { mean, std, bright: bright / all, black: black / all, changed: changed / all, sums }
}

const detailOf = (grey: Uint8Array, pixels: Uint8Array): number => {
  const { width, height } = LOOK
  let [count, sum] = [0, 0]
  for (let at = width + 1; at < width * (height - 1) - 1; at += 1) {
    const [left, right, above, below] = [at - 1, at + 1, at - width, at + width]
    // Two pixels of each row meet over its end: too few to matter, and cheaper than looking where one is.
    if (!(pixels[at] && pixels[left] && pixels[right] && pixels[above] && pixels[below])) continue
    const around = (grey[left] ?? 0) + (grey[right] ?? 0) + (grey[above] ?? 0) + (grey[below] ?? 0)
    count += 1
    sum += Math.min(BEND_MOST, Math.max(BEND_LEAST, Math.abs(4 * (grey[at] ?? 0) - around))) - BEND_LEAST
  }
  return sum / Math.max(1, count)
}

/**
 * @param grey one byte a pixel, of the size LOOK, blackened where masked
 * @param before the picture looked at before, in the same form
 */
export const measure = (grey: Uint8Array, open: Open, before?: Uint8Array): Look => {
  const { sums, ...tones } = tonesOf(grey, open.pixels, before)
  let [even, whole] = [0, 0]
  const cells = sums.map((sum, at) => (open.cells[at] === 1 ? sum / (CELL * CELL) : 0))
  for (let at = 0; at < CELLS; at += 1) {
    if (open.cells[at] !== 1) continue
    whole += 1
    if (Math.abs((cells[at] ?? 0) - tones.mean) <= EVEN_WITHIN) even += 1
  }
  return {
    ...tones,
    even: even / Math.max(1, whole),
    detail: detailOf(grey, open.pixels),
    cells,
    relief: reliefOf(cells, open.cells),
  }
}
