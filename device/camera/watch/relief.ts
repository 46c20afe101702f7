// A picture as relief: how much lighter each cell is than its surroundings. Light that comes, goes or wanders changes
// a picture's grey but hardly its relief; what stands in the picture makes the relief.

import { CELLS, COLUMNS, ROWS } from './grid.ts'

/** Cells to each side that count as surroundings. */
const REACH = 4
/** A relief this low is noise, whatever else is in the picture. */
const NOISE = 1
/** And this share of the picture's own root mean square is flat. */
const FLAT = 0.3

const WIDE = COLUMNS + 1

/** Sums of everything above and left, for means over rectangles in constant time. */
const summed = (values: Float32Array | Uint8Array, open: Uint8Array): Float64Array => {
  const sums = new Float64Array(WIDE * (ROWS + 1))
  for (let y = 0; y < ROWS; y += 1) {
    let sum = 0
    for (let x = 0; x < COLUMNS; x += 1) {
      const at = y * COLUMNS + x
      if (open[at] === 1) sum += values[at] ?? 0
      const to = (y + 1) * WIDE + x + 1
      sums[to] = (sums[to - WIDE] ?? 0) + sum
    }
  }
  return sums
}

/** Over the surroundings of a cell. */
const around = (sums: Float64Array, x: number, y: number): number => {
  const top = (y > REACH ? y - REACH : 0) * WIDE
  const bottom = (y + REACH < ROWS ? y + REACH + 1 : ROWS) * WIDE
  const left = x > REACH ? x - REACH : 0
  const right = x + REACH < COLUMNS ? x + REACH + 1 : COLUMNS
  return (sums[bottom + right] ?? 0) - (sums[bottom + left] ?? 0) - (sums[top + right] ?? 0) + (sums[top + left] ?? 0)
}

/** Grey levels above (or below) the mean of the surroundings; 0 where masked. */
export const reliefOf = (cells: Float32Array, open: Uint8Array): Float32Array => {
  const sums = summed(cells, open)
  const counts = summed(open, open)
  const relief = new Float32Array(CELLS)
  for (let y = 0; y < ROWS; y += 1) {
    for (let x = 0; x < COLUMNS; x += 1) {
      const at = y * COLUMNS + x
      if (open[at] === 1) relief[at] = (cells[at] ?? 0) - around(sums, x, y) / Math.max(1, around(counts, x, y))
    }
  }
  return relief
}

/** So that noise in a black corner is no contrast. */
const GLIMMER = 24

/** The relief against the light it is seen by: stays when that changes. */
export const contrastOf = (cells: Float32Array, relief: Float32Array): Float32Array =>
  relief.map((value, at) => value / ((cells[at] ?? 0) - value + GLIMMER))

/** The relief's signs: 1 raised, -1 sunk, 0 flat. What the watch knows a place by. */
export const signsOf = (relief: Float32Array): Int8Array => {
  let squares = 0
  for (const value of relief) squares += value * value
  const least = Math.max(NOISE, FLAT * Math.sqrt(squares / relief.length))
  return Int8Array.from(relief, (value) => (value > least ? 1 : value < -least ? -1 : 0))
}

/** How much of one place is found in the other: 1 all of it, 0 as much as chance gives. */
export const kept = (one: Int8Array, other: Int8Array): number => {
  let [both, ones, others] = [0, 0, 0]
  for (let at = 0; at < one.length; at += 1) {
    const a = one[at] ?? 0
    const b = other[at] ?? 0
    both += a * b
    ones += a * a
    others += b * b
  }
  return ones === 0 || others === 0 ? 0 : both / Math.sqrt(ones * others)
}

/** Pearson's correlation of two pictures' cells, -1..1; 0 when one of them is even. */
export const correlation = (one: Float32Array, other: Float32Array, open: Uint8Array): number => {
  let [n, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0]
  for (let at = 0; at < one.length; at += 1) {
    if (open[at] !== 1) continue
    const x = one[at] ?? 0
    const y = other[at] ?? 0
    n += 1
    a += x
    b += y
    aa += x * x
    bb += y * y
    ab += x * y
  }
  const spread = (aa - (a * a) / n) * (bb - (b * b) / n)
  return n === 0 || spread < 1e-6 ? 0 : (ab - (a * b) / n) / Math.sqrt(spread)
}
