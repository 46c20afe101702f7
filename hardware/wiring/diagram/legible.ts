// Whether a drawing can be read: no wire through words or through a part, no two wires in one lane. Pure.

import { corners, isStraight, type Stretch, stretches } from './route.ts'
import type { Box, Drawing, Wire, Words } from './shape.ts'

interface Area {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** What DejaVu Sans, the first of the fonts named, takes for such words; measured with a margin. */
const WIDTH_PER_SIZE = 0.56
const BOLD_WIDTH_PER_SIZE = 0.62
const WIRE_HALF = 4
/** Middles of two wires side by side. */
const LANE = 9

export function areaOf(words: Words): Area {
  const width = [...words.text].length * words.size * (words.bold === true ? BOLD_WIDTH_PER_SIZE : WIDTH_PER_SIZE)
  const before = { start: 0, middle: width / 2, end: width }[words.anchor]
  const { x, y, size } = words
  const up = 0.78 * size
  const down = 0.22 * size
  return words.upright === true
    ? { left: x - up, right: x + down, top: y - (width - before), bottom: y + before }
    : { left: x - before, right: x - before + width, top: y - up, bottom: y + down }
}

const meet = (one: Area, other: Area): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

const areaOfStretch = ({ a, b }: Stretch, half: number): Area => ({
  left: Math.min(a[0], b[0]) - half,
  right: Math.max(a[0], b[0]) + half,
  top: Math.min(a[1], b[1]) - half,
  bottom: Math.max(a[1], b[1]) + half,
})

const areaOfBox = ({ x, y, w, h }: Box, inset: number): Area => ({
  left: x + inset,
  right: x + w - inset,
  top: y + inset,
  bottom: y + h - inset,
})

const name = (wire: Wire): string => `${wire.from}–${wire.to}`

interface Laid {
  readonly wire: Wire
  readonly pieces: readonly Stretch[]
}

function pairs<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const))
}

function wordTroubles(drawing: Drawing, laid: readonly Laid[]): string[] {
  const words = drawing.boxes.flatMap((box) => box.words)
  const crossed = words.flatMap((text) =>
    laid
      .filter(({ pieces }) => pieces.some((piece) => meet(areaOf(text), areaOfStretch(piece, WIRE_HALF))))
      .map(({ wire }) => `“${text.text}” is crossed by ${name(wire)}`),
  )
  const onWords = pairs(words)
    .filter(([one, other]) => meet(areaOf(one), areaOf(other)))
    .map(([one, other]) => `“${one.text}” lies on “${other.text}”`)
  const outside = drawing.boxes.flatMap((box) => {
    const room = areaOfBox(box, 0)
    return box.words
      .map((text) => ({ text, area: areaOf(text) }))
      .filter(
        ({ area }) =>
          area.left < room.left || area.right > room.right || area.top < room.top || area.bottom > room.bottom,
      )
      .map(({ text }) => `“${text.text}” is wider than ${box.id}`)
  })
  return [...crossed, ...onWords, ...outside]
}

const across = ({ a, b }: Stretch): boolean => a[1] === b[1]
const between = (value: number, one: number, other: number): boolean =>
  value > Math.min(one, other) && value < Math.max(one, other)

/** Two stretches of one direction, closer than a lane and beside each other. */
function share(one: Stretch, other: Stretch): boolean {
  if (across(one) !== across(other)) return false
  const [along, aside] = across(one) ? ([0, 1] as const) : ([1, 0] as const)
  if (Math.abs(one.a[aside] - other.a[aside]) >= LANE) return false
  const [from, to] = [Math.min(one.a[along], one.b[along]), Math.max(one.a[along], one.b[along])]
  return (
    [other.a[along], other.b[along]].some((end) => between(end, from, to)) ||
    between(from, other.a[along], other.b[along])
  )
}

function wireTroubles(drawing: Drawing, laid: readonly Laid[]): string[] {
  const slanted = laid.filter(({ pieces }) => !pieces.every(isStraight)).map(({ wire }) => `${name(wire)} is slanted`)
  const through = laid.flatMap(({ wire, pieces }) =>
    drawing.boxes
      .filter((box) => pieces.some((piece) => meet(areaOfBox(box, 1), areaOfStretch(piece, 0.5))))
      .map((box) => `${name(wire)} runs through ${box.id}`),
  )
  const lanes = pairs(laid)
    .filter(([one, other]) => one.wire.colour !== other.wire.colour || one.wire.step !== other.wire.step)
    .filter(([one, other]) => one.pieces.some((piece) => other.pieces.some((next) => share(piece, next))))
    .map(([one, other]) => `${name(one.wire)} and ${name(other.wire)} share a lane`)
  return [...slanted, ...through, ...lanes]
}

/** What would make somebody wire it wrongly; empty when all can be read. */
export function troubles(drawing: Drawing): readonly string[] {
  const laid = drawing.wires.map((wire) => ({ wire, pieces: stretches(corners(drawing, wire)) }))
  return [...wordTroubles(drawing, laid), ...wireTroubles(drawing, laid)]
}
