// The signs of components, as SVG text (IEC 60617 forms, simplified). Pure.

import type { Point, Sign } from './shape.ts'

const line = (points: readonly Point[]): string =>
  `<path class="l" d="M${points.map((at) => at.join(' ')).join('L')}"/>`

const ground = (x: number, y: number): string =>
  [
    line([
      [x - 10, y],
      [x + 10, y],
    ]),
    line([
      [x - 6, y + 4],
      [x + 6, y + 4],
    ]),
    line([
      [x - 2, y + 8],
      [x + 2, y + 8],
    ]),
  ].join('')

const led = (x: number, y: number): string =>
  [
    line([
      [x + 12, y],
      [x - 12, y],
    ]),
    `<path class="p" d="M${x + 7} ${y - 8}v16l-14 -8z"/>`,
    line([
      [x - 7, y - 8],
      [x - 7, y + 8],
    ]),
    line([
      [x - 2, y + 9],
      [x - 8, y + 16],
    ]),
    line([
      [x + 5, y + 9],
      [x - 1, y + 16],
    ]),
  ].join('')

/** Upright, its stripe up. */
const diode = (x: number, y: number): string =>
  `<path class="p" d="M${x - 7} ${y + 6}h14l-7 -12z"/>${line([
    [x - 8, y - 7],
    [x + 8, y - 7],
  ])}`

const capacitor = (x: number, y: number): string =>
  [
    line([
      [x, y - 42],
      [x, y - 4],
    ]),
    line([
      [x - 12, y - 4],
      [x + 12, y - 4],
    ]),
    line([
      [x - 12, y + 4],
      [x + 12, y + 4],
    ]),
    line([
      [x, y + 4],
      [x, y + 42],
    ]),
  ].join('')

export function paintSign(sign: Sign): string {
  switch (sign.kind) {
    case 'line':
      return line(sign.points)
    case 'resistor':
      return sign.upright === true
        ? `<rect class="p" x="${sign.x - 7}" y="${sign.y - 20}" width="14" height="40"/>`
        : `<rect class="p" x="${sign.x - 20}" y="${sign.y - 7}" width="40" height="14"/>`
    case 'dot':
      return `<circle cx="${sign.x}" cy="${sign.y}" r="4"/>`
    case 'ground':
      return ground(sign.x, sign.y)
    case 'led':
      return led(sign.x, sign.y)
    case 'diode':
      return diode(sign.x, sign.y)
    case 'capacitor':
      return capacitor(sign.x, sign.y)
  }
}
