// Watching over a bad network: a rate, a delay and losses, and five seconds of nothing. How old pictures are, how long
// the picture stands still, and how soon it goes on.

import { join } from 'node:path'
import { openBrowser } from '#scripts/browser/chromium.ts'
import { atMost, type Bench, type Figure, figure, type Measured, type Setting, type Target } from '../bench.ts'
import { openHouse } from '../parts/house.ts'
import type { PathRules } from '../parts/udp-path.ts'
import { pause } from '../parts/wait.ts'
import { median, percentile } from '../spread.ts'
import { type BadPath, openBadPath } from './path.ts'
import { showTimes } from './scene.ts'
import { openViewer, type Sample, type Viewer } from './viewer.ts'

const SIZES = {
  full: { width: 1280, height: 720, fps: 15, kilobits: 2500, look: 60_000, settle: 8000, out: 5000, after: 10_000 },
  tiny: { width: 320, height: 180, fps: 15, kilobits: 400, look: 600, settle: 300, out: 200, after: 1500 },
} as const
type Amounts = (typeof SIZES)[keyof typeof SIZES]

const BAD = { loss: 0.03, delay: 40 } as const
const RATES = [2000, 700] as const

interface Seen {
  readonly samples: readonly Sample[]
  /** performance.now() of the page at both ends. */
  readonly from: number
  readonly to: number
  readonly ways: ReadonlyMap<string, number>
}

const clock = (viewer: Viewer): Promise<number> => viewer.page.evaluate<number>('performance.now()')

const EACH = 500

const seenFor = async (viewer: Viewer, forMs: number): Promise<Seen> => {
  await viewer.take()
  const from = await clock(viewer)
  const ways = new Map<string, number>()
  for (const end = performance.now() + forMs; performance.now() < end; await pause(Math.min(EACH, forMs))) {
    const way = await viewer.way()
    ways.set(way, (ways.get(way) ?? 0) + 1)
  }
  return { samples: await viewer.take(), from, to: await clock(viewer), ways }
}

/** Longest time without a new picture, milliseconds; the ends count, too. */
const freezeOf = ({ samples, from, to }: Seen): number => {
  const times = [from, ...samples.map(([, seen]) => seen), to]
  return Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? time)))
}

/** From the end of an outage to the first picture that is not old. */
const FRESH = 1000

const recovery = async (viewer: Viewer, path: BadPath, rules: PathRules, { out, after }: Amounts): Promise<number> => {
  path.set({ ...rules, out: true })
  await pause(out)
  await viewer.take()
  path.set(rules)
  const from = await clock(viewer)
  await pause(after)
  const fresh = (await viewer.take()).find(([age, seen]) => seen > from && age < FRESH)
  return fresh ? fresh[1] - from : after
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const amounts = SIZES[size]
  const { width, height, fps, kilobits, look, settle } = amounts
  const control = join(folder, 'scene.sock')
  const camera = ['source = "scene"', `width = ${width}`, `height = ${height}`, `fps = ${fps}`]
  const more = [`kilobits = ${kilobits}`, `control = "${control}"`]
  const house = await openHouse(join(folder, 'house'), 'relay', {
    camera: [...camera, ...more],
    clips: [],
    pages: true,
  })
  const [targets, figures]: [Target[], Figure[]] = [[], []]
  let path: BadPath | undefined
  try {
    await showTimes(control)
    const browser = await openBrowser()
    try {
      const prepare = async (context: Parameters<typeof openBadPath>[0]): Promise<void> => {
        path = await openBadPath(context, { ...BAD, kilobits: RATES[0] })
      }
      const viewer = await openViewer(browser, house, { width, height, prepare })
      await viewer.watch()
      for (const rate of RATES) {
        const rules = { ...BAD, kilobits: rate }
        path?.set(rules)
        await pause(settle)
        const seen = await seenFor(viewer, look)
        const ages = seen.samples.map(([age]) => age)
        const name = `${rate} kbit/s`
        const recovered = path ? await recovery(viewer, path, rules, amounts) : 0
        say(`${name}: p95 ${percentile(ages, 0.95)} ms, longest still ${Math.round(freezeOf(seen))} ms`)
        targets.push(
          atMost(`${name}: drawn to shown, p95`, 800, percentile(ages, 0.95), 'ms'),
          atMost(`${name}: longest time without a new picture`, 1000, freezeOf(seen), 'ms'),
          atMost(`${name}: a fresh picture after an outage of ${amounts.out / 1000} s`, 3000, recovered, 'ms'),
        )
        const all = [...seen.ways.values()].reduce((sum, count) => sum + count, 0)
        figures.push(
          figure(`${name}: drawn to shown, p50`, median(ages), 'ms'),
          figure(`${name}: pictures a second shown`, (ages.length * 1000) / (seen.to - seen.from), ''),
          figure(`${name}: of that time on the data channel`, ((seen.ways.get('channel') ?? 0) * 100) / all, '%'),
        )
      }
    } finally {
      await browser.close()
    }
  } finally {
    path?.close()
    await house.end()
  }
  return {
    targets,
    figures,
    given: {
      pictures: `the drawn door, ${width}x${height}, ${fps} a second, ${kilobits} kbit/s`,
      network: `${BAD.loss * 100} % of the packets lost, ${2 * BAD.delay} ms round trip, both ways at that rate, at most 200 ms of packets waiting`,
      'seconds at each rate': look / 1000,
    },
  }
}

export const LIVE_BAD: Bench = {
  name: 'live-bad',
  about: 'age and standstill of a live picture over a bad network, and after an outage',
  run,
}
