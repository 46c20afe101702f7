// The first hour of somebody who has never seen it: the address that `npm start` prints, and from then on only what the
// pages say. A door watched live, a link given, a courier let in, the clip played back.

import type { Browser, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium } from '#test/browser/chromium.fixture.ts'
import {
  DESKTOP,
  type Device,
  type Look,
  launch,
  lookAt,
  PHONE,
  readNumbers,
  takeDevice,
} from '#test/browser/device.fixture.ts'
import { pause, until, within } from '#test/support/wait.ts'
import { openRunning, type Running } from './running.fixture.ts'

const LIMIT = 120_000
/** Milliseconds: older than this is not live. */
const FRESH = 2000
const STROKE = 1000

/** Milliseconds until a film begins to move, on a busy machine. */
const FILM = 30_000
/** Until pictures move, on the same. */
const LIVE = 30_000

const test = suite('the first hour')

/** What the owner's screen showed at one moment of the visit. */
interface Moment {
  readonly look: Look
  readonly bolt: string
  readonly leaf: string
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const tab = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })
const reads = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor()

const watchLive = async (page: Page): Promise<void> => {
  await button(page, 'Watch live').click()
  await page.getByText('Live', { exact: true }).waitFor()
  await readNumbers(page)
}

/** Pictures that move on, three in a row fresh and with a number that can be read: a busy machine shows others between. */
const seesLive = async (page: Page): Promise<void> => {
  let read: number[] = []
  let look: Look | undefined
  const moves = async (): Promise<boolean> => {
    look = await lookAt(page)
    if (look.stale || look.age >= FRESH) read = []
    else if (look.number !== null && look.number !== read.at(-1)) read.push(look.number)
    await pause(100)
    return read.length >= 3
  }
  await until(moves, 'the pictures move on', LIVE).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${JSON.stringify(look)}`)
  })
  assert.ok(isInOrder(read), read.join(' '))
}

/** No picture comes after a later one. */
const isInOrder = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || number >= (numbers[at - 1] ?? 0))

/** Who, when, send. @returns the link as it stands on the screen */
const giveCourier = async (page: Page): Promise<string> => {
  await tab(page, 'Access').click()
  await button(page, 'Give access').click()
  await page.getByRole('button', { name: /^Courier/ }).click()
  await button(page, 'From now, for 2 hours').click()
  const link = await page.getByLabel('Link', { exact: true }).inputValue()
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  await button(page, 'Done').click()
  return link
}

const momentOf = async (page: Page): Promise<Moment> => ({
  look: await lookAt(page),
  bolt: (await page.locator('.door-word').textContent()) ?? '',
  leaf: (await page.locator('.door-facts .badge').first().textContent()) ?? '',
})

/** Looks at the owner's screen until the courier's says that it is over. */
const followVisit = async (owner: Page, courier: Page): Promise<readonly Moment[]> => {
  const moments: Moment[] = []
  const over = courier.getByText('Fertig: Die Tür ist zu').first()
  while (!(await over.isVisible())) {
    moments.push(await momentOf(owner))
    await pause(100)
  }
  return moments
}

const playsBack = async (page: Page): Promise<void> => {
  await tab(page, 'Timeline').click()
  await page.getByRole('button', { name: /Show the film.*Courier came in/ }).click()
  const player = page.getByRole('region', { name: 'Clip player' })
  await player.getByRole('button', { name: 'Play', exact: true }).click()
  const position = async (): Promise<number> =>
    Number(await page.evaluate("document.querySelector('video').currentTime"))
  await until(async () => (await position()) > 0.5, 'the film moves', FILM)
  await reads(page, /^Complete and unchanged: all \d+ parts/)
}

const walk = async (running: Running, browser: Browser, devices: Device[]): Promise<void> => {
  const address = /http:\/\/\S+\/setup#key=\S+/.exec(running.program.out)?.[0] ?? ''
  const { origin } = new URL(address)
  const owner = await takeDevice(browser, origin, { size: DESKTOP })
  const courier = await takeDevice(browser, origin, { size: PHONE, locale: 'de-DE' })
  devices.push(owner, courier)

  await owner.page.goto(address)
  await watchLive(owner.page)
  assert.is(owner.page.url(), `${origin}/`, 'the key is gone from the address')
  await seesLive(owner.page)

  const link = await giveCourier(owner.page)
  assert.match(link, `${origin}/visit/#`)
  await tab(owner.page, 'Door').click()
  await watchLive(owner.page)

  await courier.page.goto(link)
  await reads(courier.page, 'Sie werden gefilmt')
  await reads(courier.page, /^Bis /)
  await reads(courier.page, 'die Tür einmal öffnen')
  await button(courier.page, 'Tür öffnen').click()
  const moments = await followVisit(owner.page, courier.page)

  const numbers = moments.flatMap(({ look }) => (look.number === null ? [] : [look.number]))
  assert.ok(isInOrder(numbers), `the owner saw it: ${numbers.join(' ')}`)
  // What was not fresh says so, on whatever machine: the mark comes with the next stroke of the page's own clock.
  assert.ok(moments.every(({ look }) => look.age < FRESH + STROKE || look.stale))
  await seesLive(owner.page)
  assert.ok(moments.some(({ bolt }) => bolt === 'Unlocked'))
  assert.ok(moments.some(({ leaf }) => leaf === 'Door open'))
  await owner.page.locator('.door-word').getByText('Locked', { exact: true }).waitFor()
  for (const name of ['Gefragt', 'Aufnahme läuft', 'Tür entriegelt', 'Zu und verriegelt, gemessen'])
    await courier.page.getByRole('listitem').filter({ hasText: name }).filter({ hasText: 'erledigt' }).waitFor()

  await running.filmed(1)
  await playsBack(owner.page)
}

test('leads from the printed address to a door watched, a courier let in and the clip played back', async () => {
  // Told below: there is no browser here.
  if (!hasChromium) return
  const running = await openRunning(LIMIT)
  const devices: Device[] = []
  const browser = await launch()
  try {
    await within(walk(running, browser, devices), 'the whole walk', LIMIT)
    for (const { complaints, foreign, asked } of devices) {
      assert.equal(complaints, [])
      assert.equal(foreign, [], 'nothing is asked of anybody else')
      assert.ok(asked() > 3)
    }
  } finally {
    await browser.close()
    await running.close()
  }
})

if (!hasChromium) console.log('skipped: the first hour needs chromium (apt-get install chromium)')
test.run()
