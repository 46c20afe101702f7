// What surfaces look like, at a point of theirs in metres. Each writes red, green and blue (0..255) into `out` and
// allocates nothing: a picture asks a million times.

export interface Colour {
  red: number
  green: number
  blue: number
}

/** 0..1, the same for the same numbers. */
export const hash = (a: number, b: number): number => {
  let mixed = Math.imul(a | 0, 0x27d4eb2d) ^ Math.imul(b | 0, 0x165667b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296
}

/** Soft noise, 0..1, with a grain of 1. */
export const cloudy = (x: number, y: number): number => {
  const cx = Math.floor(x)
  const cy = Math.floor(y)
  const fx = x - cx
  const fy = y - cy
  const sx = fx * fx * (3 - 2 * fx)
  const sy = fy * fy * (3 - 2 * fy)
  const top = hash(cx, cy) * (1 - sx) + hash(cx + 1, cy) * sx
  const bottom = hash(cx, cy + 1) * (1 - sx) + hash(cx + 1, cy + 1) * sx
  return top * (1 - sy) + bottom * sy
}

export const paint = (out: Colour, red: number, green: number, blue: number, lit = 1): void => {
  out.red = red * lit
  out.green = green * lit
  out.blue = blue * lit
}

export const shade = (out: Colour, lit: number): void => {
  out.red *= lit
  out.green *= lit
  out.blue *= lit
}

const BRICK = { long: 0.25, high: 0.083, joint: 0.012 }

/** Red brick in half bond. */
export const brick = (out: Colour, x: number, y: number): void => {
  const course = Math.floor(y / BRICK.high)
  const along = x / BRICK.long + (course & 1) * 0.5
  const column = Math.floor(along)
  const inJoint = y - course * BRICK.high < BRICK.joint || (along - column) * BRICK.long < BRICK.joint
  if (inJoint) return void paint(out, 158, 148, 136)
  const tone = 0.82 + 0.28 * hash(column, course) + 0.1 * cloudy(x * 40, y * 40)
  const burnt = hash(column + 91, course) > 0.86 ? 0.8 : 1
  paint(out, 152, 84 * (0.94 + 0.12 * hash(course, column)), 66, tone * burnt)
}

/** Grey stones a step long, each of its own tone. */
export const paving = (out: Colour, x: number, z: number): void => {
  const row = Math.floor(z / 0.3)
  const along = x / 0.45 + hash(row, 5) * 0.6
  const column = Math.floor(along)
  if ((along - column) * 0.45 < 0.013 || z - row * 0.3 < 0.013) return void paint(out, 84, 80, 72)
  paint(out, 148, 144, 136, 0.84 + 0.2 * hash(column, row) + 0.1 * cloudy(x * 30, z * 30))
}

export const grass = (out: Colour, x: number, z: number): void => {
  const blade = cloudy(x * 38, z * 22)
  paint(out, 74, 112, 46, 0.55 + 0.45 * blade + 0.3 * cloudy(x * 2.1, z * 2.1))
}

export const leaves = (out: Colour, x: number, y: number): void => {
  const big = cloudy(x * 9, y * 9)
  paint(out, 52 + 18 * big, 92, 40, 0.35 + 0.55 * cloudy(x * 27, y * 27) + 0.4 * big)
}

export const stone = (out: Colour, x: number, y: number): void =>
  paint(out, 172, 167, 157, 0.9 + 0.08 * cloudy(x * 60, y * 60) + 0.08 * cloudy(x * 9, y * 9))

export const plaster = (out: Colour, x: number, y: number): void =>
  paint(out, 214, 200, 172, 0.92 + 0.06 * cloudy(x * 14, y * 14))

/** Oak boards that run into the house. */
export const boards = (out: Colour, x: number, z: number): void => {
  const board = Math.floor(x / 0.14)
  if (x - board * 0.14 < 0.006) return void paint(out, 84, 54, 30)
  paint(out, 164, 116, 70, 0.8 + 0.22 * hash(board, 3) + 0.16 * cloudy(x * 60, z * 4))
}

export const within = (value: number, low: number, high: number): boolean => value >= low && value <= high

/** Darker where surfaces meet. */
export const corner = (distance: number, reach: number, depth: number): number =>
  1 - depth * Math.exp(-Math.max(0, distance) / reach)
