// May this image be written onto that board now, and is it there afterwards? Pure.

import { compareVersions, type Firmware, showFirmware, showVersion, variantOf } from '#device/bolt/firmware.ts'
import type { BoltState, Variant } from '#hardware/contract/rig.ts'
import { fault, type SpokenError } from '../spoken.ts'
import type { Image } from './image.ts'

export interface Found {
  /** What answers; undefined: nothing of ours, so a blank board or somebody else's program. */
  readonly firmware: Firmware | undefined
  /** After it was told to lock; undefined: not to be known. */
  readonly bolt: BoltState | undefined
}

export interface FlashWish {
  readonly variant: Variant | undefined
  readonly older: boolean
  /** Over what is not ours. */
  readonly anyway: boolean
  /** Over ours while its bolt is not measured home. */
  readonly unlocked: boolean
}

/** Which firmware is meant. Undefined: the board cannot tell, and nobody said. */
export const variantFor = (found: Firmware | undefined, wished: Variant | undefined): Variant | undefined =>
  wished ?? (found && variantOf(found.name))

const ofVariant = (image: Image, found: Firmware | undefined, wished: Variant | undefined): SpokenError | undefined => {
  const is = found && variantOf(found.name)
  if (wished !== undefined && wished !== image.variant)
    return fault('flash_hex_variant', { wanted: wished, is: image.variant })
  if (wished === undefined && is === undefined) return fault('flash_no_variant')
  if (wished === undefined && is !== image.variant)
    return fault('flash_other_variant', { is: is ?? '?', wanted: image.variant })
  return undefined
}

const shown = (firmware: Firmware | undefined): string => (firmware ? showFirmware(firmware) : '–')

const isOurs = (firmware: Firmware | undefined): firmware is Firmware =>
  firmware !== undefined && variantOf(firmware.name) !== undefined

/** Why not; undefined: go. */
export const against = (image: Image, { firmware, bolt }: Found, wish: FlashWish): SpokenError | undefined => {
  const variant = ofVariant(image, firmware, wish.variant)
  if (variant) return variant
  if (!isOurs(firmware)) {
    // It may be anybody's: a printer, a heating. Nothing of it can be measured.
    return wish.anyway ? undefined : fault('flash_strange', { firmware: shown(firmware) })
  }
  if (compareVersions(image, firmware) < 0 && !wish.older)
    return fault('flash_older', { from: showVersion(firmware), to: showVersion(image) })
  if (bolt !== 'home' && !wish.unlocked) return fault('flash_not_locked', { bolt: bolt ?? '?' })
  return undefined
}

/** @param now what answers after the writing. Undefined: the image does. */
export const missing = (image: Image, now: Firmware | undefined): SpokenError | undefined => {
  if (!isOurs(now)) return fault('flash_mute', { firmware: shown(now), variant: image.variant })
  if (now.name === image.name && compareVersions(now, image) === 0) return undefined
  return fault('flash_not_back', { firmware: showFirmware(now), to: showVersion(image) })
}
