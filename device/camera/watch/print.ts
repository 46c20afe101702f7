// A view as 512 signs of random sums of its relief (Charikar 2002, "Similarity estimation techniques from rounding
// algorithms"). Two of them tell how alike two places are, and none can be turned back into more than a smear: this,
// and no picture, may lie on the disk, so that after a power cut a camera turned meanwhile is noticed. Pure.

import { CELLS } from './grid.ts'

const BITS = 512
/** One byte, 0 or 1, a bit. */
export type Print = Uint8Array

/** Marsaglia's xorshift32; the same sums on every door and at every start. */
const randomSigns = (): Int8Array => {
  const signs = new Int8Array(BITS * CELLS)
  let word = 0x9e3779b9
  for (let at = 0; at < signs.length; at += 1) {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    signs[at] = word < 0 ? -1 : 1
  }
  return signs
}

let sums: Int8Array | undefined

export const printOf = (signs: Int8Array): Print => {
  sums ??= randomSigns()
  const print = new Uint8Array(BITS)
  for (let bit = 0; bit < BITS; bit += 1) {
    let sum = 0
    for (let at = 0; at < CELLS; at += 1) sum += (signs[at] ?? 0) * (sums[bit * CELLS + at] ?? 0)
    print[bit] = sum > 0 ? 1 : 0
  }
  return print
}

/** About what `kept` would say of the two reliefs; its error is about 0.07 where they have nothing in common. */
export const alike = (one: Print, other: Print): number => {
  let differ = 0
  for (let bit = 0; bit < BITS; bit += 1) differ += one[bit] === other[bit] ? 0 : 1
  return Math.cos((Math.PI * differ) / BITS)
}

export const printText = (print: Print): string => print.join('')

/** Undefined for what is no print. */
export const readPrint = (text: string): Print | undefined =>
  text.length === BITS && /^[01]*$/.test(text) ? Uint8Array.from(text, Number) : undefined
