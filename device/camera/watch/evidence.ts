// What a picture speaks for. Pure; thresholds measured on the drawn scene and on made ones: night by a street
// lamp keeps more than half of the likeness, another place has none.

import { type Millis, seconds } from '#protocol/units.ts'
import type { Look } from './measures.ts'
import type { Evidence, EvidenceOf } from './sights.ts'
import type { Likeness } from './views.ts'

export interface Circumstances {
  /** Undefined while the place is not known yet. */
  readonly likeness: Likeness | undefined
  /** Since when the rig's lamp is on; undefined: off. */
  readonly litSince: Millis | undefined
  /** Is it known that the lamp shows the place? */
  readonly lampShows: boolean
  /** Mean of the last calm picture; undefined when nothing is known of the light. */
  readonly light: number | undefined
  /** The same, of the time before the lamp was lit. */
  readonly lightBefore: number | undefined
  /** Is it like the picture before? Somebody in front of the camera moves; a camera that was turned stands. */
  readonly still: boolean
  readonly now: Millis
}

const EVEN = 0.95
/** Below this nothing of the place is left; a clock burnt into the picture keeps a little more than nothing. */
const UNLIKE = 0.3
/** An even picture must be more like the place than this to be the place by night. */
const SOMEWHAT = 0.5
/** Mean of a picture in which a person would not be seen. */
const GLOOM = 18
/** From below this it may get dark by itself between two looks. */
const DUSK = 45
/** A place with fewer edges than this cannot be said to have lost them. */
const PLAIN = 0.5
const GLARE = 0.15
/** The camera's own exposure has followed the lamp. */
const EXPOSED = seconds(1)

/** Nothing of the place is in the picture: something is before the lens. */
const isHidden = ({ even, std, detail }: Look, likeness: Likeness | undefined): boolean => {
  if (!likeness) return even > EVEN
  const dull = std < 0.4 * likeness.usual.std && detail < 0.5 * likeness.usual.detail
  const limit = even > EVEN ? SOMEWHAT : UNLIKE
  return (even > EVEN || dull) && likeness.like < limit && likeness.kept < limit
}

/** Light and dark are where they were, but every edge is gone: something clings to the lens. */
const isSprayed = ({ mean, std, detail }: Look, { usual, like }: Likeness, light: number | undefined): boolean =>
  usual.detail > PLAIN &&
  like >= UNLIKE &&
  // Where the light went, the finer edges went with it.
  mean > 0.5 * (light ?? 0) &&
  std >= 0.3 * usual.std &&
  detail < 0.4 * usual.detail &&
  detail / std < 0.5 * (usual.detail / usual.std)

/** Undefined while nobody can tell yet. */
const covered = (look: Look, around: Circumstances): Evidence | undefined => {
  const { likeness, litSince, lampShows, light, lightBefore = 0, now } = around
  const gloomy = look.mean < GLOOM
  if (gloomy && litSince !== undefined && now - litSince < EXPOSED) return undefined
  if (isHidden(look, likeness)) {
    const lit = litSince !== undefined
    // The lamp is lit for a hand over the lens too: it was no night that made a bright place black.
    const night = lit ? !lampShows && lightBefore < DUSK : light === undefined || light < DUSK
    return gloomy && night ? 'none' : 'strong'
  }
  return likeness && !gloomy && isSprayed(look, likeness, light) ? 'strong' : 'none'
}

const blinded = ({ bright }: Look, likeness: Likeness | undefined): Evidence => {
  if (bright - (likeness?.usual.bright ?? 0) <= GLARE) return 'none'
  // Sun on a white wall: much is too bright, and all is where it was.
  if (likeness && likeness.kept > 0.7) return 'none'
  return bright > 0.4 || (likeness && likeness.like < 0.4) ? 'strong' : 'weak'
}

const turned = (likeness: Likeness | undefined, still: boolean): Evidence => {
  if (!likeness || likeness.kept >= UNLIKE || likeness.like >= UNLIKE) return 'none'
  return still ? 'strong' : 'weak'
}

/** Everything that a look can tell; not `lost` and `frozen`, which are told without one. */
export const evidenceOf = (look: Look, around: Circumstances): EvidenceOf => {
  const { likeness, still } = around
  const glare = blinded(look, likeness)
  // A lamp in the lens washes out what is there, as a cover does.
  const cover = glare === 'none' ? covered(look, around) : 'none'
  if (cover === undefined) return { blinded: glare, turned: 'none' }
  const over = { blinded: glare, covered: cover } as const
  const dark = look.mean < GLOOM && over.covered === 'none'
  const elsewhere = over.covered === 'none' && over.blinded === 'none' && !dark && turned(likeness, still)
  return { ...over, dark: dark ? 'strong' : 'none', turned: elsewhere === false ? 'none' : elsewhere }
}
