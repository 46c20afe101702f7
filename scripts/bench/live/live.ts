// How old a picture is when it is shown, by the time burnt into it as it is drawn: through the data channel, on a VP8
// track, and by others' means (Janus) in the same run. And how soon it comes, and what each viewer costs the door.

import { join } from 'node:path'
import { openBrowser } from '#scripts/browser/chromium.ts'
import { atMost, type Bench, type Figure, figure, type Measured, type Setting, type Target } from '../bench.ts'
import { openHouse } from '../parts/house.ts'
import { freePort } from '../parts/ports.ts'
import { treeOf } from '../parts/tree.ts'
import { pause } from '../parts/wait.ts'
import { median, percentile } from '../spread.ts'
import { hasJanus, startJanus } from './janus.ts'
import { showTimes } from './scene.ts'
import { openViewer, probe, type Sample, type Viewer } from './viewer.ts'

const SIZES = {
  full: { width: 1280, height: 720, fps: 30, kilobits: 2500, settle: 4000, look: 20_000, clicks: 20, viewers: 3 },
  tiny: { width: 320, height: 180, fps: 15, kilobits: 400, settle: 200, look: 500, clicks: 1, viewers: 1 },
} as const
type Amounts = (typeof SIZES)[keyof typeof SIZES]

const agesOf = (samples: readonly Sample[]): number[] => samples.map(([age]) => age)
const p95 = (values: readonly number[]): number => percentile(values, 0.95)

const watchJanus = async (amounts: Amounts, folder: string): Promise<readonly Sample[]> => {
  const { width, height, settle, look } = amounts
  const ports = { http: await freePort(), rtp: await freePort() }
  const janus = await startJanus({ ...amounts, folder: join(folder, 'janus'), ports })
  try {
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      await page.goto('about:blank')
      await page.evaluate(await probe())
      const watched = await janus.watch()
      await watched.answer(await page.evaluate<string>(`Probe.show(${JSON.stringify(watched.offer)})`))
      await page.evaluate(`Probe.begin(${width}, ${height})`)
      await pause(settle)
      await page.evaluate('Probe.take()')
      await pause(look)
      return await page.evaluate<readonly Sample[]>('Probe.take()')
    } finally {
      await browser.close()
    }
  } finally {
    await janus.end()
  }
}

/** Per cent of a core, of the door and all it started. */
const shareOf = async (root: number, forMs: number): Promise<number> => {
  const cpu = (): number => treeOf(root).reduce((sum, { cpu: used }) => sum + used, 0)
  const [before, began] = [cpu(), performance.now()]
  await pause(forMs)
  return ((cpu() - before) * 100) / (performance.now() - began)
}

interface Costs {
  /** With 1, 2, … viewers. */
  readonly shares: readonly number[]
}

const added = ({ shares }: Costs): number => {
  const [first = 0, ...rest] = shares
  const last = rest.at(-1)
  return last === undefined ? 0 : (last - first) / rest.length
}

interface Watched {
  readonly channel: readonly Sample[]
  readonly track: readonly Sample[]
  readonly clicks: readonly number[]
  readonly costs: { readonly channel: Costs; readonly track: Costs }
}

const sampled = async (viewer: Viewer, { settle, look }: Amounts): Promise<readonly Sample[]> => {
  await pause(settle)
  await viewer.take()
  await pause(look)
  return viewer.take()
}

