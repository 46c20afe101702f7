// npm run screenshots: the few pictures that the README shows, made by walking a running house with a real browser.
// Stands on the fixtures of the walk that tests both apps, and is named as they are.

import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { DESKTOP, type Device, type Kind, launch, PHONE, takeDevice } from '#test/browser/device.fixture.ts'
import { enter, give, goTo, press, reads } from '#test/browser/walk/owner.fixture.ts'
import { openRunning, type Running } from '#test/e2e/running.fixture.ts'

const FOLDER = fileURLToPath(new URL('../../docs/pictures', import.meta.url))
type Browser = Awaited<ReturnType<typeof launch>>
type Page = Device['page']

const LIMIT = 180_000
const QUALITY = 72

const take = async (page: Page, name: string): Promise<void> => {
  const shot = await page.screenshot()
  const path = join(FOLDER, `${name}.webp`)
  await writeFile(path, await sharp(shot).webp({ quality: QUALITY }).toBuffer())
  process.stdout.write(`${path}  ${Math.round((await stat(path)).size / 1000)} kB\n`)
}

const withPage = async (browser: Browser, origin: string, kind: Kind, use: (page: Page) => Promise<void>) => {
  const device = await takeDevice(browser, origin, kind)
  try {
    await use(device.page)
  } finally {
    await device.close()
  }
}

/** A courier is let in while the owner watches; then what is left of it. */
const walk = async (running: Running, browser: Browser): Promise<void> => {
  const address = /http:\/\/\S+\/setup#key=\S+/.exec(running.program.out)?.[0] ?? ''
  const { origin } = new URL(address)
  await withPage(browser, origin, { size: DESKTOP }, async (owner) => {
    await enter(owner, address)
    await goTo(owner, 'access')
    await give(owner, { role: 'guest', when: 'soon_week', name: 'Jo' })
    await give(owner, { role: 'guest', when: 'weekly', name: 'Cleaner' })
    await give(owner, { role: 'courier', when: 'soon_tomorrow', name: 'Bakery' })
    const link = await give(owner, { role: 'courier', when: 'soon_hours', name: 'Parcel', call: 'Ada 0151 5555555' })
    await take(owner, 'access')
    await goTo(owner, 'door')
    await press(owner, 'Watch live')
    await owner.getByText('Live', { exact: true }).waitFor()
    await withPage(browser, origin, { size: PHONE }, async (courier) => {
      await courier.goto(link)
      await reads(courier, 'You will be filmed')
      await take(courier, 'courier')
      await press(courier, 'Open the door')
      await reads(courier, /The door is open/)
      // The leaf swings for a moment.
      await owner.waitForTimeout(1500)
      await Promise.all([take(owner, 'door'), take(courier, 'courier-open')])
      await reads(courier, /bolt is measured locked/)
    })
  })
  await running.filmed(1)
  await withPage(browser, origin, { size: PHONE }, async (owner) => {
    await enter(owner, address)
    await goTo(owner, 'timeline')
    await owner.locator('.story img').first().waitFor()
    await owner
      .getByRole('button', { name: /^Show the film/ })
      .first()
      .click()
    await owner.getByRole('button', { name: 'Play', exact: true }).click()
    await owner.locator('[data-verdict="whole"]').waitFor()
    await owner.locator('.player').scrollIntoViewIfNeeded()
    await take(owner, 'timeline')
  })
}

await mkdir(FOLDER, { recursive: true })
const running = await openRunning(LIMIT)
const browser = await launch()
try {
  await walk(running, browser)
} finally {
  await browser.close()
  await running.close()
}
