// Grey pictures of a place in front of a door, made in code: what a camera would see of it by day, by night, and when
// somebody does something to it. With a sensor's noise, so that no two are the same.

import { LOOK } from './grid.ts'

const { width, height } = LOOK
export type Grey = Uint8Array
/** 0..255 for each pixel, without noise. */
export type Place = Float32Array

/** Numbers from 0 to 1, the same for a seed. */
export const dice = (seed: number): (() => number) => {
  let word = (seed * 2654435761) >>> 0 || 1
  return () => {
    word = (word ^ (word << 13)) >>> 0
    word ^= word >>> 17
    word = (word ^ (word << 5)) >>> 0
    return word / 2 ** 32
  }
}

const fillBox = (place: Place, x: number, y: number, w: number, h: number, value: (x: number, y: number) => number) => {
  for (let row = Math.max(0, y); row < Math.min(height, y + h); row += 1) {
    for (let column = Math.max(0, x); column < Math.min(width, x + w); column += 1) {
      place[row * width + column] = value(column, row)
    }
  }
}

/** Sky above, ground below, things of many sizes with texture of their own. */
export const placeOf = (seed: number): Place => {
  const random = dice(seed)
  const place = new Float32Array(width * height)
  fillBox(place, 0, 0, width, height, (_x, y) => 170 - (y / height) * 80)
  for (let at = 0; at < 40; at += 1) {
    const [x, y] = [random() * width, random() * height].map(Math.floor) as [number, number]
    const [w, h] = [10 + random() * 70, 10 + random() * 60].map(Math.floor) as [number, number]
    const [grey, stripe] = [30 + random() * 180, 2 + Math.floor(random() * 6)]
    fillBox(place, x, y, w, h, (column, row) => grey + ((column + row) % (stripe * 2) < stripe ? 12 : -12))
  }
  return place
}

const map = (place: Place, change: (value: number, x: number, y: number) => number): Place =>
  place.map((value, at) => change(value, at % width, Math.floor(at / width)))

/** By another light: everything lighter or darker, and the camera's own noise stays. */
export const lit = (place: Place, gain: number, offset = 0): Place => map(place, (value) => value * gain + offset)
/** By the lamp at the camera: what is in the middle is bright, and what is far off is dark. */
export const byLamp = (place: Place): Place =>
  map(place, (value, x, y) => value * 1.1 * Math.exp(-(((x - 160) / 150) ** 2 + ((y - 110) / 110) ** 2)) + 6)
/** Somebody who fills this share of the picture's width, from the left edge `from` on. */
export const withPerson = (place: Place, from: number, share: number): Place =>
  map(place, (value, x, y) => {
    const inside = x >= from * width && x < (from + share) * width && y > 12
    return inside ? 60 + ((x * 7 + y * 3) % 23) + (y > 70 ? 30 : 0) : value
  })
/** The door's leaf swings before a part of the place; what is behind it is light. */
export const withDoor = (place: Place, open: number): Place =>
  map(place, (value, x, y) => {
    if (x < 100 || x > 190 || y < 20 || y > 170) return value
    return x < 190 - 90 * open ? 90 + ((x + y) % 9) : 190 + (y % 5) * 4
  })
/** Headlights wander over it. */
export const withCar = (place: Place, at: number): Place =>
  map(place, (value, x, y) => value + 170 * Math.exp(-(((x - at * width) / 45) ** 2 + ((y - 90) / 60) ** 2)))
export const withCloud = (place: Place, at: number): Place =>
  map(place, (value, x) => value * (1 - 0.35 / (1 + Math.exp((x / width - at) * 12))))

/** A palm or a tape over the lens: even, a little light at one edge. */
export const covered = (grey: number, leak = 6): Place =>
  map(new Float32Array(width * height), (_value, x) => grey + (leak * x) / width)
/** A lamp held into the lens. */
export const blinded = (place: Place): Place =>
  map(place, (value, x, y) => value * 0.25 + 330 * Math.exp(-(((x - 150) / 140) ** 2 + ((y - 80) / 90) ** 2)))

/** Paint, water or grease on the lens: the mean over a square of this half side, twice. */
export const sprayed = (place: Place, reach = 7): Place => blur(blur(place, reach, 1, width), reach, width, height)

const blur = (place: Place, reach: number, step: number, length: number): Place =>
  place.map((_value, at) => {
    const here = Math.floor(at / step) % length
    let [sum, count] = [0, 0]
    for (let by = -reach; by <= reach; by += 1) {
      if (here + by < 0 || here + by >= length) continue
      sum += place[at + by * step] ?? 0
      count += 1
    }
    return sum / count
  })

const NOISE = (() => {
  const random = dice(99)
  return Float32Array.from({ length: 2 ** 16 }, () => (random() + random() - 1) * 6)
})()

/** What comes out of the camera. */
export const filmed = (place: Place, random: () => number): Grey => {
  const from = Math.floor(random() * NOISE.length)
  const grey = new Uint8ClampedArray(place.length)
  for (let at = 0; at < grey.length; at += 1) grey[at] = (place[at] ?? 0) + (NOISE[(from + at) & 0xffff] ?? 0)
  return new Uint8Array(grey.buffer)
}
