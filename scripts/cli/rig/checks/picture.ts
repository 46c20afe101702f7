// Is this the picture of a camera that sees something? Pure; figures of device/camera/watch/measures.ts.

import type { Look } from '#device/camera/watch/measures.ts'
import { good, type Settled, wrong } from '../part.ts'

export type PictureLook = Pick<Look, 'mean' | 'std' | 'detail' | 'bright'>

/** Grey levels 0..255. */
const BLACK_BELOW = 12
const FLAT_BELOW = 6
/**
 * Detail for each grey level of contrast, so that dusk is not taken for a blur. Measured on the drawn door (picture.test.ts):
 * sharp it has 0.08–0.34, and falls below this from a Gaussian blur of 4 pixels of 1280 on by day, 3 in half of that light,
 * 2 in a quarter (7, 5 and 3 pixels of 1920): a lens set for reading distance, its foil, a fingerprint.
 */
const BLURRED_BELOW = 0.02
const BLINDED_ABOVE = 0.6

export const ofPicture = (picture: PictureLook): Settled => {
  const slots = { mean: Math.round(picture.mean), detail: picture.detail.toFixed(1) }
  if (picture.mean < BLACK_BELOW) return wrong('picture_black', ['infrared'], slots)
  if (picture.bright > BLINDED_ABOVE) return wrong('picture_blinded', [], slots)
  if (picture.std < FLAT_BELOW) return wrong('picture_flat', [], slots)
  return picture.detail / picture.std < BLURRED_BELOW ? wrong('picture_blurred', [], slots) : good(slots)
}
