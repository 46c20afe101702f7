// From covering, freezing or killing the camera until the watch raises the alarm; how often it does without a reason;
// and what it costs.

import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { pause } from '../parts/wait.ts'
import { median, percentile } from '../spread.ts'
import { costOf, type Format } from './cost.ts'
import { type DrawnCamera, openDrawn } from './drawn.ts'
import { type Lived, liveThrough } from './life.ts'

const SIZES = {
  full: { each: 12, life: 600, cost: 8000, spread: 600, shrink: 1 },
  // Smaller pictures, too: a large one takes seconds to be drawn for the first time.
  tiny: { each: 1, life: 8, cost: 400, spread: 0, shrink: 4 },
} as const

const PICTURES = { width: 1280, height: 720, fps: 15 } as const
const LARGE = { width: 1920, height: 1080, fps: 30 } as const

const shrunk = ({ width, height, fps }: Format, by: number): Format => ({
  width: width / by,
  height: height / by,
  fps,
})

/** Beyond that something is broken, not slow. */
const ALARM_WITHIN = 10_000
const CLEAR_WITHIN = 30_000

const DEEDS = ['covered', 'frozen', 'lost'] as const
type Deed = (typeof DEEDS)[number]
type Took = Readonly<Record<Deed, number[]>>

const doIt = (camera: DrawnCamera, deed: Deed): Promise<void> => (deed === 'lost' ? camera.unplug() : camera.mood(deed))

const undo = async (camera: DrawnCamera, deed: Deed): Promise<void> => {
  if (deed === 'lost') camera.plug()
  else await camera.mood('clear')
  await camera.until('clear', CLEAR_WITHIN)
}

/** Milliseconds from the deed until the alarm. */
const suffer = async (camera: DrawnCamera, deed: Deed): Promise<number> => {
  const began = performance.now()
  await doIt(camera, deed)
  await camera.until(deed, ALARM_WITHIN)
  const took = performance.now() - began
  await undo(camera, deed)
  return took
}

const sufferAll = async (
  folder: string,
  { each, spread, shrink }: (typeof SIZES)['full' | 'tiny'],
  say: Setting['say'],
) => {
  const took: Took = { covered: [], frozen: [], lost: [] }
  const camera = await openDrawn(folder, shrunk(PICTURES, shrink))
  try {
    await camera.until('clear', CLEAR_WITHIN)
    for (let round = 0; round < each; round += 1) {
      for (const [at, deed] of DEEDS.entries()) {
        // Until the place is known; and at another moment between two looks each time.
        await pause(2000 + (spread * ((round * DEEDS.length + at) % 7)) / 7)
        took[deed].push(await suffer(camera, deed))
      }
      say(`covered, froze and killed it ${round + 1} of ${each} times`)
    }
    return took
  } finally {
    await camera.close()
  }
}

interface Costs {
  readonly small: number
  readonly large: number
}

const measuredOf = (took: Took, lived: Lived, costs: Costs, given: Measured['given']): Measured => {
  const alarm = (deed: Deed): number => percentile(took[deed], 0.95) / 1000
  return {
    targets: [
      atMost('covered to alarm, p95', 2, alarm('covered'), 's'),
      atMost('frozen to alarm, p95', 2, alarm('frozen'), 's'),
      atMost('killed to alarm, p95', 2, alarm('lost'), 's'),
      atMost('false alarms', 0, lived.alarms.length, ''),
      atMost('CPU of the watch at 720p15, of a core', 3, costs.small, '%'),
      atMost('CPU of the watch at 1080p30, of a core', 5, costs.large, '%'),
    ],
    figures: [
      ...DEEDS.map((deed) => figure(`${deed} to alarm, p50`, median(took[deed]) / 1000, 's')),
      ...DEEDS.map((deed) => figure(`${deed} to alarm, longest`, Math.max(...took[deed]) / 1000, 's')),
      figure('times that motion was told', lived.motions, ''),
    ],
    given,
  }
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const sizes = SIZES[size]
  const small = await costOf(shrunk(PICTURES, sizes.shrink), sizes.cost)
  const large = await costOf(shrunk(LARGE, sizes.shrink), sizes.cost)
  say('measured what it costs')
  const took = await sufferAll(folder, sizes, say)
  const pictures = shrunk(PICTURES, sizes.shrink)
  const lived = await liveThrough(sizes.life, pictures, say)
  for (const alarm of lived.alarms) say(`false alarm: ${alarm}`)
  return measuredOf(
    took,
    lived,
    { small, large },
    {
      'times each': sizes.each,
      pictures: `the drawn door, ${pictures.height}p${pictures.fps}, through capture and hub, in real time`,
      'seconds of life': sizes.life,
      life: `drawn faster than it goes by, ${pictures.width}x${pictures.height}, five looks a second: doors, people, hands, clouds, cars, nights`,
    },
  )
}

export const WATCH: Bench = {
  name: 'watch',
  about: 'from covering, freezing or killing the camera to the alarm, and alarms without a reason',
  run,
}
