// The opening of the door in the picture: puts the leaf into it, and knows where the hall shows past the leaf.

import type { Raw } from '../picture/picture.ts'
import type { Clip } from './canvas.ts'
import { OPENING } from './indoors.ts'
import { leafSeen } from './leaf.ts'
import { within } from './texture.ts'
import type { View } from './view.ts'

/** A part of the picture, in pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface Doorway {
  readonly area: Area
  /** All of the opening … */
  readonly opening: Clip
  /** … and as much of it as the leaf leaves free; kept up to date by `paint`. */
  readonly hall: Clip
  /** @param openness of the leaf, 0..1 @param fine smooth edges: for a leaf that rests */
  paint(onto: Raw, openness: number, fine: boolean): void
}

const SAMPLES = [
  [0.3, 0.2],
  [0.8, 0.3],
  [0.2, 0.7],
  [0.7, 0.8],
] as const
const ONE_SAMPLE = [[0.5, 0.5]] as const

const areaOf = (view: View, { width, height }: Raw): Area => {
  const corners = [-OPENING.half, OPENING.half].flatMap((x) =>
    [OPENING.sill, OPENING.high].map((y) => view.project({ x, y, z: 0 })),
  )
  const edge = (values: readonly number[], most: number): readonly [number, number] => [
    Math.max(0, Math.floor(Math.min(...values)) - 1),
    Math.min(most, Math.ceil(Math.max(...values)) + 1),
  ]
  const [left, right] = edge(
    corners.map(({ x }) => x),
    width,
  )
  const [top, bottom] = edge(
    corners.map(({ y }) => y),
    height,
  )
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) }
}

/** @param behind the picture without a leaf */
export const createDoorway = (view: View, behind: Raw): Doorway => {
  const area = areaOf(view, behind)
  const clip = (): Clip => ({ ...area, open: new Uint8Array(area.width * area.height) })
  const [opening, hall] = [clip(), clip()]
  const ray = { x: 0, y: 0, z: 0 }
  const colour = { red: 0, green: 0, blue: 0 }
  const isThrough = (): boolean => {
    const t = -view.eye.z / ray.z
    const isHigh = within(view.eye.y + ray.y * t, OPENING.sill, OPENING.high)
    return isHigh && Math.abs(view.eye.x + ray.x * t) < OPENING.half
  }
  const note = (x: number, y: number, isOpen: boolean, isHall: boolean): void => {
    const place = (y - area.top) * area.width + x - area.left
    opening.open[place] = Number(isOpen)
    hall.open[place] = Number(isHall)
  }
  const paintPixel = (onto: Raw, x: number, y: number, openness: number, fine: boolean): void => {
    const at = (y * onto.width + x) * 3
    let [red, green, blue, hits, through] = [0, 0, 0, 0, 0]
    const samples = fine ? SAMPLES : ONE_SAMPLE
    for (const [across, down] of samples) {
      view.ray(x + across, y + down, ray)
      if (!isThrough()) continue
      through += 1
      if (!leafSeen(colour, view.eye, ray, openness)) continue
      hits += 1
      red += colour.red
      green += colour.green
      blue += colour.blue
    }
    const rest = 1 - hits / samples.length
    onto.data[at] = red / samples.length + (behind.data[at] ?? 0) * rest
    onto.data[at + 1] = green / samples.length + (behind.data[at + 1] ?? 0) * rest
    onto.data[at + 2] = blue / samples.length + (behind.data[at + 2] ?? 0) * rest
    note(x, y, through > 0, through > hits)
  }
  return {
    area,
    opening,
    hall,
    paint: (onto, openness, fine) => {
      for (let y = area.top; y < area.top + area.height; y += 1) {
        for (let x = area.left; x < area.left + area.width; x += 1) paintPixel(onto, x, y, openness, fine)
      }
    },
  }
}
