// What one grey picture is like, in plain loops over it. Pure; the figures mean nothing by themselves: see evidence.ts.

import { CELL, CELL_OF, CELLS, LOOK, type Open } from './grid.ts'
import { contrastOf, reliefOf } from './relief.ts'

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
  readonly contrast: Float32Array
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
  const counts = new Int32Array(256)
  let changed = 0
  for (let at = 0; at < grey.length; at += 1) {
    if (pixels[at] === 0) continue
    const value = grey[at] ?? 0
    counts[value] = (counts[value] ?? 0) + 1
    const cell = CELL_OF[at] ?? 0
    sums[cell] = (sums[cell] ?? 0) + value
    if (before === undefined || before[at] !== value) changed += 1
  }
  let [count, sum, squares, bright, black] = [0, 0, 0, 0, 0]
  for (const [value, times] of counts.entries()) {
    count += times
    sum += times * value
    squares += times * value * value
    if (value >= BRIGHT) bright += times
    else if (value <= BLACK) black += times
  }
  const all = Math.max(1, count)
  const mean = sum / all
  const std = Math.sqrt(Math.max(0, squares / all - mean * mean))
  return { mean, std, bright: bright / all, black: black / all, changed: changed / all, sums }
}

/** Neighbour by neighbour, without a list: this runs some hundred thousand times a second. */
const bendAt = (grey: Uint8Array, at: number): number => {
  const beside = (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0) + (grey[at - LOOK.width] ?? 0) + (grey[at + LOOK.width] ?? 0)
  return Math.min(BEND_MOST, Math.max(BEND_LEAST, Math.abs(4 * (grey[at] ?? 0) - beside))) - BEND_LEAST
}

const isOpen = (pixels: Uint8Array, at: number): boolean =>
  ((pixels[at - LOOK.width] ?? 0) & (pixels[at] ?? 0) & (pixels[at + LOOK.width] ?? 0)) === 1 &&
  ((pixels[at - 1] ?? 0) & (pixels[at + 1] ?? 0)) === 1

const detailOf = (grey: Uint8Array, pixels: Uint8Array): number => {
  const { width, height } = LOOK
  let count = 0
  let sum = 0
  // Every other row tells as much.
  for (let row = 1; row < height - 1; row += 2) {
    for (let at = row * width + 1; at < (row + 1) * width - 1; at += 1) {
      if (!isOpen(pixels, at)) continue
      count += 1
      sum += bendAt(grey, at)
    }
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
  const relief = reliefOf(cells, open.cells)
  return {
    ...tones,
    even: even / Math.max(1, whole),
    detail: detailOf(grey, open.pixels),
    cells,
    relief,
    contrast: contrastOf(cells, relief),
  }
}
