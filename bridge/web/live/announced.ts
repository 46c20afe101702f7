// Which picture of a track is on the screen? Its frames can carry nothing, so the door says number and time beside
// them, just as it puts a picture in. A frame is taken for the newest picture that was announced before it was
// received: what was announced later cannot be in it. Pure.

import { type Millis, millis } from '#protocol/units.ts'
import type { PictureId } from './freshness.ts'

export interface Announced extends PictureId {
  /** By the page's monotonic clock. */
  readonly heard: Millis
}

const KEPT = 120
/** From the last packet to the screen, where a browser does not say when it came. */
export const ON_ITS_WAY = millis(60)

export const announce = (list: readonly Announced[], picture: Announced): readonly Announced[] =>
  [...list, picture].slice(-KEPT)

/** @param received when the frame's last packet came */
export const presented = (
  list: readonly Announced[],
  received: Millis,
): { readonly list: readonly Announced[]; readonly picture: Announced | undefined } => {
  const index = list.findLastIndex(({ heard }) => heard <= received)
  return { list: index < 1 ? list : list.slice(index), picture: list[index] }
}
