// Draws one picture of the scene at a time: a backdrop drawn once, the door's leaf put into it when it moves, the
// light a band of rows at a time, and over that grain, whoever is there, and what a camera writes into its picture.

import type { EpochMs } from '#protocol/units.ts'
import type { Raw, Size } from '../picture/picture.ts'
import { renderBackdrop } from './backdrop.ts'
import { canvasOf, glow, type Rgb, rectangle } from './canvas.ts'
import { createDoorway } from './doorway.ts'
import { expose, exposed, type Light } from './exposure.ts'
import { drawFigure } from './figure.ts'
import { caption, captionSize, write } from './glyphs.ts'
import { createGrain } from './grain.ts'
import { opennessAt, type Swing } from './leaf.ts'
import { blinded, covered, drawHand, HAND_MS, sprayed } from './lens.ts'
import { carAt, daylightAt } from './light.ts'
import type { Mood } from './mood.ts'
import { paintNumber } from './number.ts'
import { type Person, standingAt } from './person.ts'
import { createView, DOOR_LOOK, TURNED_LOOK } from './view.ts'

/** The whole picture follows the light within this many pictures. */
const BANDS = 15

export interface Moment {
  /** Monotonic, milliseconds: everything moves by this one. */
  readonly now: number
  /** What the clock in the picture shows. */
  readonly at: EpochMs
  readonly number: number
  readonly mood: Mood
  /** When that mood began. */
  readonly since: number
  readonly swing: Swing
  readonly person: Person
  readonly infrared: boolean
}

export interface Stage {
  /** The picture is the stage's own and is drawn over by the next one. */
  draw(moment: Moment): Raw
}

const grey = (level: number): Rgb => [level, level, level]

/** In a light where white squares would be the brightest thing in the picture they are as dim as the rest. */
const inksOf = (
  mood: Mood,
  light: Light,
): { readonly squares: readonly [Rgb, Rgb]; readonly text: Rgb | undefined } => {
  if (mood === 'covered') return { squares: [grey(8), grey(30)], text: undefined }
  if (mood === 'sprayed') return { squares: [grey(104), grey(128)], text: undefined }
  if (light.time === 'night' && !light.infrared) return { squares: [grey(2), grey(38)], text: grey(42) }
  return { squares: [grey(12), grey(236)], text: grey(236) }
}

export const createStage = (size: Size, seed = 1): Stage => {
  const view = createView(DOOR_LOOK, size)
  const behind = renderBackdrop(view, size)
  const scene: Raw = { ...size, data: behind.data.slice() }
  const doorway = createDoorway(view, behind)
  doorway.paint(scene, 0, true)
  const whole = { left: 0, top: 0, ...size }
  const [plate, out] = [canvasOf(size.width, size.height), canvasOf(size.width, size.height)]
  const grain = createGrain(seed)
  /** The picture of a mood in which nothing moves. */
  let still: { readonly mood: Mood; readonly since: number; readonly picture: Raw } | undefined
  let drawn: { readonly openness: number; readonly fine: boolean } = { openness: 0, fine: true }
  let lastLight: Light | undefined
  let band = 0

  const lightAt = ({ now, mood, infrared }: Moment): Light =>
    mood === 'dark' ? { time: 'night', infrared } : { time: 'day', gain: daylightAt(now) }

  const follow = ({ swing, now }: Moment, light: Light): void => {
    const openness = opennessAt(swing, now)
    const fine = openness === swing.to
    const isMoved = openness !== drawn.openness || fine !== drawn.fine
    if (isMoved) {
      doorway.paint(scene, openness, fine)
      drawn = { openness, fine }
    }
    const isNew =
      !lastLight ||
      light.time !== lastLight.time ||
      (light.time === 'night' && lastLight.time === 'night' && light.infrared !== lastLight.infrared)
    if (isNew) expose(scene, plate, whole, light)
    else if (isMoved) expose(scene, plate, doorway.area, light)
    const top = Math.floor((band * size.height) / BANDS)
    band = (band + 1) % BANDS
    const height = Math.floor(((band || BANDS) * size.height) / BANDS) - top
    if (light.time === 'day') expose(scene, plate, { ...whole, top, height }, light)
    lastLight = light
  }

  const makeStill = (mood: Mood): Raw | undefined => {
    if (mood === 'covered') return covered(plate)
    if (mood === 'sprayed') return sprayed(plate)
    if (mood === 'blinded') return blinded(plate)
    return mood === 'turned' ? renderBackdrop(createView(TURNED_LOOK, size), size, false) : undefined
  }

  const stillOf = ({ mood, since }: Moment): Raw | undefined => {
    if (still?.since !== since || still.mood !== mood) {
      const picture = makeStill(mood)
      still = picture && { mood, since, picture }
    }
    return still?.picture
  }

  const drawLively = ({ now, person, mood, since }: Moment, light: Light): void => {
    const grade = (rgb: Rgb): Rgb => exposed(rgb, light)
    const car = carAt(now)
    if (car !== undefined) {
      const spot = { x: size.width * (car * 1.7 - 0.35), y: size.height * (0.42 - 0.06 * car) }
      const strong = light.time === 'night' ? (light.infrared ? 46 : 18) : 24
      glow(out, spot, size.width * 0.17, size.height * 0.36, strong * Math.sin(car * Math.PI))
    }
    const standing = standingAt(person, now)
    // A leaf that stands wide open is behind whoever passes it.
    const inside = drawn.openness > 0.55 ? doorway.opening : doorway.hall
    if (standing) drawFigure(out, view, standing, { carries: person.parcel, inside, grade })
    if (mood === 'hand') drawHand(out, (now - since) / HAND_MS, grade)
  }

  const inscribe = ({ at, number, mood }: Moment, light: Light): void => {
    const { squares, text } = inksOf(mood, light)
    paintNumber(out, number, squares)
    if (!text) return
    const line = caption(new Date(at), number)
    const { width, height } = captionSize(out, line)
    const rim = Math.round(height / 2)
    rectangle(out, rim, rim, width + 2 * rim, height + 2 * rim, grey(0), 0.5)
    write(out, line, 2 * rim, 2 * rim, text)
  }

  return {
    draw: (moment) => {
      const light = lightAt(moment)
      follow(moment, light)
      const picture = stillOf(moment)
      grain(picture ?? plate, out, light.time === 'night')
      if (!picture) drawLively(moment, light)
      inscribe(moment, light)
      return out
    },
  }
}
