// From the click on a sealed clip to its first picture on the screen, and from a click into its bar to that moment's:
// in the real app, through the real bridge, from the real clip service.

import { openBrowser } from '../../browser/chromium.ts'
import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import type { Format } from '../capture/film.ts'
import { type House, openHouse } from '../parts/house.ts'
import { median, percentile } from '../spread.ts'
import { layClip } from './clip.ts'
import { type Cut, cutFilm } from './film.ts'
import { type Seat, takeSeat } from './seat.ts'

const SIZES = {
  full: { width: 1280, height: 720, fps: 15, short: 30, long: 3600, clicks: 20, seeks: 60 },
  tiny: { width: 320, height: 180, fps: 15, short: 10, long: 20, clicks: 1, seeks: 1 },
} as const
type Amounts = (typeof SIZES)[keyof typeof SIZES]

const HOUR = 3_600_000
/** The golden section: places that are spread evenly and in no order. */
const SPREAD = 0.618_034

interface Watched {
  readonly short: readonly number[]
  readonly long: readonly number[]
  readonly seeks: readonly number[]
}

const megabytes = ({ segments }: Cut): number => segments.reduce((sum, { length }) => sum + length, 0) / 1e6

const clickAll = async (seat: Seat, clicks: number, nth: number): Promise<readonly number[]> => {
  const took: number[] = []
  for (let n = 0; n < clicks; n += 1) took.push((await seat.open(nth)).took)
  return took
}

const watchAll = async (seat: Seat, { clicks, seeks }: Amounts, say: Setting['say']): Promise<Watched> => {
  const short = await clickAll(seat, clicks, 0)
  say(`clicked on a short film: ${Math.round(median(short))} ms`)
  const long = await clickAll(seat, clicks, 1)
  say(`clicked on a long film: ${Math.round(median(long))} ms`)
  const took: number[] = []
  for (let n = 1; n <= seeks; n += 1) took.push((await seat.seek((n * SPREAD) % 1)).took)
  say(`jumped within the long film: ${Math.round(percentile(took, 0.95))} ms, p95`)
  return { short, long, seeks: took }
}

const withBrowser = async (house: House, amounts: Amounts, say: Setting['say']): Promise<Watched> => {
  const browser = await openBrowser()
  try {
    const seat = await takeSeat(browser, house, amounts)
    return await watchAll(seat, amounts, say)
  } finally {
    await browser.close()
  }
}

/** The door films nothing now: what is played was filmed before. */
const furnished = async (folder: string, short: Cut, long: Cut, format: Format): Promise<House> => {
  const house = await openHouse(folder, 'relay', { camera: ['source = "none"'], clips: [], pages: true })
  try {
    await house.agent().end()
    await layClip(house, folder, long, format, 3 * HOUR)
    await layClip(house, folder, short, format, HOUR / 2)
    await house.startAgent()
    return house
  } catch (fault) {
    await house.end()
    throw fault
  }
}

const run = async ({ size, folder, cache, say }: Setting): Promise<Measured> => {
  const amounts = SIZES[size]
  const [short, long] = [
    await cutFilm(amounts, amounts.short, folder, cache),
    await cutFilm(amounts, amounts.long, folder, cache),
  ]
  say(`cut the films: ${megabytes(short).toFixed(1)} and ${megabytes(long).toFixed(1)} MB`)
  const house = await furnished(folder, short, long, amounts)
  try {
    say('sealed and signed them')
    const watched = await withBrowser(house, amounts, say)
    return {
      targets: [
        atMost('click to first picture of a short clip, p50', 400, median(watched.short), 'ms'),
        atMost('click to first picture of the long clip, p50', 400, median(watched.long), 'ms'),
        atMost('click into the bar of the long clip to that picture, p95', 400, percentile(watched.seeks, 0.95), 'ms'),
      ],
      figures: [
        figure('click to first picture of a short clip, p95', percentile(watched.short, 0.95), 'ms'),
        figure('click to first picture of the long clip, p95', percentile(watched.long, 0.95), 'ms'),
        figure('click into the bar, p50', median(watched.seeks), 'ms'),
        figure('click into the bar, longest', Math.max(...watched.seeks), 'ms'),
        figure('the long clip', megabytes(long), 'MB'),
      ],
      given: {
        pictures: `the drawn door, ${amounts.width}x${amounts.height}, ${amounts.fps} a second, from the beginning each 10 s`,
        'seconds of the clips': `${amounts.short} and ${amounts.long}`,
        parts: 'of 1 s, each sealed and signed',
        'clicks on each': amounts.clicks,
        'jumps within the long one': amounts.seeks,
        'before each click': 'the timeline is loaded anew: of the clip nothing is known',
        'picture shown': 'checked by its time and its drawn number',
        store: 'a folder',
      },
    }
  } finally {
    await house.end()
  }
}

export const PLAY: Bench = {
  name: 'play',
  about: 'from the click on a sealed clip to its first picture, and from a jump within an hour to that picture',
  run,
}