const watchOurs = async (amounts: Amounts, { folder, say }: Setting): Promise<Watched> => {
  const { width, height, fps, kilobits, clicks, viewers, look, settle } = amounts
  const control = join(folder, 'scene.sock')
  const camera = ['source = "scene"', `width = ${width}`, `height = ${height}`, `fps = ${fps}`]
  const more = [`kilobits = ${kilobits}`, `control = "${control}"`]
  const house = await openHouse(join(folder, 'house'), 'relay', {
    camera: [...camera, ...more],
    clips: [],
    pages: true,
  })
  try {
    await showTimes(control)
    const browser = await openBrowser()
    try {
      const open = (): Promise<Viewer> => openViewer(browser, house, { width, height })
      const viewer = await open()
      // The first one fetches what draws the picture.
      await viewer.watch()
      const waited: number[] = []
      for (let n = 0; n < clicks; n += 1) {
        await viewer.stop()
        await pause(300)
        waited.push(await viewer.watch())
      }
      say(`click to first picture ${waited.length} times: p50 ${Math.round(median(waited))} ms`)
      await viewer.wish('channel')
      const channel = await sampled(viewer, amounts)
      say(`data channel: ${channel.length} pictures, p50 ${median(agesOf(channel))} ms`)
      await viewer.wish('track')
      const track = await sampled(viewer, amounts)
      say(`VP8 track: ${track.length} pictures, p50 ${median(agesOf(track))} ms`)
      const all = [viewer]
      const costOf = async (way: 'channel' | 'track'): Promise<Costs> => {
        const shares: number[] = []
        for (let n = 0; n < viewers; n += 1) {
          const one = all[n] ?? (await open())
          if (!all.includes(one)) all.push(one)
          if (!(await one.isWatching())) await one.watch()
          await one.wish(way)
          await pause(settle / 2)
          shares.push(await shareOf(house.agent().pid, look / 2))
        }
        for (const one of all) await one.stop()
        return { shares }
      }
      const costs = { channel: await costOf('channel'), track: await costOf('track') }
      say('looked at what viewers cost')
      return { channel, track, clicks: waited, costs }
    } finally {
      await browser.close()
    }
  } finally {
    await house.end()
  }
}

const ahead = (ours: number, other: number): number => ours / other

const run = async (setting: Setting): Promise<Measured> => {
  const amounts = SIZES[setting.size]
  const janus = hasJanus ? agesOf(await watchJanus(amounts, setting.folder)) : []
  if (janus.length > 0) setting.say(`Janus: ${janus.length} pictures, p50 ${median(janus)} ms`)
  const { channel, track, clicks, costs } = await watchOurs(amounts, setting)
  const [ours, tracked] = [agesOf(channel), agesOf(track)]
  const name = `${amounts.height}p${amounts.fps}`
  const targets: Target[] = [
    atMost(`${name}, data channel, drawn to shown, p50`, 40, median(ours), 'ms'),
    atMost(`${name}, data channel, drawn to shown, p95`, 80, p95(ours), 'ms'),
    atMost('of the VP8 track, p50', 1, ahead(median(ours), median(tracked)), ''),
    ...(janus.length > 0 ? [atMost('of ffmpeg and Janus, p50', 1, ahead(median(ours), median(janus)), '')] : []),
    atMost('click to first picture, p50', 300, median(clicks), 'ms'),
    atMost('each viewer after the first, of a core', 3, added(costs.channel), '%'),
  ]
  const figures: Figure[] = [
    figure('VP8 track, drawn to shown, p50', median(tracked), 'ms'),
    figure('VP8 track, drawn to shown, p95', p95(tracked), 'ms'),
    ...(janus.length > 0
      ? [figure('ffmpeg and Janus, p50', median(janus), 'ms'), figure('ffmpeg and Janus, p95', p95(janus), 'ms')]
      : []),
    figure('click to first picture, p95', p95(clicks), 'ms'),
    figure('pictures a second shown, data channel', (ours.length * 1000) / amounts.look, ''),
    figure('pictures a second shown, VP8 track', (tracked.length * 1000) / amounts.look, ''),
    figure('door side with one viewer, data channel, of a core', costs.channel.shares[0] ?? 0, '%'),
    figure('door side with one viewer, VP8 track, of a core', costs.track.shares[0] ?? 0, '%'),
    figure('each viewer after the first, VP8 track, of a core', added(costs.track), '%'),
  ]
  return {
    targets,
    figures,
    given: {
      pictures: `the drawn door, ${amounts.width}x${amounts.height}, ${amounts.fps} a second, ${amounts.kilobits} kbit/s`,
      'drawn to shown': 'from the first stroke of the picture to the frame of the screen it is seen in',
      seconds: amounts.look / 1000,
      clicks: amounts.clicks,
      viewers: amounts.viewers,
      'beside it': hasJanus
        ? 'ffmpeg (H.264) and Janus, before the door was started'
        : 'nothing: Janus is not installed',
    },
  }
}

export const LIVE: Bench = {
  name: 'live',
  about: 'age of a live picture when it is shown, click to first picture, cost of a viewer',
  run,
}
