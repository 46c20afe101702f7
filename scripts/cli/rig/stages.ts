// In what order a board's flash is written: the page where the chip begins stands still until all the rest is there. A
// cable pulled half-way leaves a board that drives no pin, never one that runs old code among new. Pure.

import { toHex } from './hex.ts'

/** Bytes that an ATmega328P writes at once. */
const PAGE = 128
/** `rjmp .-2`, AVR's shortest way to stay where it is: after a reset all pins are inputs and no interrupt is on. */
const STAY = [0xff, 0xcf] as const

export interface Stages {
  /** Intel HEX of all of it, but the first page only stays where it is. */
  readonly held: string
  /** Of the first page alone. */
  readonly first: string
}

/** @param bytes all of the flash */
export const stagesOf = (bytes: Uint8Array): Stages => {
  const held = bytes.slice()
  for (let at = 0; at < PAGE; at += STAY.length) held.set(STAY, at)
  return { held: toHex(held), first: toHex(bytes.subarray(0, PAGE)) }
}
