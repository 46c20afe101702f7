// An owner in front of the timeline: clicks on a film, clicks into its bar, and what the screen then shows, picture by
// picture. The clocks are the page's own, from the click to the picture.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { NUMBERS } from '#device/camera/scene/number.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { Browser, BrowserContext, Page } from '../../browser/chromium.ts'
import type { Format } from '../capture/film.ts'
import type { House } from '../parts/house.ts'
import { within } from '../parts/wait.ts'
import { LOOP } from './film.ts'

export interface Seen {
  /** Milliseconds from the click to the picture. */
  readonly took: number
  /** Second of the film that the picture belongs to. */
  readonly second: number
}

export interface Seat {
  /** Opens the timeline anew, waits until the stories are there, and clicks on a film. @param nth from the newest */
  open(nth: number): Promise<Seen>
  /** Clicks into the bar. @param share of its width */
  seek(share: number): Promise<Seen>
  end(): Promise<void>
}

const SEEN_WITHIN = 20_000
const STORY = 'li.story:has(.story-poster) button[aria-expanded]'
const BAR = '.player-bar input[type=range]'

/** Runs in the page before anything of it. */
const WATCH = `{
  let from = 0
  let wanted = false
  let early
  const note = (event) => { from = event.timeStamp; wanted = true; early = undefined }
  addEventListener('pointerdown', note, { capture: true })
  const tell = (seen, video) => {
    wanted = false
    pictureSeen(JSON.stringify({ ...seen, at: video.currentTime }))
  }
  const follow = (video) => {
    const next = () => video.requestVideoFrameCallback((_, { mediaTime }) => {
      const seen = { took: performance.now() - from, second: mediaTime }
      if (wanted && !video.seeking) tell(seen, video)
      else early = seen
      next()
    })
    // The picture may be on the screen before the element says that it is there; then no other one comes.
    video.addEventListener('seeked', () => {
      if (wanted && early && Math.abs(video.currentTime - early.second) < 0.1) tell(early, video)
    })
    next()
  }
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) {
      if (node instanceof Element) for (const video of [node, ...node.querySelectorAll('video')]) {
        if (video instanceof HTMLVideoElement) follow(video)
      }
    }
  }).observe(document, { childList: true, subtree: true })
}`

/** The drawn number of the picture that is shown now; null where none can be read. */
const READ = `(() => {
  const video = document.querySelector('video')
  const canvas = document.createElement('canvas')
  const [width, height] = [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight]
  const context = canvas.getContext('2d')
  context.drawImage(video, 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  const grey = new Uint8Array(width * height)
  for (let at = 0; at < grey.length; at += 1) grey[at] = data[4 * at + 1]
  return Numbers.readFrameNumber(grey, width, height) ?? null
})()`

const readerOf = async (): Promise<string> => {
  const entry = fileURLToPath(new URL('../../../device/camera/scene/number.ts', import.meta.url))
  const how = { bundle: true, format: 'iife', globalName: 'Numbers', platform: 'browser', write: false } as const
  const { outputFiles } = await build({ entryPoints: [entry], ...how })
  return `${outputFiles[0]?.text ?? ''};globalThis.Numbers = Numbers;undefined`
}

interface Told extends Seen {
  readonly at: number
}

/** Waits for one picture at a time. */
const hearPictures = async (page: Page) => {
  let hear: (told: Told) => void = () => undefined
  await page.exposeFunction('pictureSeen', (text: string) => hear(JSON.parse(text) as Told))
  return {
    next: (): Promise<Told> => within(new Promise<Told>((resolve) => (hear = resolve)), 'a picture', SEEN_WITHIN),
  }
}

const enter = async (context: BrowserContext, { pages, owner }: House): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${pages}/setup#key=${owner.secret.d}`)
  await page.waitForSelector('.door-state')
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  return page
}

export const takeSeat = async (browser: Browser, house: House, { fps }: Format): Promise<Seat> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  const page = await enter(context, house)
  await page.addInitScript({ content: WATCH })
  const [pictures, reader] = [await hearPictures(page), await readerOf()]
  let zero: number | undefined

  /** @throws HausrechtError `bench_picture` when another picture is shown than was asked for */
  const check = async ({ second, at }: Told): Promise<void> => {
    const number = await page.evaluate<number | null>(READ)
    const wrong = (why: string): HausrechtError =>
      new HausrechtError('bench_picture', `At ${at.toFixed(3)} s the screen shows ${second.toFixed(3)} s: ${why}`)
    // The picture of a moment is the last that began by then.
    if (second > at + 0.01 || at - second > 1 / fps + 0.01) throw wrong('not the picture of that moment')
    if (number === null) throw wrong('its number cannot be read')
    const place = Math.round(second * fps) % (LOOP * fps)
    zero ??= (number - place + NUMBERS) % NUMBERS
    if ((zero + place) % NUMBERS !== number) throw wrong(`it has number ${number}, not ${(zero + place) % NUMBERS}`)
  }
  const after = async (click: () => Promise<void>): Promise<Seen> => {
    const seen = pictures.next()
    await click()
    const told = await seen
    await check(told)
    return { took: told.took, second: told.second }
  }
  return {
    open: async (nth) => {
      await page.goto(`${house.pages}/timeline`)
      await page.evaluate(reader)
      const story = page.locator(STORY).nth(nth)
      await story.waitFor()
      return after(() => story.click())
    },
    seek: async (share) => {
      const bar = page.locator(BAR)
      await bar.scrollIntoViewIfNeeded()
      const { width = 0, height = 0 } = (await bar.boundingBox()) ?? {}
      return after(() => bar.click({ position: { x: Math.round(width * share), y: height / 2 } }))
    },
    end: () => context.close(),
  }
}
