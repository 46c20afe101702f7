// Fingers on buttons and keys. Pure: what is pressed at an instant follows from the list of presses.

import { KEYPAD_LEGEND } from '#hardware/contract/pins.ts'

export type Button = 'egress' | 'pairing'
export type Target = Button | { readonly row: number; readonly column: number }

export interface Press {
  readonly on: Target
  readonly from: number
  readonly until: number
}

export const KEYPAD_WIRES = ['none', 'row1', 'row2', 'row3', 'row4', 'column1', 'column2', 'column3'] as const
/** Which wire of the keypad is cut. */
export type KeypadFault = (typeof KEYPAD_WIRES)[number]

/** A key whose row or column is cut is not heard. */
export const isCut = (on: Target, cut: KeypadFault): boolean =>
  typeof on !== 'string' && (cut === `row${on.row + 1}` || cut === `column${on.column + 1}`)

/** More than anybody types at once. */
export const PRESSES_MAX = 64
export const KEY_MS = 80
export const KEY_GAP_MS = 70

export const keyPosition = (key: string): { readonly row: number; readonly column: number } | undefined => {
  const row = KEYPAD_LEGEND.findIndex((legend) => key.length === 1 && legend.includes(key))
  return row < 0 ? undefined : { row, column: KEYPAD_LEGEND[row]?.indexOf(key) ?? 0 }
}

/** One key after the other, beginning when the fingers are free; undefined when a key is not on the keypad. */
export const typing = (text: string, presses: readonly Press[], now: number): Press[] | undefined => {
  const keys = [...text].map(keyPosition)
  const free = presses.reduce((at, press) => (typeof press.on === 'string' ? at : Math.max(at, press.until)), now)
  const begin = free > now ? free + KEY_GAP_MS : now
  const typed = keys.flatMap((on, index): Press[] => {
    const from = begin + index * (KEY_MS + KEY_GAP_MS)
    return on ? [{ on, from, until: from + KEY_MS }] : []
  })
  return typed.length === keys.length ? typed : undefined
}

export const pressedAt = (presses: readonly Press[], now: number): Target[] =>
  presses.filter((press) => press.from <= now && now < press.until).map((press) => press.on)

/** The next instant at which something is pressed or let go. */
export const nextPressChange = (presses: readonly Press[], now: number): number =>
  Math.min(Number.POSITIVE_INFINITY, ...presses.flatMap(({ from, until }) => [from, until]).filter((at) => at > now))
