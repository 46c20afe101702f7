// The part of a drawing that shows one step: what is wired in it, and where that leads. Pure.

import type { Stress } from './paint.ts'
import { corners } from './route.ts'
import type { Box, Drawing, Point, StepId } from './shape.ts'

const MARGIN = 22

const cornersOfBox = ({ x, y, w, h }: Box): readonly Point[] => [
  [x, y],
  [x + w, y + h],
]

/** Frame around all of a step, never beyond the drawing. */
export function stressOn(drawing: Drawing, step: StepId): Stress {
  const wires = drawing.wires.filter((wire) => wire.step === step)
  const ends = new Set(wires.flatMap(({ from, to }) => [from, to]).map((end) => end.split('.')[0]))
  const boxes = drawing.boxes.filter((box) => box.look !== 'ground' && (box.step === step || ends.has(box.id)))
  const points = [...wires.flatMap((wire) => corners(drawing, wire)), ...boxes.flatMap(cornersOfBox)]
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const x = Math.max(0, Math.min(...xs) - MARGIN)
  const y = Math.max(0, Math.min(...ys) - MARGIN)
  const w = Math.min(drawing.width, Math.max(...xs) + MARGIN) - x
  const h = Math.min(drawing.height, Math.max(...ys) + MARGIN) - y
  return { step, frame: { x, y, w, h } }
}
