// What the door's package takes of a Pi: of its card when it is installed, of its memory when nothing happens, and of
// the card's life in a day on which nothing happens.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arch } from '../../package/arch.ts'
import { lacks, makePackage, OWN } from '../../package/packaged.fixture.ts'
import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { ownPackage } from '../parts/own-package.ts'
import { lacksDisk, openDisk } from './disk.ts'
import { type Idle, idle } from './idle.ts'
import { A_DAY, type Costs, costsOn } from './writes.ts'

const SIZES = {
  full: { settleMs: 60_000, spanMs: 90_000, times: 20 },
  tiny: { settleMs: 0, spanMs: 500, times: 1 },
} as const

const DAY = 86_400_000
const MEBIBYTE = 2 ** 20

/** Why it cannot be measured here. */
export const lacksFootprint = (): string | undefined => lacks() ?? lacksDisk()

/** Bytes of an idle day: the writes that come seldom, and what else was seen to be written, all day long. */
const dayOf = (costs: Costs, { written, span }: Idle): number => {
  const kinds = Object.keys(A_DAY) as (keyof typeof A_DAY)[]
  return kinds.reduce((sum, kind) => sum + A_DAY[kind] * costs[kind], (written * DAY) / span)
}

const measuredOf = (
  installed: Readonly<Partial<Record<Arch, number>>>,
  seen: Idle,
  costs: Costs,
  given: Measured['given'],
): Measured => {
  const { lock, camera, live } = seen.resident
  return {
    targets: [
      ...Object.entries(installed).map(([arch, kib]) =>
        atMost(`hausrecht-device ${arch}, installed`, 120, kib / 1024, 'MB'),
      ),
      atMost('the lock’s process, idle, resident', 90, lock / MEBIBYTE, 'MB'),
      atMost('written in an idle day', 5, dayOf(costs, seen) / 1e6, 'MB'),
    ],
    figures: [
      figure('the camera’s process, idle, resident', camera / MEBIBYTE, 'MB'),
      figure('live view’s process, idle, resident', live / MEBIBYTE, 'MB'),
      figure('one write of the clock’s floor', costs.floor / 1000, 'kB'),
      figure('one write of the camera’s memory', costs.memory / 1000, 'kB'),
      figure('one entry of the journal', costs.entry / 1000, 'kB'),
      figure('spells left out because something happened in them', seen.disturbed, ''),
      figure('written while nothing happened', seen.written / 1000, 'kB'),
    ],
    given,
  }
}

/** Both machines’, except in a tiny run. @returns KiB, and the unpacked programs of this machine */
const packages = async ({ size, folder, say }: Setting) => {
  const own = await ownPackage()
  say(`the package for ${OWN} is made`)
  const others = (['arm64', 'amd64'] as const).filter((arch) => arch !== OWN && size === 'full')
  const installed: Partial<Record<Arch, number>> = { [OWN]: own.installed }
  for (const arch of others) installed[arch] = (await makePackage('device', arch, folder)).installed
  return { own, installed }
}

const run = async (setting: Setting): Promise<Measured> => {
  const { size, folder, say } = setting
  const { settleMs, spanMs, times } = SIZES[size]
  const { own, installed } = await packages(setting)
  await mkdir(join(folder, 'idle'))
  const disk = openDisk(folder)
  try {
    const seen = await idle({ payload: own.payload, disk, folder: join(folder, 'idle'), settleMs, spanMs })
    say(`${Math.round(seen.written / 1000)} kB in ${Math.round(seen.span / 1000)} s with nothing to do`)
    const costs = await costsOn(disk, times, seen.remembered)
    return measuredOf(installed, seen, costs, {
      installed:
        'as the package says of itself, in units of 1024² bytes; without Node and ffmpeg, which are packages of their own',
      idle: `paired, at its bridge, its camera looking; after ${settleMs / 1000} s`,
      'an idle day': `${A_DAY.floor} times the floor, ${A_DAY.memory} the camera’s memory, ${A_DAY.entry} entry, each measured ${times} times on ext4 with its journal, and what else was written in ${spanMs / 1000} s, as long as a day`,
      log: 'not on the card, as the card is made',
    })
  } finally {
    disk.close()
  }
}

export const FOOTPRINT: Bench = {
  name: 'footprint',
  about: 'what the door’s package takes: installed, in memory, and of the card in an idle day',
  run,
}
