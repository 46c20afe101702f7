// Pictures for the hub's tests: real JPEG of noise and colours, and numbered stand-ins where nobody decodes.

import { epochMs, millis } from '#protocol/units.ts'
import type { Frame } from '../frame.ts'
import { jpegOf } from '../picture/picture.ts'

export const WIDTH = 160
export const HEIGHT = 96

/** Bright all over, so that black is the owner's doing. */
export const brightJpeg = (shade: number): Promise<Uint8Array> => {
  const data = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let i = 0; i < data.length; i++) data[i] = 150 + ((i * 31 + shade * 17) % 100)
  return jpegOf({ data, width: WIDTH, height: HEIGHT }, 90)
}

/** @param jpeg by default no picture at all, of `bytes` bytes */
export const frame = (n: number, seen: number, jpeg: Uint8Array = Uint8Array.of(n & 255)): Frame => ({
  n,
  at: epochMs(1_700_000_000_000 + seen),
  seen: millis(seen),
  jpeg,
})
