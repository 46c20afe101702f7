// Which of several boards is the rig. udev names each that may be one by the socket it is plugged into; they are asked
// one after the other, in the order of these names, so that the order in which USB found them means nothing.

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#protocol/clock.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { type Millis, seconds } from '#protocol/units.ts'
import { dialAddress } from './dial.ts'
import type { Dial } from './line.ts'

/** Named by scripts/package/files/device/root/usr/lib/udev/rules.d/61-hausrecht.rules. */
export const ANY_RIG = '/dev/hausrecht-rig'
const CANDIDATES = '/dev/hausrecht-rigs'
/** A board that held this long answered as a rig: it is asked again first. Longer than a failed handshake and its wait. */
const HELD = seconds(20)
/** A rig whose cable was touched is back by then; who asks another board meanwhile resets that one, and is busy with it. */
const BACK_WITHIN = seconds(3)

export interface CandidateParts {
  readonly clock: Pick<Clock, 'monotonic'>
  /** For tests. */
  readonly folder?: string
  readonly namesIn?: (folder: string) => Promise<readonly string[]>
  readonly dialOne?: (address: string) => Dial
}

interface Asked {
  readonly name: string
  readonly at: Millis
  /** It held, and since then its name is not there. */
  readonly missedAt?: Millis
}

const readNames = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort()

/** The one that held, else the next after the one asked last; undefined: the one that held is awaited. */
const choose = (names: readonly string[], last: Asked | undefined, now: Millis): Asked | undefined => {
  const ask = (name: string): Asked => ({ name, at: now })
  const [first = ''] = names
  if (!last) return ask(first)
  const { name, at, missedAt } = last
  const held = missedAt !== undefined || now - at >= HELD
  if (held && names.includes(name)) return ask(name)
  if (held && now - (missedAt ?? now) < BACK_WITHIN) return undefined
  return ask(names.find((each) => each > name) ?? first)
}

/** Where udev names no board it is the named one: a link that somebody else made. */
export const dialRig = (address: string, parts: CandidateParts): Dial => {
  const { clock, folder = CANDIDATES, namesIn = readNames, dialOne = dialAddress } = parts
  if (address !== ANY_RIG) return dialOne(address)
  let last: Asked | undefined
  return async () => {
    const names = await namesIn(folder)
    if (names.length === 0) return dialOne(address)()
    const now = clock.monotonic()
    const chosen = choose(names, last, now)
    if (!chosen) {
      if (last) last = { missedAt: now, ...last }
      throw new HausrechtError('rig_unreachable', 'The rig is away; what is plugged in beside it is not asked yet.')
    }
    last = chosen
    return dialOne(join(folder, chosen.name))()
  }
}
