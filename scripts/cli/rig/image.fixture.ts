// Firmware that says something else of itself than the committed one.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Firmware } from '#device/bolt/firmware.ts'
import { firmwareName, type Variant } from '#hardware/contract/rig.ts'
import { FIRMWARE_FOLDER } from '#hardware/firmware/build.ts'
import { bytesOf, stampOf } from './image.ts'

export const hexPath = (variant: Variant): string => join(FIRMWARE_FOLDER, `rig-${variant}.hex`)
export const hexOf = (variant: Variant): string => readFileSync(hexPath(variant), 'utf8')

const LINE = 16

/** Intel HEX. */
const toHex = (bytes: Uint8Array): string => {
  const lines: string[] = []
  for (let address = 0; address < bytes.length; address += LINE) {
    const body = [LINE, address >> 8, address & 0xff, 0, ...bytes.subarray(address, address + LINE)]
    const sum = body.reduce((total, byte) => (total + byte) & 0xff, 0)
    const record = Buffer.from([...body, (256 - sum) & 0xff])
    lines.push(`:${record.toString('hex').toUpperCase()}`)
  }
  return `${lines.join('\n')}\n:00000001FF\n`
}

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
