// Firmware that says something else of itself than the committed one.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Firmware } from '#device/bolt/firmware.ts'
import { firmwareName, type Variant } from '#hardware/contract/rig.ts'
import { FIRMWARE_FOLDER } from '#hardware/firmware/build.ts'
import { bytesOf, toHex } from './hex.ts'
import { stampOf } from './image.ts'

export const hexPath = (variant: Variant): string => join(FIRMWARE_FOLDER, `rig-${variant}.hex`)
export const hexOf = (variant: Variant): string => readFileSync(hexPath(variant), 'utf8')

/** @param change gets all bytes, where the name is, and where its version */
export const changed = (
  variant: Variant,
  change: (bytes: Uint8Array, name: number, version: number) => void,
): string => {
  const bytes = bytesOf(hexOf(variant)) ?? new Uint8Array()
  const name = firmwareName(variant)
  const at = Buffer.from(bytes).indexOf(`${name}\0`, 0, 'latin1')
  change(bytes, at, at + name.length + 1)
  return toHex(bytes)
}

export const older = (variant: Variant): string =>
  changed(variant, (bytes, _, version) => {
    bytes[version] = 0
    bytes[version + 1] = 9
  })

/** The same program under a name as long as ours, so that nobody takes it for ours. */
export const foreign = (variant: Variant): string =>
  changed(variant, (bytes, name) => bytes.set(Buffer.from('StandardFirmata.ino', 'latin1').subarray(0, 19), name))

export const stampedVersion = (variant: Variant): Pick<Firmware, 'major' | 'minor'> => {
  const stamp = stampOf(bytesOf(hexOf(variant)) ?? new Uint8Array())
  return { major: stamp?.major ?? -1, minor: stamp?.minor ?? -1 }
}
