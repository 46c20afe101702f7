// From typing an address until the page can be used, on a slow phone and a slow link; and what came over the link by then.

import { type Browser, type BrowserContext, openBrowser } from '../../browser/chromium.ts'
import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { type House, openHouse } from '../parts/house.ts'
import { pause } from '../parts/wait.ts'
import { median } from '../spread.ts'
import { type Link, openLink, type Path } from './link.ts'
import { linkOf, ownerUrl } from './people.ts'
import { show } from './shown.ts'

const SLOW: Path = { roundTrip: 150, rate: 1_600_000 }
const SIZES = { full: { times: 9, slower: 4, path: SLOW }, tiny: { times: 1, slower: 1, path: undefined } } as const
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'en-GB' } as const
/** Nothing more comes after so long without anything. */
const QUIET = 1000

const SETUP = '.setup button.main:not(:disabled)'
const MEASURED = '.door-state[data-reading="now"]'
const BIG = '.deed button.big:not([aria-disabled="true"])'

interface Street {
  readonly house: House
  readonly folder: string
  readonly browser: Browser
  readonly link: Link
  readonly origin: string
  readonly slower: number
  readonly path: Path | undefined
}

interface Seen {
  readonly usable: number
  readonly bytes: number
  readonly requests: number
}

/** In a browser that knows nothing, unless `before` shows it something on a link that is not slow. */
const visit = async (
  { browser, link, slower, path }: Street,
  url: string,
  sign: string,
  before: (context: BrowserContext) => Promise<void> = async () => undefined,
): Promise<Seen> => {
  const context = await browser.newContext(PHONE)
  try {
    await before(context)
    link.be(path)
    const { usable, bytes, requests } = await show(context, url, sign, slower)
    return { usable, bytes, requests }
  } finally {
    link.be(undefined)
    await context.close()
  }
}

/** The key is kept, the service worker has everything, and the tab is closed. */
const ownerBefore =
  ({ house, origin }: Street) =>
  async (context: BrowserContext): Promise<void> => {
    const page = await context.newPage()
    await page.goto(ownerUrl(origin, house))
    await page.waitForSelector(MEASURED)
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
    await page.close()
  }

/** What the service worker fetches to be ready for a day without connection, beside what the page took. */
const beside = async ({ browser, link, origin }: Street): Promise<number> => {
  const context = await browser.newContext(PHONE)
  const before = link.down()
  try {
    const { page, bytes } = await show(context, origin, SETUP, 1)
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
    let settled = false
    for (let last = -1; !settled; await pause(QUIET)) {
      settled = link.down() === last
      last = link.down()
    }
    return link.down() - before - bytes
  } finally {
    await context.close()
  }
}

type All = Readonly<Record<'first' | 'again' | 'bare' | 'courier', Seen[]>>

const visitAll = async (street: Street, times: number, say: Setting['say']): Promise<All> => {
  const { house, origin, folder } = street
  const all: All = { first: [], again: [], bare: [], courier: [] }
  for (let n = 0; n < times; n += 1) {
    all.first.push(await visit(street, `${origin}/`, SETUP))
    all.again.push(await visit(street, `${origin}/`, MEASURED, ownerBefore(street)))
    all.bare.push(await visit(street, ownerUrl(origin, house), MEASURED))
    all.courier.push(await visit(street, await linkOf(origin, folder, house), BIG))
    const last = Object.entries(all).map(([name, seen]) => `${name} ${Math.round(seen.at(-1)?.usable ?? 0)}`)
    say(`${n + 1} of ${times}, ms: ${last.join(', ')}`)
  }
  return all
}

const measure = async (street: Street, times: number, say: Setting['say']): Promise<Measured> => {
  const { first, again, bare, courier } = await visitAll(street, times, say)
  // Some seconds, which only a whole run takes.
  const kept = street.path ? await beside(street) : undefined
  const usable = (seen: readonly Seen[]): number => median(seen.map((one) => one.usable)) / 1000
  const kilobytes = (seen: readonly Seen[]): number => Math.max(...seen.map(({ bytes }) => bytes)) / 1000
  const requests = (seen: readonly Seen[]): number => Math.max(...seen.map((one) => one.requests))
  return {
    targets: [
      atMost("owner's app, first visit until set-up can begin: over the link, most", 150, kilobytes(first), 'kB'),
      atMost('with a key from a link, nothing kept: over the link, most', 150, kilobytes(bare), 'kB'),
      atMost("courier's page until the big button can be pressed: most", 60, kilobytes(courier), 'kB'),
      atMost("owner's app, first visit: usable, p50", 1.5, usable(first), 's'),
      atMost("owner's app, again: the measured door on the screen, p50", 1.5, usable(again), 's'),
      atMost("courier's page: usable, p50", 1.5, usable(courier), 's'),
    ],
    figures: [
      figure('with a key from a link, nothing kept: the measured door on the screen, p50', usable(bare), 's'),
      figure('again: over the link, most', kilobytes(again), 'kB'),
      ...Object.entries({ 'first visit': first, again, 'with a key from a link': bare, courier }).flatMap(
        ([name, seen]) => [
          figure(`${name}: slowest`, Math.max(...seen.map((one) => one.usable)) / 1000, 's'),
          figure(`${name}: requests`, requests(seen), ''),
        ],
      ),
      ...(kept === undefined
        ? []
        : [figure('the service worker fetches afterwards, for a day without connection', kept / 1000, 'kB')]),
    ],
    given: {},
  }
}

const run = async ({ size, folder, say }: Setting): Promise<Measured> => {
  const { times, slower, path } = SIZES[size]
  const house = await openHouse(folder, 'relay', { camera: ['source = "none"'], clips: [], pages: true })
  const link = await openLink(Number(new URL(house.pages).port))
  try {
    const browser = await openBrowser()
    try {
      const street = { house, folder, browser, link, origin: `http://127.0.0.1:${link.port}`, slower, path }
      const measured = await measure(street, times, say)
      return {
        ...measured,
        given: {
          'visits of each kind': times,
          profiles: 'a fresh one each time',
          link: `${SLOW.rate / 1e6} Mbit/s, ${SLOW.roundTrip} ms there and back, for everything, new connections too`,
          processor: `${slower} times slower`,
          connection: 'HTTP/1.1 without TLS',
        },
      }
    } finally {
      await browser.close()
    }
  } finally {
    await link.end()
    await house.end()
  }
}

export const PAGE: Bench = {
  name: 'page',
  about: 'what a page weighs, and how long until it can be used on a slow phone and a slow link',
  run,
}
