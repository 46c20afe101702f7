// How small the watch looks: a grey picture, and on it cells of four by four pixels in which its noise is averaged
// away. Masked pixels are black and count nowhere, cells with one of them neither.

import type { Mask } from '#protocol/camera.ts'
import type { Size } from '../picture/picture.ts'

export const LOOK: Size = { width: 320, height: 180 }
export const CELL = 4
export const COLUMNS = LOOK.width / CELL
export const ROWS = LOOK.height / CELL
export const CELLS = COLUMNS * ROWS

/** The cell of each pixel, both counted row by row. */
export const CELL_OF = Uint16Array.from({ length: LOOK.width * LOOK.height }, (_, at) => {
  const [x, y] = [at % LOOK.width, Math.floor(at / LOOK.width)]
  return Math.floor(y / CELL) * COLUMNS + Math.floor(x / CELL)
})

/** What of a picture may be looked at. 1 counts, 0 is masked. */
export interface Open {
  readonly pixels: Uint8Array
  readonly cells: Uint8Array
  readonly share: number
}

export const openOf = (masks: readonly Mask[]): Open => {
  const pixels = new Uint8Array(LOOK.width * LOOK.height).fill(1)
  for (const { x, y, w, h } of masks) {
    // Outwards, as picture.ts blackens them.
    const [left, right] = [Math.floor((x * LOOK.width) / 1000), Math.ceil(((x + w) * LOOK.width) / 1000)]
    const [top, bottom] = [Math.floor((y * LOOK.height) / 1000), Math.ceil(((y + h) * LOOK.height) / 1000)]
    for (let row = top; row < bottom; row += 1) pixels.fill(0, row * LOOK.width + left, row * LOOK.width + right)
  }
  const cells = new Uint8Array(CELLS).fill(1)
  let open = 0
  for (const [at, is] of pixels.entries()) {
    open += is
    if (is === 0) cells[CELL_OF[at] ?? 0] = 0
  }
  return { pixels, cells, share: open / pixels.length }
}

/** Blackens what is masked, in place: from here on nobody can look at it. */
export const blacken = (grey: Uint8Array, { pixels, share }: Open): void => {
  if (share === 1) return
  for (let at = 0; at < grey.length; at += 1) if (pixels[at] === 0) grey[at] = 0
}
