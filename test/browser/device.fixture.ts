// A phone or a desktop as a person holds it: Debian's Chromium, and everything that its pages complain of or ask for.

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser, TELL_BREACHES } from '../support/chromium.ts'
import { bundleOf } from './chromium.fixture.ts'

/** Milliseconds for anything a page is asked to do on a busy machine. */
const PATIENCE = 20_000

export const PHONE = { width: 390, height: 844 } as const
export const DESKTOP = { width: 1280, height: 800 } as const

export interface Kind {
  readonly locale?: string
  readonly dark?: boolean
  readonly size?: { readonly width: number; readonly height: number }
  /** Runs in every page before anything of it. */
  readonly before?: string
}

export interface Device {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors on the console, among them what the content security policy forbade, and scripts that broke. */
  readonly complaints: string[]
  /** What was asked of any other origin than the app's own. */
  readonly foreign: string[]
  /** How many requests and sockets were seen at all. */
  asked(): number
  close(): Promise<void>
}

export { openBrowser as launch }

/** Loopback of this house, and what a page makes out of its own memory. */
const isOwn = (url: string, origin: string): boolean => {
  const { host, protocol } = new URL(url)
  return protocol === 'blob:' || protocol === 'data:' || host === new URL(origin).host
}

/** @param origin of the bridge: whatever goes elsewhere is foreign */
export const takeDevice = async (browser: Browser, origin: string, kind: Kind = {}): Promise<Device> => {
  const context = await browser.newContext({
    viewport: kind.size ?? PHONE,
    locale: kind.locale ?? 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: kind.dark === true ? 'dark' : 'light',
  })
  await context.addInitScript({ content: TELL_BREACHES })
  if (kind.before !== undefined) await context.addInitScript({ content: kind.before })
  const complaints: string[] = []
  const foreign: string[] = []
  let asked = 0
  const note = (url: string): void => {
    asked += 1
    if (!isOwn(url, origin)) foreign.push(url)
  }
  context.on('request', (request) => note(request.url()))
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) {
      complaints.push(`${message.text()} (${message.location().url})`)
    }
  })
  const page = await context.newPage()
  page.on('websocket', (socket) => note(socket.url()))
  page.setDefaultTimeout(PATIENCE)
  return { context, page, complaints, foreign, asked: () => asked, close: () => context.close() }
}

let reader: Promise<string> | undefined

/** Gives the page what reads the number that the drawn scene writes into each picture. Anew after each navigation. */
export const readNumbers = async (page: Page): Promise<void> => {
  reader ??= bundleOf('../../device/camera/scene/number.ts', 'Numbers')
  await page.evaluate(`${await reader}; globalThis.Numbers = Numbers; undefined`)
}

export interface Look {
  /** Read from the pixels; undefined where none can be read for certain. */
  readonly number: number | null
  /** Milliseconds, as the page tells it. */
  readonly age: number
  readonly stale: boolean
  /** How bright the picture is in all, 0–255. */
  readonly mean: number
}

/** What stands on the canvas or the video element of the live picture now. */
export const lookAt = async (page: Page): Promise<Look> =>
  page.evaluate<Look>(`(() => {
    const [canvas, video] = ['canvas.live-picture', 'video.live-picture'].map((one) => document.querySelector(one))
    const source = video && !video.hidden ? video : canvas
    const width = source.videoWidth ?? source.width, height = source.videoHeight ?? source.height
    const copy = new OffscreenCanvas(Math.max(1, width), Math.max(1, height))
    const context = copy.getContext('2d', { willReadFrequently: true })
    context.drawImage(source, 0, 0)
    const { data } = context.getImageData(0, 0, copy.width, copy.height)
    const grey = Uint8Array.from({ length: copy.width * copy.height }, (_, at) => data[at * 4 + 1])
    const mark = document.querySelector('.live-mark')
    return {
      number: Numbers.readFrameNumber(grey, copy.width, copy.height) ?? null,
      age: Number(canvas.dataset.age || NaN),
      stale: mark !== null && !mark.hidden,
      mean: grey.reduce((sum, one) => sum + one, 0) / grey.length,
    }
  })()`)
