// Which of several boards is the rig. udev names each that may be one by the socket it is plugged into; they are asked
// one after the other, in the order of these names, so that the order in which USB found them means nothing.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#protocol/clock.ts'
import { seconds } from '#protocol/units.ts'
import { dialAddress } from './dial.ts'
import type { Dial } from './line.ts'

/** Named by scripts/package/files/device/root/usr/lib/udev/rules.d/61-hausrecht.rules. */
export const ANY_RIG = '/dev/hausrecht-rig'
const CANDIDATES = '/dev/hausrecht-rigs'
/** A board that held this long answered as a rig: it is asked again first. Longer than a failed handshake and its wait. */
const HELD = seconds(20)

export interface CandidateParts {
  readonly clock: Pick<Clock, 'monotonic'>
  /** For tests. */
  readonly folder?: string
  readonly dialOne?: (address: string) => Dial
}

const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort()

/** Where there is one board or none, it is the named one. */
export const dialRig = (address: string, parts: CandidateParts): Dial => {
  const { clock, folder = CANDIDATES, dialOne = dialAddress } = parts
  if (address !== ANY_RIG) return dialOne(address)
  let last: { readonly name: string; readonly at: number } | undefined
  /** The one that held, else the next after the one asked last. */
  const choose = (names: readonly string[]): string | undefined => {
    if (!last) return names[0]
    const { name, at } = last
    if (clock.monotonic() - at >= HELD && names.includes(name)) return name
    return names.find((each) => each > name) ?? names[0]
  }
  return async () => {
    const names = await namesIn(folder)
    const name = names.length > 1 ? choose(names) : undefined
    if (name === undefined) return dialOne(address)()
    last = { name, at: clock.monotonic() }
    return dialOne(join(folder, name))()
  }
}
