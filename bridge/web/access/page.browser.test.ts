// The page of who may come in, in a real browser.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import jsQR from 'jsqr'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readLink } from '#protocol/link.ts'
import { hasChromium, type Shown, showPage } from '../live/chromium.fixture.ts'

const test = suite('who may come in')
const FIXTURE = '../access/page.fixture.ts'

const walk = async (
  language: 'en' | 'de',
  filled: boolean,
  width: number,
  steps: (page: Page, shown: Shown) => Promise<void>,
): Promise<void> => {
  const shown = await showPage(FIXTURE, { width, height: 900 })
  try {
    shown.page.setDefaultTimeout(8000)
    await shown.page.evaluate(`Page.show('${language}', ${filled})`)
    await steps(shown.page, shown)
    assert.equal(shown.complaints, [])
  } finally {
    await shown.close()
  }
}

const tap = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click()
const axe = (): string => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe())
  return page.evaluate<string[]>(
    `axe.run({ rules: { 'landmark-one-main': { enabled: true } } })
      .then((found) => found.violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
  )
}

/** What a phone's camera would read off the screen. */
const readQr = async (page: Page): Promise<string | undefined> => {
  const shot = await page.locator('.qr').screenshot()
  const { width } = await sharp(shot).metadata()
  // As dense as a phone's screen.
  const picture = await sharp(shot)
    .resize(width * 3)
    .png()
    .toBuffer()
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data
}

if (hasChromium) {
  test('three taps make a link, and a phone reads it off the screen', async () => {
    await walk('en', false, 360, async (page) => {
      await page.getByText('Nobody but you has access').waitFor()
      await tap(page, 'Give access')
      await tap(page, /^Courier/)
      assert.equal(await violations(page), [])
      await tap(page, 'From now, for 2 hours')
      await page.locator('.qr').waitFor()
      const url = await page.getByLabel('Link', { exact: true }).inputValue()
      assert.is(await readQr(page), url)
      const link = await readLink(url)
      assert.equal([link?.label?.door, link?.chain.length], ['Lindenstraße 5', 1])
      assert.equal(await violations(page), [])
      await tap(page, 'Done')
      await page.getByRole('heading', { name: 'Courier' }).waitFor()
      await page.getByText('none of 1 uses yet').waitFor()
      await page.getByText('The link was not opened yet').waitFor()
      await page.evaluate(`Page.use('Courier', 'anna')`)
      await page.getByText(/^Ended, used up/).click()
      await page.getByText(/1 of 1 uses, last/).waitFor()
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), 360)
    })
  })

  test('one tap takes access back, and the page says when the door knows', async () => {
    await walk('de', true, 1200, async (page) => {
      assert.equal(await violations(page), [])
      const before = await page.locator('.grant.current').count()
      await tap(page, /^Zurücknehmen Ben/)
      await page.getByText('Die Tür weiß es noch nicht.').waitFor()
      assert.is(await page.locator('.grant.current').count(), before - 1)
      await page.evaluate('Page.away()')
      await page.getByText(/Die Tür ist nicht verbunden/).waitFor()
      await page.evaluate('Page.applied(1)')
      await page.getByText('Die Tür weiß es.').waitFor()
      assert.equal(await violations(page), [])
    })
  })

  test('a weekly window is put together with the keyboard alone', async () => {
    await walk('en', false, 800, async (page) => {
      // Each step begins at its heading: whoever is quicker than that is sent back to it.
      const step = async (name: string | RegExp, key: string): Promise<void> => {
        await page.getByRole('button', { name }).focus()
        await page.keyboard.press(key)
        await page.locator('#give-title:focus').waitFor()
      }
      await step('Give access', 'Enter')
      await step(/^Guest/, 'Enter')
      await step('Every week …', 'Space')
      await page.getByRole('button', { name: 'Make the link' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('Choose at least one day.').waitFor()
      await page.getByRole('button', { name: 'Mon' }).focus()
      await page.keyboard.press('Space')
      await page.getByRole('button', { name: 'Make the link' }).focus()
      await page.keyboard.press('Enter')
      await page.locator('.qr').waitFor()
      assert.is(await readQr(page), await page.getByLabel('Link', { exact: true }).inputValue())
      await page.keyboard.press('Escape')
      await page
        .getByText(/Mon 10:00–12:00/)
        .first()
        .waitFor()
    })
  })
} else {
  process.stdout.write('skipped: the page of access in Chromium needs chromium (apt-get install chromium)\n')
  test('needs Chromium', () => undefined)
}

test.run()
