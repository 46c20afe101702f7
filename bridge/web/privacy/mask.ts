// Black areas in thousandths of the picture: drawn, moved, sized, and always inside it.

import type { Mask } from '#protocol/camera.ts'

export const WHOLE = 1000
/** Less is a slip of the hand. */
export const LEAST = 20

export interface Point {
  readonly x: number
  readonly y: number
}

const within = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)))

/** Between two corners; undefined when it is too small to be meant. */
export const maskBetween = (one: Point, other: Point): Mask | undefined => {
  const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)].map((x) => within(x, 0, WHOLE))
  const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)].map((y) => within(y, 0, WHOLE))
  const mask = { x: left ?? 0, y: top ?? 0, w: (right ?? 0) - (left ?? 0), h: (bottom ?? 0) - (top ?? 0) }
  return mask.w < LEAST || mask.h < LEAST ? undefined : mask
}

export const moved = (mask: Mask, dx: number, dy: number): Mask => ({
  ...mask,
  x: within(mask.x + dx, 0, WHOLE - mask.w),
  y: within(mask.y + dy, 0, WHOLE - mask.h),
})

export const sized = (mask: Mask, dw: number, dh: number): Mask => ({
  ...mask,
  w: within(mask.w + dw, LEAST, WHOLE - mask.x),
  h: within(mask.h + dh, LEAST, WHOLE - mask.y),
})

const STEP = 10

/** What an arrow does to it; undefined: the key is not for it. */
export const byKey = (mask: Mask, key: string, size: boolean): Mask | undefined => {
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-STEP, 0],
    ArrowRight: [STEP, 0],
    ArrowUp: [0, -STEP],
    ArrowDown: [0, STEP],
  }
  const step = steps[key]
  return step && (size ? sized : moved)(mask, ...step)
}

/** In the middle, to begin with. */
export const FRESH: Mask = { x: 400, y: 400, w: 200, h: 200 }

export const same = (one: readonly Mask[], other: readonly Mask[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other)
