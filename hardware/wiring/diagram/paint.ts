// A drawing as SVG: on a ground of its own, so that it reads on light and dark pages alike. Pure.

import { inks } from '../colours.ts'
import { corners } from './route.ts'
import { type Box, type Drawing, type Point, place, type StepId, type Wire, type Words } from './shape.ts'
import { paintSign } from './signs.ts'

const STYLE = [
  'text{font-family:"DejaVu Sans",Verdana,Arial,sans-serif;fill:#1b1f24}',
  '.b{font-weight:bold}',
  '.board{fill:#dcebe4;stroke:#2d6a4f}',
  '.part{fill:#fff;stroke:#4a5560}',
  '.power{fill:#fde8dc;stroke:#a63c06}',
  '.ground{fill:#d5d9dd;stroke:#1b1b1b}',
  '.l{fill:none;stroke:#1b1f24;stroke-width:2}',
  '.p{fill:#fff;stroke:#1b1f24;stroke-width:2}',
  '.t{fill:#c9a227;stroke:#1b1f24}',
  '.h{fill:#fff;stroke:#7a838c}',
  '.f{opacity:.16}',
  '.w path{fill:none;stroke-linejoin:round;stroke-width:5}',
  '.w .c{stroke:#1b1f24;stroke-width:7.4}',
  '.w .s{stroke-width:2.6;stroke-dasharray:7 9}',
  '.k path{stroke-width:9}',
  '.k .c{stroke-width:11.4}',
].join('')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function paintWords({ x, y, text, size, anchor, bold, upright }: Words): string {
  const turned = upright === true ? ` transform="rotate(-90 ${x} ${y})"` : ''
  const weight = bold === true ? ' class="b"' : ''
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}"${weight}${turned}>${escaped(text)}</text>`
}

/** Golden where a wire ends, hollow where a label says that one could. */
function paintPads(box: Box, used: ReadonlySet<string>): readonly string[] {
  return box.terminals
    .map((terminal) => ({ terminal, isUsed: used.has(`${box.id}.${terminal.id}`), at: place(box, terminal) }))
    .filter(({ terminal, isUsed }) => isUsed || terminal.label !== '')
    .map(
      ({ isUsed, at: [x, y] }) => `<circle class="${isUsed ? 't' : 'h'}" cx="${x}" cy="${y}" r="${isUsed ? 5 : 4}"/>`,
    )
}

function paintBox(box: Box, used: ReadonlySet<string>): string {
  return [
    `<rect class="${box.look}" x="${box.x}" y="${box.y}" width="${box.w}" height="${box.h}" rx="6" stroke-width="2"/>`,
    ...box.signs.map(paintSign),
    ...paintPads(box, used),
    ...box.words.map(paintWords),
  ].join('')
}

const pathOf = (points: readonly Point[]): string => `M${points.map((at) => at.join(' ')).join('L')}`

/** A dark coat, the colour on it, and the stripe. */
function paintWire(drawing: Drawing, wire: Wire): string {
  const d = pathOf(corners(drawing, wire))
  const { base, stripe } = inks(wire.colour)
  const stripes = stripe === undefined ? '' : `<path class="s" d="${d}" stroke="${stripe}"/>`
  const kind = wire.thick === true ? 'w k' : 'w'
  return `<g class="${kind}"><path class="c" d="${d}"/><path d="${d}" stroke="${base}"/>${stripes}</g>`
}

/** What is shown strongly; the rest is greyed. */
export interface Stress {
  readonly step: StepId
  readonly frame: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
}

/** Things outside the frame are left out: a step's picture stays small. */
function isInFrame(points: readonly Point[], { x, y, w, h }: Stress['frame']): boolean {
  const [xs, ys] = [points.map((at) => at[0]), points.map((at) => at[1])]
  return Math.max(...xs) > x && Math.min(...xs) < x + w && Math.max(...ys) > y && Math.min(...ys) < y + h
}

interface Layer {
  readonly boxes: readonly Box[]
  readonly wires: readonly Wire[]
}

/** What is strong and what is greyed: a strong wire's ends are strong too. */
function layers(drawing: Drawing, { step, frame }: Stress): { readonly strong: Layer; readonly grey: Layer } {
  const strongWires = drawing.wires.filter((wire) => wire.step === step)
  const touched = new Set(strongWires.flatMap(({ from, to }) => [from, to]).map((end) => end.split('.')[0]))
  const isStrong = (box: Box): boolean => box.step === step || touched.has(box.id)
  const reaches = (box: Box): boolean =>
    isInFrame(
      [
        [box.x, box.y],
        [box.x + box.w, box.y + box.h],
      ],
      frame,
    )
  return {
    strong: { boxes: drawing.boxes.filter(isStrong), wires: strongWires },
    grey: {
      boxes: drawing.boxes.filter((box) => !isStrong(box) && reaches(box)),
      wires: drawing.wires.filter((wire) => wire.step !== step && isInFrame(corners(drawing, wire), frame)),
    },
  }
}

function paintLayer(drawing: Drawing, { boxes, wires }: Layer): string {
  const used = new Set(drawing.wires.flatMap(({ from, to }) => [from, to]))
  return [...boxes.map((box) => paintBox(box, used)), ...wires.map((wire) => paintWire(drawing, wire))].join('\n')
}

/** Greyed: only titles and plain wires, since nobody is to read there. */
const paintGrey = (drawing: Drawing, { boxes, wires }: Layer): string =>
  paintLayer(drawing, {
    boxes: boxes.map((box) => ({
      ...box,
      terminals: [],
      signs: [],
      words: box.words.filter(({ bold }) => bold === true),
    })),
    wires: wires.map((wire) => ({ ...wire, colour: wire.colour.split('/')[0] ?? '' })),
  })

/** The whole text of an SVG file; with a stress, of its frame only and with all other steps greyed. */
export function paint(drawing: Drawing, stress?: Stress): string {
  const { x, y, w, h } = stress?.frame ?? { x: 0, y: 0, w: drawing.width, h: drawing.height }
  const shown = stress === undefined ? undefined : layers(drawing, stress)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${w} ${h}" width="${w}" height="${h}" role="img">`,
    `<title>${escaped(drawing.title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="#fbfaf6"/>`,
    ...(shown === undefined ? [] : [`<g class="f">${paintGrey(drawing, shown.grey)}</g>`]),
    paintLayer(drawing, shown?.strong ?? drawing),
    '</svg>',
    '',
  ].join('\n')
}
