// From a wire to its corners: right angles only, bends where the wire says. Pure.

import { HausrechtError } from '#protocol/fault.ts'
import { type Box, type Drawing, lies, type Point, place, type Side, type Wire } from './shape.ts'

interface End {
  readonly at: Point
  readonly side: Side
}

/** @throws HausrechtError `wiring_no_terminal` when a wire names a terminal that is not drawn */
export function endOf(boxes: readonly Box[], name: string): End {
  const [boxId = '', terminalId = ''] = name.split('.')
  const box = boxes.find(({ id }) => id === boxId)
  const terminal = box?.terminals.find(({ id }) => id === terminalId)
  if (box === undefined || terminal === undefined) {
    throw new HausrechtError('wiring_no_terminal', `No terminal “${name}” is drawn: look at boxes and wires.`)
  }
  return { at: place(box, terminal), side: terminal.side }
}

/** Corners of a wire, both ends included, none twice. */
export function corners(drawing: Pick<Drawing, 'boxes'>, wire: Wire): readonly Point[] {
  const from = endOf(drawing.boxes, wire.from)
  const to = endOf(drawing.boxes, wire.to)
  const points: Point[] = [from.at]
  let [x, y] = from.at
  let along = lies(from.side)
  for (const bend of wire.via) {
    if (along === 'along-x') x = bend
    else y = bend
    points.push([x, y])
    along = along === 'along-x' ? 'along-y' : 'along-x'
  }
  // The last two stretches lead into the terminal from its own side.
  if (lies(to.side) === 'along-x' && y !== to.at[1]) points.push([x, to.at[1]])
  if (lies(to.side) === 'along-y' && x !== to.at[0]) points.push([to.at[0], y])
  points.push(to.at)
  return points.filter(
    ([px, py], index) => index === 0 || px !== points[index - 1]?.[0] || py !== points[index - 1]?.[1],
  )
}

export interface Stretch {
  readonly a: Point
  readonly b: Point
}

/** The straight pieces between corners. */
export function stretches(points: readonly Point[]): readonly Stretch[] {
  return points.slice(1).map((b, index) => ({ a: points[index] ?? b, b }))
}

export const isStraight = ({ a, b }: Stretch): boolean => a[0] === b[0] || a[1] === b[1]
