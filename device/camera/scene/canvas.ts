// A raw picture, three bytes a pixel, and the few shapes the drawn scene is made of. Edges are smooth; a shape
// outside of the picture costs nothing.

import type { Raw } from '../picture/picture.ts'

export type Rgb = readonly [red: number, green: number, blue: number]

/** A place in the picture, in pixels. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/** Where something behind an opening shows: 1 for each pixel of the rectangle that lets it through. */
export interface Clip {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly open: Uint8Array
}

export const canvasOf = (width: number, height: number): Raw => ({
  width,
  height,
  // Rounded up so that it can be read four bytes at a time.
  data: new Uint8Array(Math.ceil((width * height * 3) / 4) * 4).subarray(0, width * height * 3),
})

const lets = (clip: Clip | undefined, x: number, y: number): boolean => {
  if (!clip) return true
  const column = x - clip.left
  const row = y - clip.top
  if (column < 0 || row < 0 || column >= clip.width || row >= clip.height) return false
  return clip.open[row * clip.width + column] === 1
}

const mix = (data: Uint8Array, at: number, rgb: Rgb, share: number, lit: number): void => {
  const rest = 1 - share
  data[at] = (data[at] ?? 0) * rest + Math.min(255, rgb[0] * lit) * share
  data[at + 1] = (data[at + 1] ?? 0) * rest + Math.min(255, rgb[1] * lit) * share
  data[at + 2] = (data[at + 2] ?? 0) * rest + Math.min(255, rgb[2] * lit) * share
}

/** Calls for each pixel between these edges that lies in the picture. */
const each = (
  { width, height }: Raw,
  [left, top, right, bottom]: readonly [number, number, number, number],
  call: (x: number, y: number, at: number) => void,
): void => {
  const [x0, x1] = [Math.max(0, Math.floor(left)), Math.min(width - 1, Math.ceil(right))]
  const y1 = Math.min(height - 1, Math.ceil(bottom))
  for (let y = Math.max(0, Math.floor(top)); y <= y1; y += 1) {
    for (let x = x0; x <= x1; x += 1) call(x, y, (y * width + x) * 3)
  }
}

/** @param share 0 leaves the picture as it is, 1 covers it */
export const rectangle = (canvas: Raw, x: number, y: number, w: number, h: number, rgb: Rgb, share = 1): void =>
  each(canvas, [x, y, x + w - 1, y + h - 1], (_x, _y, at) => mix(canvas.data, at, rgb, share, 1))

export interface Knob extends Spot {
  readonly r: number
}

/** A limb: round at both ends, lit from the left like a rod. */
export const limb = (canvas: Raw, a: Knob, b: Knob, rgb: Rgb, clip?: Clip): void => {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const long = dx * dx + dy * dy || 1
  const most = Math.max(a.r, b.r) + 1
  const box = [
    Math.min(a.x, b.x) - most,
    Math.min(a.y, b.y) - most,
    Math.max(a.x, b.x) + most,
    Math.max(a.y, b.y) + most,
  ] as const
  each(canvas, box, (x, y, at) => {
    const px = x - a.x
    const py = y - a.y
    const along = Math.min(1, Math.max(0, (px * dx + py * dy) / long))
    const ox = px - dx * along
    const oy = py - dy * along
    const r = a.r + (b.r - a.r) * along
    const square = ox * ox + oy * oy
    if (square >= (r + 0.5) * (r + 0.5) || !lets(clip, x, y)) return
    const inside = r - Math.sqrt(square) + 0.5
    mix(canvas.data, at, rgb, Math.min(1, inside), 0.94 - (0.26 * ox + 0.08 * oy) / r)
  })
}

/** A convex face with its corners in either sense of rotation. */
export const face = (canvas: Raw, corners: readonly Spot[], rgb: Rgb, clip?: Clip): void => {
  const xs = corners.map(({ x }) => x)
  const ys = corners.map(({ y }) => y)
  const edges = corners.map((from, index) => {
    const to = corners[(index + 1) % corners.length] ?? from
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
    return { from, nx: (to.y - from.y) / length, ny: (from.x - to.x) / length }
  })
  const [mx, my] = [xs.reduce((sum, x) => sum + x, 0) / xs.length, ys.reduce((sum, y) => sum + y, 0) / ys.length]
  const [first] = edges
  const sense = first && (mx - first.from.x) * first.nx + (my - first.from.y) * first.ny < 0 ? -1 : 1
  each(canvas, [Math.min(...xs) - 1, Math.min(...ys) - 1, Math.max(...xs) + 1, Math.max(...ys) + 1], (x, y, at) => {
    let inside = 1
    for (const { from, nx, ny } of edges) {
      inside = Math.min(inside, sense * ((x - from.x) * nx + (y - from.y) * ny) + 0.5)
      if (inside <= 0) return
    }
    if (lets(clip, x, y)) mix(canvas.data, at, rgb, inside, 1)
  })
}

/** A soft spot of light, or of shade with `amount` below 0; grey levels at its middle. */
export const glow = (canvas: Raw, middle: Spot, rx: number, ry: number, amount: number): void => {
  const box = [middle.x - rx, middle.y - ry, middle.x + rx, middle.y + ry] as const
  each(canvas, box, (x, y, at) => {
    const far = ((x - middle.x) / rx) ** 2 + ((y - middle.y) / ry) ** 2
    if (far >= 1) return
    const add = amount * (1 - far) * (1 - far)
    for (let channel = at; channel < at + 3; channel += 1) {
      canvas.data[channel] = Math.max(0, Math.min(255, (canvas.data[channel] ?? 0) + add))
    }
  })
}
