// What the rig's test says of a camera's picture: of the drawn door through lenses that are more or less out of focus.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { greyOf, jpegOf, type Raw } from '#device/camera/picture/picture.ts'
import { LOOK, openOf } from '#device/camera/watch/grid.ts'
import { measure } from '#device/camera/watch/measures.ts'
import { drawDoor, type Lens, through } from './lens.fixture.ts'
import { ofPicture } from './picture.ts'

const test = suite('the picture of a camera')

/** A blur of one pixel here is one of two in a picture twice as wide. */
const SIZE = { width: 640, height: 360 }
const doors: { day?: Raw; infrared?: Raw } = {}

const saidOf = async (light: 'day' | 'infrared', lens: Lens): Promise<string> => {
  const door = doors[light] ?? drawDoor(SIZE, light)
  doors[light] = door
  const settled = ofPicture(measure(await greyOf(await jpegOf(through(door, lens), 80), LOOK), openOf([])))
  return 'good' in settled ? 'good' : settled.wrong
}

/** How far out of focus each light lets a lens be; in pixels of 1280, by the table in picture.ts. */
const LIGHTS = [
  { light: 'day', gain: 1, sharp: 3, blurred: 5.5 },
  { light: 'infrared', gain: 1, sharp: 3, blurred: 5.5 },
  { light: 'day', gain: 0.5, sharp: 2, blurred: 4 },
  { light: 'day', gain: 0.25, sharp: 1, blurred: 3 },
] as const

test('is called blurred by how far out of focus it is, in every light', async () => {
  for (const { light, gain, sharp, blurred } of LIGHTS) {
    assert.is(await saidOf(light, { sigma: sharp / 2, gain }), 'good', `${light} ${gain} ${sharp}`)
    assert.is(await saidOf(light, { sigma: blurred / 2, gain }), 'picture_blurred', `${light} ${gain} ${blurred}`)
  }
})

test('is called black, blinded or flat before anything is said of its lens', async () => {
  assert.is(await saidOf('day', { sigma: 0 }), 'good')
  assert.is(await saidOf('day', { sigma: 0, gain: 0.05 }), 'picture_black')
  assert.is(await saidOf('day', { sigma: 0, gain: 20 }), 'picture_blinded')
  assert.is(await saidOf('day', { sigma: 4, gain: 0.15 }), 'picture_flat')
})

test.run()
