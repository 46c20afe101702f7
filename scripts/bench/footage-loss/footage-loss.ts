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
  /** Milliseconds that the rig runs before each visit: then there is footage of before the knock. */
  readonly before: number
  /** The latest kill after the bolt opened, in milliseconds. */
  readonly latest: number
}

const SIZES: Readonly<Record<Setting['size'], Amounts>> = {
  full: { kills: 30, width: 1280, height: 720, fps: 15, before: 9000, latest: 8000 },
  tiny: { kills: 1, width: 320, height: 180, fps: 15, before: 0, latest: 300 },
}

/** The bolt stays out until after the last moment at which a rig may be killed. */
const HOLD = 9000

const killAll = async (amounts: Amounts, folder: string, say: Setting['say']): Promise<readonly Killed[]> => {
  const { kills, width, height, fps, before, latest } = amounts
  const camera = ['source = "scene"', `width = ${width}`, `height = ${height}`, `fps = ${fps}`]
  const house = await openHouse(folder, 'relay', { camera, clips: [] })
  const all: Killed[] = []
  try {
    const [shelf, courier] = [await openShelf(house), await house.courier(FILMED)]
    const killing = { house, shelf, courier, folder, pictures: { width, height }, hold: HOLD }
    for (let n = 0; n < kills; n += 1) {
      if (n > 0) await house.startAgent()
      await pause(before)
      const killed = await killWhileFilming(killing, Math.random() * latest)
      all.push(killed)
      say(
        `kill ${n + 1} of ${kills}, ${(killed.after / 1000).toFixed(1)} s after the bolt opened: ` +
          `${(killed.missing / 1000).toFixed(2)} s missing, ${(killed.stored / 1000).toFixed(1)} s stored`,
      )
    }
  } finally {
    await house.end()
  }
  return all
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const amounts = SIZES[size]
  const all = await killAll(amounts, folder, say)
  const missing = all.map((killed) => killed.missing / 1000)
  const sum = (what: (killed: Killed) => number): number => all.reduce((total, killed) => total + what(killed), 0)
  return {
    targets: [
      atMost('footage missing from the store, p50', 1.5, median(missing), 's'),
      atMost('footage missing from the store, most', 2.5, Math.max(...missing), 's'),
      atMost(
        'gaps inside what is stored',
        0,
        sum(({ gaps }) => gaps),
        '',
      ),
    ],
    figures: [
      figure('footage missing from the store, p90', percentile(missing, 0.9), 's'),
      figure('footage missing from the store, least', Math.min(...missing), 's'),
      figure(
        'pictures the drawn camera itself left out',
        sum(({ skipped }) => skipped),
        '',
      ),
      figure('footage stored of a visit that was cut off, p50', median(all.map(({ stored }) => stored / 1000)), 's'),
    ],
    given: {
      kills: amounts.kills,
      pictures: `the drawn door, ${amounts.width}x${amounts.height}, ${amounts.fps} a second`,
      'missing counts': 'from the end of the last picture stored to the kill',
      'killed within': `${amounts.latest / 1000} s after the bolt opened, at random`,
      store: 'a folder, synced, through the clip service',
    },
  }
}

export const FOOTAGE_LOSS: Bench = {
  name: 'footage-loss',
  about: 'how much of a film a rig takes along that is killed while it films',
  run,
}
