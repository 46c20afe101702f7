// A homeowner in front of the app: opens it with the owner's key, watches, and what the probe in the page saw.

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from '#scripts/browser/chromium.ts'
import type { House } from '../parts/house.ts'

export type Sample = readonly [age: number, seen: number]
export type Way = 'channel' | 'track' | 'still'

export interface Viewer {
  readonly page: Page
  /** Presses "watch". @returns milliseconds to the first picture */
  watch(): Promise<number>
  stop(): Promise<void>
  /** Asks for a way, and waits until pictures come so. */
  wish(way: Way | 'auto'): Promise<void>
  isWatching(): Promise<boolean>
  /** How pictures come now, and from which encode. */
  way(): Promise<string>
  /** What was seen since this was asked last. */
  take(): Promise<readonly Sample[]>
  close(): Promise<void>
}

const WAIT = 30_000

let bundle: Promise<string> | undefined
/** The probe, as a script for `evaluate`. */
export const probe = (): Promise<string> => {
  bundle ??= build({
    entryPoints: [fileURLToPath(new URL('./page/probe.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'Probe',
    platform: 'browser',
    write: false,
  }).then(({ outputFiles }) => `${outputFiles[0]?.text ?? ''};globalThis.Probe = Probe`)
  return bundle
}

export interface Looking {
  readonly width: number
  readonly height: number
  /** Before the page's own scripts. */
  readonly prepare?: (context: BrowserContext) => Promise<void>
}

const WATCH = '.door-poster button.main, .live-buttons button.main:not([hidden])'

export const openViewer = async (
  browser: Browser,
  { pages, owner }: Pick<House, 'pages' | 'owner'>,
  { width, height, prepare }: Looking,
): Promise<Viewer> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en' })
  await prepare?.(context)
  const page = await context.newPage()
  await page.goto(`${pages}/setup#key=${owner.secret.d}`)
  await page.waitForSelector(WATCH, { timeout: WAIT })
  await page.evaluate(await probe())
  await page.evaluate(`Probe.begin(${width}, ${height})`)
  return {
    page,
    watch: () => page.evaluate<number>(`Probe.press(${JSON.stringify(WATCH)})`),
    stop: async () => {
      await page.locator('.live-buttons').getByRole('button', { name: 'Stop', exact: true }).click()
      await page.waitForSelector(WATCH, { timeout: WAIT })
    },
    wish: async (way) => {
      await page.locator('.live-ways select').selectOption(way)
      if (way !== 'auto') await page.waitForSelector(`[data-way^="${way}"]`, { timeout: WAIT })
    },
    isWatching: async () => (await page.locator(WATCH).filter({ visible: true }).count()) === 0,
    way: () => page.evaluate<string>('document.querySelector("[data-way]")?.dataset.way ?? ""'),
    take: () => page.evaluate<readonly Sample[]>('Probe.take()'),
    close: () => context.close(),
  }
}
