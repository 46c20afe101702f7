// The rig is killed at random moments while it films a visit: how much of what its camera saw is not in the object
// store. The drawn door is the camera, everything else is as on a Pi; each kill takes the whole process group.

import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { FILMED } from '../parts/filmed.ts'
import { openHouse } from '../parts/house.ts'
import { openShelf } from '../parts/stored.ts'
import { pause } from '../parts/wait.ts'
import { median, percentile } from '../spread.ts'
import { type Killed, killWhileFilming } from './kill.ts'

interface Amounts {
  readonly kills: number
  readonly width: number
  readonly height: number
  readonly fps: number
  /** Kills beside these, so soon that the film of before the knock is still on its way. */
  readonly early: number
  /** Milliseconds that the rig runs before each visit: then there is footage of before the knock. */
  readonly before: number
  /** From when the film has caught up with the camera until the latest kill: milliseconds after the bolt opened. */
  readonly within: readonly [number, number]
}

const SIZES: Readonly<Record<Setting['size'], Amounts>> = {
  full: { kills: 30, early: 6, width: 1280, height: 720, fps: 15, before: 12_000, within: [2000, 8000] },
  tiny: { kills: 1, early: 0, width: 320, height: 180, fps: 15, before: 0, within: [0, 300] },
}

/** The bolt stays out until after the last moment at which a rig may be killed. */
const HOLD = 9000

/** Milliseconds from the opening to each kill: all at random, the early ones spread among the others. */
const moments = ({ kills, early, within: [from, to] }: Amounts): readonly number[] => {
  const all = kills + early
  return Array.from({ length: all }, (_, n) => {
    const isEarly = Math.floor(((n + 1) * early) / all) > Math.floor((n * early) / all)
    return isEarly ? Math.random() * from : from + Math.random() * (to - from)
  })
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(2)

const killAll = async (amounts: Amounts, folder: string, say: Setting['say']): Promise<readonly Killed[]> => {
  const { width, height, fps, before } = amounts
  const camera = ['source = "scene"', `width = ${width}`, `height = ${height}`, `fps = ${fps}`]
  const house = await openHouse(folder, 'relay', { camera, clips: [] })
  const all: Killed[] = []
  try {
    const [shelf, courier] = [await openShelf(house), await house.courier(FILMED)]
    const killing = { house, shelf, courier, folder, pictures: { width, height }, hold: HOLD }
    for (const [n, after] of moments(amounts).entries()) {
      if (n > 0) await house.startAgent()
      await pause(before)
      const killed = await killWhileFilming(killing, after)
      all.push(killed)
      const { missing, stored } = killed
      say(
        `kill ${n + 1}, ${inSeconds(after)} s after the bolt opened: ${inSeconds(missing)} s missing of ${inSeconds(missing + stored)} s`,
      )
    }
  } finally {
    await house.end()
  }
  return all
}

const measuredOf = (amounts: Amounts, all: readonly Killed[]): Pick<Measured, 'targets' | 'figures'> => {
  const [from] = amounts.within
  const seconds = (those: readonly Killed[]): number[] => those.map(({ missing }) => missing / 1000)
  const missing = seconds(all.filter(({ after }) => after >= from))
  const early = seconds(all.filter(({ after }) => after < from))
  const sum = (what: 'gaps' | 'skipped'): number => all.reduce((total, killed) => total + killed[what], 0)
  return {
    targets: [
      atMost('footage missing from the store, p50', 1.5, median(missing), 's'),
      atMost('footage missing from the store, most', 2.5, Math.max(...missing), 's'),
      atMost('gaps inside what is stored', 0, sum('gaps'), ''),
    ],
    figures: [
      figure('footage missing from the store, p90', percentile(missing, 0.9), 's'),
      figure('footage missing from the store, least', Math.min(...missing), 's'),
      ...(early.length > 0
        ? [
            figure('killed while the film of before the knock is sent: missing, p50', median(early), 's'),
            figure('killed while the film of before the knock is sent: missing, most', Math.max(...early), 's'),
          ]
        : []),
      figure('pictures the drawn camera itself left out', sum('skipped'), ''),
    ],
  }
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const amounts = SIZES[size]
  const [from, to] = amounts.within
  return {
    ...measuredOf(amounts, await killAll(amounts, folder, say)),
    given: {
      kills: amounts.kills,
      'killed at random': `${from / 1000} to ${to / 1000} s after the bolt opened`,
      'killed before that': amounts.early,
      pictures: `the drawn door, ${amounts.width}x${amounts.height}, ${amounts.fps} a second`,
      'missing counts': 'from the end of the last picture stored to the kill',
      store: 'a folder, synced, through the clip service',
    },
  }
}

export const FOOTAGE_LOSS: Bench = {
  name: 'footage-loss',
  about: 'how much of a film a rig takes along that is killed while it films',
  run,
}
