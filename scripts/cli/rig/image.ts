// A firmware image: which file, what it says it is. Pure but for reading the file.

import { readFile } from 'node:fs/promises'
import { type Firmware, variantOf } from '#device/bolt/firmware.ts'
import { firmwareName, type Variant } from '#hardware/contract/rig.ts'
import { fault } from '../spoken.ts'
import { bytesOf } from './hex.ts'

/** An ATmega328P's flash, in hex with some room. */
const HEX_MOST = 200_000

export interface Image extends Firmware {
  /** All of the flash. */
  readonly bytes: Uint8Array
  readonly variant: Variant
}

/** Name, 0, major, minor: as firmware/firmata_answers.c puts it. */
export const stampOf = (bytes: Uint8Array): Firmware | undefined => {
  const flash = Buffer.from(bytes)
  for (const variant of ['servo', 'relay'] as const) {
    const name = firmwareName(variant)
    const at = flash.indexOf(`${name}\0`, 0, 'latin1')
    if (at < 0) continue
    return { name, major: flash[at + name.length + 1] ?? 0, minor: flash[at + name.length + 2] ?? 0 }
  }
  return undefined
}

/** @throws SpokenError `flash_no_hex`, `flash_foreign_hex` */
export const readImage = async (path: string): Promise<Image> => {
  const text = await readFile(path, 'latin1').catch((cause: unknown) => {
    throw fault('flash_no_hex', { file: path, detail: cause instanceof Error ? cause.message : '' }, cause)
  })
  const bytes = text.length > HEX_MOST ? undefined : bytesOf(text)
  if (!bytes) throw fault('flash_no_hex', { file: path, detail: 'Intel HEX' })
  const stamp = stampOf(bytes)
  const variant = stamp && variantOf(stamp.name)
  if (!stamp || !variant) throw fault('flash_foreign_hex', { file: path })
  return { ...stamp, bytes, variant }
}
