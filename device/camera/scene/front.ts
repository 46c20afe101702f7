// The front of the house around the door: brick on a plinth, a window, a mailbox, a lamp, a bell, a number.

import { OPENING } from './indoors.ts'
import { brick, type Colour, cloudy, corner, paint, shade, stone, within } from './texture.ts'

const PLINTH = 0.3
const FRAME = 0.085
const WINDOW = { left: 1.28, right: 2.5, low: 0.95, high: 2.2 } as const

const windowPane = (out: Colour, x: number, y: number): void => {
  const { left, right, low, high } = WINDOW
  const [dx, dy] = [Math.min(x - left, right - x), Math.min(y - low, high - y)]
  const rim = Math.min(dx, dy, Math.abs(x - (left + right) / 2) + 0.035)
  if (rim < 0.06) return void paint(out, 226, 226, 220, 0.84 + rim * 2.2)
  // The sky in the pane, a curtain behind it.
  const fold = 0.5 + 0.5 * Math.sin(x * 46 + 2 * Math.sin(y * 2))
  const curtain = within(y, low + 0.42, high) ? 0.6 : 0.15
  const sky = 0.5 + 0.5 * cloudy(x * 1.6 + 3, y * 2.4)
  paint(
    out,
    58 + 60 * curtain * fold + 44 * sky,
    70 + 58 * curtain * fold + 48 * sky,
    82 + 52 * curtain * fold + 52 * sky,
  )
}

/** House number 7 on a tile. */
const tile = (out: Colour, x: number, y: number): void => {
  const [u, v] = [x / 0.2, y / 0.2]
  const isSeven =
    (within(v, 0.68, 0.84) && within(u, 0.25, 0.75)) ||
    (within(v, 0.14, 0.7) && Math.abs(u - 0.42 - (v - 0.14) * 0.42) < 0.09)
  if (isSeven || Math.min(u, v, 1 - u, 1 - v) < 0.05) return void paint(out, 32, 52, 104)
  paint(out, 228, 228, 220)
}

const mailbox = (out: Colour, x: number, y: number): void => {
  const [u, v] = [x / 0.36, y / 0.3]
  if (within(v, 0.72, 0.8) && within(u, 0.12, 0.88)) return void paint(out, 24, 26, 28)
  paint(out, 66, 74, 80, v > 0.86 ? 1.25 : 0.95 + 0.1 * u)
}

const bell = (out: Colour, x: number, y: number): void => {
  const isButton = Math.hypot(x + 0.765, y - 1.23) < 0.02
  paint(out, isButton ? 240 : 176, isButton ? 214 : 178, isButton ? 120 : 182)
}

const lamp = (out: Colour, x: number, y: number): void => {
  if (y > 2.02 || y < 1.82) paint(out, 44, 44, 46)
  else paint(out, 236, 226, 190, 0.86 + 0.14 * Math.cos((x + 0.78) * 18))
}

/** Small things on the wall. @returns whether there was one */
const fitting = (out: Colour, x: number, y: number): boolean => {
  if (within(x, 0.72, 0.92) && within(y, 1.62, 1.82)) tile(out, x - 0.72, y - 1.62)
  else if (within(x, -1.5, -1.14) && within(y, 1.05, 1.35)) mailbox(out, x + 1.5, y - 1.05)
  else if (within(x, -0.81, -0.72) && within(y, 1.18, 1.36)) bell(out, x, y)
  else if (within(x, -0.86, -0.7) && within(y, 1.78, 2.06)) lamp(out, x, y)
  else return false
  return true
}

/** The front of the house outside of the opening. */
export const front = (out: Colour, x: number, y: number): void => {
  const { half, high } = OPENING
  const beside = Math.max(Math.abs(x) - half, y - high)
  if (beside < FRAME && y < high + FRAME) return void paint(out, 232, 230, 222, 0.9 + 0.03 * cloudy(x * 20, y * 20))
  if (within(x, WINDOW.left - 0.06, WINDOW.right + 0.06) && within(y, WINDOW.low - 0.07, WINDOW.low))
    return void stone(out, x, y)
  if (within(x, WINDOW.left, WINDOW.right) && within(y, WINDOW.low, WINDOW.high)) return void windowPane(out, x, y)
  if (fitting(out, x, y)) return
  if (y < PLINTH) stone(out, x, y)
  else brick(out, x, y)
  const besideWindow = Math.max(WINDOW.left - x, x - WINDOW.right, WINDOW.low - y, y - WINDOW.high)
  shade(out, 0.9 * corner(y, 0.18, 0.4) * corner(beside - FRAME, 0.05, 0.25) * corner(besideWindow, 0.04, 0.2))
}
