// Is what answers at the line a rig of ours, and one this program can work with? Pure.

import { firmwareName, LIMITS, type Variant } from '#hardware/contract/rig.ts'

export interface Version {
  readonly major: number
  readonly minor: number
}

/** What a board says of itself (Firmata REPORT_FIRMWARE). */
export interface Firmware extends Version {
  readonly name: string
}

/** `outdated`: flashing helps. `newer`: this program is the one to be brought up to date. */
export type Misfit = 'wrong_board' | 'outdated' | 'newer'

const NAME_MOST = 60

/** Printable and short, whatever a strange board calls itself. */
export const showFirmware = ({ name, major, minor }: Firmware): string =>
  `${name} ${major}.${minor}`.replace(/[^ -~]/g, '?').slice(0, NAME_MOST)

export const showVersion = ({ major, minor }: Version): string => `${major}.${minor}`

/** What this program was made for. */
export const WANTED: Version = { major: LIMITS.VERSION_MAJOR, minor: LIMITS.VERSION_MINOR }

/** Undefined: no rig of ours. */
export const variantOf = (name: string): Variant | undefined =>
  (['servo', 'relay'] as const).find((variant) => firmwareName(variant) === name)

/** Negative: `one` is older. */
export const compareVersions = (one: Version, other: Version): number =>
  one.major - other.major || one.minor - other.minor

/** A newer minor only adds; another major speaks otherwise. Undefined: it fits. */
export const misfitOf = (firmware: Firmware, wanted: Version = WANTED): Misfit | undefined => {
  if (variantOf(firmware.name) === undefined) return 'wrong_board'
  if (compareVersions(firmware, wanted) < 0) return 'outdated'
  return firmware.major === wanted.major ? undefined : 'newer'
}

/** One line for log and journal. */
export const tellMisfit = (misfit: Misfit, firmware: Firmware, wanted: Version = WANTED): string => {
  const shown = showFirmware(firmware)
  switch (misfit) {
    case 'wrong_board':
      return `wrong board: ${shown}`
    case 'outdated':
      return `firmware too old: ${shown}, needs ${showVersion(wanted)}: run hausrecht rig flash`
    case 'newer':
      return `firmware too new: ${shown}, this program knows ${showVersion(wanted)}: update it`
  }
}
