// How long before the knock a visit's film begins, in every one of many visits. The pictures of before were kept in
// memory: nothing encodes while nobody is there.

import { atLeast, atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { FILMED } from '../parts/filmed.ts'
import { openHouse } from '../parts/house.ts'
import { openShelf } from '../parts/stored.ts'
import { pause } from '../parts/wait.ts'
import { median } from '../spread.ts'
import { type Visited, visitFilmed } from './visit.ts'

const SIZES = {
  // A camera that has just begun knows of no before: it is given some time first.
  full: { visits: 20, width: 1280, height: 720, fps: 15, before: 15_000, apart: 2000, after: 1 },
  tiny: { visits: 1, width: 320, height: 180, fps: 15, before: 0, apart: 0, after: 0 },
} as const
type Amounts = (typeof SIZES)[keyof typeof SIZES]

const visitAll = async (amounts: Amounts, folder: string, say: Setting['say']): Promise<readonly Visited[]> => {
  const { visits, width, height, fps, before, apart, after } = amounts
  const camera = ['source = "scene"', `width = ${width}`, `height = ${height}`, `fps = ${fps}`]
  const house = await openHouse(folder, 'relay', { camera, clips: [`postroll = ${after}`] })
  const all: Visited[] = []
  try {
    const [shelf, courier] = [await openShelf(house), await house.courier(FILMED)]
    await pause(before)
    for (let n = 0; n < visits; n += 1) {
      // So that visits begin at any place between two pictures and two key frames.
      await pause(apart * Math.random())
      const visited = await visitFilmed({ shelf, courier, pictures: { width, height, fps }, folder })
      all.push(visited)
      say(`visit ${n + 1} of ${visits}: its film begins ${visited.byTime.toFixed(2)} s before the request`)
    }
  } finally {
    await house.end()
  }
  return all
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const amounts = SIZES[size]
  const all = await visitAll(amounts, folder, say)
  const each = (what: keyof Visited): number[] => all.map((visited) => visited[what])
  const sum = (what: keyof Visited): number => each(what).reduce((total, value) => total + value, 0)
  return {
    targets: [
      atLeast('film of before the request, least, by the times signed', 5, Math.min(...each('byTime')), 's'),
      atLeast(
        'film of before the request, least, by the numbers in the pictures',
        5,
        Math.min(...each('byNumber')),
        's',
      ),
      atMost('gaps inside the films', 0, sum('gaps'), ''),
    ],
    figures: [
      figure('film of before the request, p50, by the times signed', median(each('byTime')), 's'),
      figure('film of before the request, p50, by the numbers in the pictures', median(each('byNumber')), 's'),
      figure('pictures the drawn camera itself left out', sum('skipped'), ''),
      figure('request to bolt open, filmed, p50', median(each('opened')), 'ms'),
      figure('request to bolt open, filmed, longest', Math.max(...each('opened')), 'ms'),
      figure('film of a visit, p50', median(each('lasts')), 's'),
    ],
    given: {
      visits: amounts.visits,
      pictures: `the drawn door, ${amounts.width}x${amounts.height}, ${amounts.fps} a second`,
      'kept in memory': '8 s, as usual, and two more',
      grants: 'each demands a film',
      'camera ran before the first visit': `${amounts.before / 1000} s`,
    },
  }
}

export const PRE_ROLL: Bench = {
  name: 'pre-roll',
  about: 'how long before the knock the film of a visit begins',
  run,
}
