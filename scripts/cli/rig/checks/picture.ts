// Is this the picture of a camera that sees something? Pure; figures of device/camera/watch/measures.ts.

import type { Look } from '#device/camera/watch/measures.ts'
import { good, type Settled, wrong } from '../part.ts'

export type PictureLook = Pick<Look, 'mean' | 'std' | 'detail' | 'bright'>

/** Grey levels 0..255. */
const BLACK_BELOW = 12
const FLAT_BELOW = 6
/** A lens set for reading distance still gives more than this of a doorway. */
const BLURRED_BELOW = 0.35
const BLINDED_ABOVE = 0.6

export const ofPicture = (picture: PictureLook): Settled => {
  const slots = { mean: Math.round(picture.mean), detail: picture.detail.toFixed(1) }
  if (picture.mean < BLACK_BELOW) return wrong('picture_black', ['infrared'], slots)
  if (picture.bright > BLINDED_ABOVE) return wrong('picture_blinded', [], slots)
  if (picture.std < FLAT_BELOW) return wrong('picture_flat', [], slots)
  return picture.detail < BLURRED_BELOW ? wrong('picture_blurred', [], slots) : good(slots)
}
