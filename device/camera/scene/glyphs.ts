// A block font of our own, five squares wide and seven high: what is burnt into the picture for people to read.

import type { Raw } from '../picture/picture.ts'
import { type Rgb, rectangle } from './canvas.ts'

const ROWS = 7
/** Each glyph row by row from the top; five bits a row, the highest at the left. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  '-': [0, 0, 0, 31, 0, 0, 0],
  ':': [0, 4, 4, 0, 4, 4, 0],
  '.': [0, 0, 0, 0, 0, 12, 12],
  '#': [10, 10, 31, 10, 31, 10, 10],
}
const ADVANCE = 6

/** Side of one square of the font, in pixels. */
export const fontSquare = (height: number): number => Math.max(1, Math.round(height / 270))

/** What a camera writes into its picture: the wall clock in the machine's own zone with tenths, and the number. */
export const caption = (at: Date, number: number): string => {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  return `${day} ${time}.${Math.floor(at.getMilliseconds() / 100)}  #${String(number).padStart(6, '0')}`
}

export const captionSize = (canvas: Raw, text: string): { readonly width: number; readonly height: number } => {
  const square = fontSquare(canvas.height)
  return { width: (text.length * ADVANCE - 1) * square, height: ROWS * square }
}

/** Characters that the font does not have are left blank. */
export const write = (canvas: Raw, text: string, x: number, y: number, rgb: Rgb): void => {
  const square = fontSquare(canvas.height)
  for (const [at, character] of [...text].entries()) {
    for (const [row, bits] of (GLYPHS[character] ?? []).entries()) {
      for (let column = 0; column < 5; column += 1) {
        if (!((bits >> (4 - column)) & 1)) continue
        rectangle(canvas, x + (at * ADVANCE + column) * square, y + row * square, square, square, rgb)
      }
    }
  }
}
