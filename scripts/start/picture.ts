// A small picture in a terminal: half blocks, two pixels a character. Nothing where colours are not wanted.

import type { Raw } from '#device/camera/picture/picture.ts'

const RESET = '\u001b[0m'

/** @param raw three bytes a pixel; an even height */
export const drawPicture = ({ data, width, height }: Raw, indent: string): string[] => {
  const colour = (x: number, y: number): string => {
    const at = (y * width + x) * 3
    return [0, 1, 2].map((channel) => data[at + channel] ?? 0).join(';')
  }
  return Array.from({ length: Math.floor(height / 2) }, (_, row) => {
    const cells = Array.from(
      { length: width },
      (_, x) => `\u001b[38;2;${colour(x, 2 * row)};48;2;${colour(x, 2 * row + 1)}m▀`,
    )
    return `${indent}${cells.join('')}${RESET}`
  })
}
