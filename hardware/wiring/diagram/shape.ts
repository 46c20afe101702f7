// What a drawing is made of: boxes with terminals, wires between terminals, and words. Pure types and geometry.
// One unit is one pixel of the drawing at its full size.

export type Side = 'left' | 'right' | 'top' | 'bottom'
export type Point = readonly [x: number, y: number]

export interface Terminal {
  readonly id: string
  readonly label: string
  readonly side: Side
  /** Where on that side, as x (top, bottom) or y (left, right) of the whole drawing. */
  readonly at: number
}

export interface Words {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly anchor: 'start' | 'middle' | 'end'
  readonly bold?: boolean
  readonly upright?: boolean
}

/** A sign of a component inside a box or on a wire: drawn, never connected to by the checks. */
export type Sign =
  | { readonly kind: 'resistor'; readonly x: number; readonly y: number; readonly upright?: boolean }
  | { readonly kind: 'ground' | 'dot' | 'led' | 'diode' | 'capacitor'; readonly x: number; readonly y: number }
  | { readonly kind: 'line'; readonly points: readonly Point[] }

export const line = (...points: readonly Point[]): Sign => ({ kind: 'line', points })

export interface Box {
  readonly id: string
  readonly look: 'board' | 'part' | 'power' | 'ground'
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly step: StepId
  readonly terminals: readonly Terminal[]
  readonly words: readonly Words[]
  readonly signs: readonly Sign[]
}

export interface Wire {
  /** `box.terminal` at both ends. */
  readonly from: string
  readonly to: string
  readonly colour: string
  /** Where to bend: x and y by turns, beginning with the one that the first terminal's side leads along. */
  readonly via: readonly number[]
  readonly step: StepId
  readonly thick?: boolean
}

export const STEP_IDS = [
  'nano',
  'supply',
  'feedback',
  'bolt',
  'reed',
  'egress',
  'pairing',
  'keypad',
  'camera',
  'infrared',
  'light',
  'buzzer',
] as const
export type StepId = (typeof STEP_IDS)[number]

export interface Drawing {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly wires: readonly Wire[]
}

/** Where a terminal is, on the edge of its box. */
export function place(box: Box, terminal: Terminal): Point {
  switch (terminal.side) {
    case 'left':
      return [box.x, terminal.at]
    case 'right':
      return [box.x + box.w, terminal.at]
    case 'top':
      return [terminal.at, box.y]
    case 'bottom':
      return [terminal.at, box.y + box.h]
  }
}

export const lies = (side: Side): 'along-x' | 'along-y' => (side === 'left' || side === 'right' ? 'along-x' : 'along-y')
