// The number of a picture as a strip of 32 squares, white for 1, that a program reads back after any encoding:
// 24 bits of the number and 8 of a check sum (CRC-8, polynomial 0x07), the highest bit first.

import type { Raw, Size } from '../picture/picture.ts'
import { type Rgb, rectangle } from './canvas.ts'

const SQUARES = 32
const NUMBER_BITS = 24
/** Numbers begin again here: after twelve days of 15 pictures a second. */
export const NUMBERS = 2 ** NUMBER_BITS
/** Grey levels between the darkest and the brightest square below which nothing is read. */
const CONTRAST_LEAST = 14

/** CRC-8 that starts from all ones, so that the strip of number 0 has white squares too. */
const checkSum = (number: number): number => {
  let sum = 0xff
  for (let bit = NUMBER_BITS - 1; bit >= 0; bit -= 1) {
    const high = (sum >> 7) ^ ((number >> bit) & 1)
    sum = (sum << 1) & 0xff
    if (high) sum ^= 0x07
  }
  return sum
}

const isWhite = (number: number, square: number): boolean =>
  square < NUMBER_BITS
    ? ((number >> (NUMBER_BITS - 1 - square)) & 1) === 1
    : ((checkSum(number) >> (SQUARES - 1 - square)) & 1) === 1

/** Where the strip is, in pixels: at the lower left, a square at least 8 wide. */
export const stripIn = ({ height }: Size): { readonly left: number; readonly top: number; readonly square: number } => {
  const square = Math.max(8, 2 * Math.round(height / 144))
  return { left: square, top: height - 2 * square, square }
}

/** @param shades of a black and of a white square */
export const paintNumber = (canvas: Raw, number: number, [black, white]: readonly [Rgb, Rgb]): void => {
  const { left, top, square } = stripIn(canvas)
  const rim = Math.round(square / 4)
  rectangle(canvas, left - rim, top - rim, SQUARES * square + 2 * rim, square + 2 * rim, black)
  for (let at = 0; at < SQUARES; at += 1) {
    if (isWhite(number % NUMBERS, at)) rectangle(canvas, left + at * square, top, square, square, white)
  }
}

/**
 * The number in the strip, or undefined where none can be read for certain.
 * @param grey one byte a pixel
 * @param drawn the size the picture was drawn at, where it was scaled since
 */
export const readFrameNumber = (
  grey: Uint8Array,
  width: number,
  height: number,
  drawn: Size = { width, height },
): number | undefined => {
  const { left, top, square } = stripIn(drawn)
  const [sx, sy] = [width / drawn.width, height / drawn.height]
  const meanOf = (at: number): number => {
    let [sum, count] = [0, 0]
    // The middle half of the square: its rim is the encoder's.
    for (const across of [0.3, 0.4, 0.5, 0.6, 0.7]) {
      for (const down of [0.3, 0.4, 0.5, 0.6, 0.7]) {
        const x = Math.floor((left + (at + across) * square) * sx)
        sum += grey[Math.floor((top + down * square) * sy) * width + x] ?? 0
        count += 1
      }
    }
    return sum / count
  }
  const means = Array.from({ length: SQUARES }, (_, at) => meanOf(at))
  const [dark, bright] = [Math.min(...means), Math.max(...means)]
  if (bright - dark < CONTRAST_LEAST) return undefined
  const middle = (dark + bright) / 2
  let number = 0
  for (const mean of means.slice(0, NUMBER_BITS)) number = number * 2 + (mean > middle ? 1 : 0)
  return means.every((mean, at) => mean > middle === isWhite(number, at)) ? number : undefined
}
