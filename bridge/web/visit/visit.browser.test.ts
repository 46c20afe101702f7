// The courier's page in a real browser, at a real bridge, before a door that obeys.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { until } from '#test/support/wait.ts'
import { type Built, buildPages } from './built.fixture.ts'
import { hasChromium, openStreet, type Phone, type PhoneKind, type Street, takePhone } from './street.fixture.ts'

const test = suite("the courier's page in a browser")
let built: Built
let street: Street

const withPhone = async (kind: PhoneKind, url: string, walk: (phone: Phone) => Promise<void>): Promise<void> => {
  const phone = await takePhone(street, kind)
  try {
    await phone.page.goto(url)
    await walk(phone)
    assert.equal(phone.complaints, [])
    assert.equal(
      phone.asked.filter((asked) => new URL(asked).host !== new URL(street.origin).host),
      [],
    )
  } finally {
    await phone.close()
  }
}

const tap = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
const reads = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor()
const sockets = (phone: Phone): number => phone.asked.filter((url) => url.startsWith('ws')).length
const axe = (): string => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe())
  return page.evaluate<string[]>(
    'axe.run().then((found) => found.violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
  )
}

if (hasChromium) {
  test.before(async () => {
    built = await buildPages()
    street = await openStreet(built.folder)
  })
  test.after(async () => {
    await street.close()
    await built.remove()
  })

  test('says everything before anything happens, opens on one tap and says what was measured', async () => {
    const url = await street.give({ rec: true }, { door: 'Lindenstraße 5', call: 'Ada 0151 5555555', kept: 30 })
    await withPhone({}, url, async (phone) => {
      const { page } = phone
      await reads(page, 'You will be filmed')
      await reads(page, /deleted after 30 days/)
      await reads(page, 'open the door once')
      assert.is(await page.title(), 'Lindenstraße 5')
      assert.is(sockets(phone), 0, 'the bridge hears nothing before the tap')
      assert.match(page.url(), /\/visit\/#[\w-]{22}$/, 'the link is gone from the address')
      assert.equal(await violations(page), [])
      const before = street.door.commands.length
      await tap(page, 'Open the door')
      await reads(page, /bolt is measured locked/)
      assert.is(street.door.commands.length, before + 1)
      await page.reload()
      await reads(page, 'Open the door')
      await tap(page, 'Open the door')
      await reads(page, /used as often as the owner allowed/)
      assert.ok(await page.locator('a[href="tel:01515555555"]').first().isVisible())
      assert.is(await page.evaluate('document.documentElement.scrollWidth'), 360)
    })
  })

  test('a second tap opens nothing a second time', async () => {
    await withPhone({}, await street.give({ uses: 5 }), async ({ page }) => {
      const before = street.door.commands.length
      await page.getByRole('button', { name: 'Open the door' }).dblclick()
      await reads(page, /bolt is measured locked/)
      assert.is(street.door.commands.length, before + 1)
    })
  })

  test('a copy of the link is of no use on another phone, and says so in German', async () => {
    const url = await street.give({ uses: 5 })
    await withPhone({}, url, async ({ page }) => {
      await tap(page, 'Open the door')
      await reads(page, /bolt is measured locked/)
    })
    await withPhone({ locale: 'de-DE', dark: true }, url, async ({ page }) => {
      await tap(page, 'Tür öffnen')
      await reads(page, /schon auf einem anderen Gerät benutzt/)
      assert.equal(await violations(page), [])
      assert.is(await page.getAttribute('html', 'lang'), 'de')
    })
  })

  test('a phone whose clock is wrong by a day, and that knows no Ed25519, opens the door', async () => {
    const before = `
      const own = Date.now; Date.now = () => own() + 86_400_000
      const importKey = SubtleCrypto.prototype.importKey
      SubtleCrypto.prototype.importKey = function (format, key, how, ...rest) {
        if (how === 'Ed25519') return Promise.reject(new DOMException('no', 'NotSupportedError'))
        return importKey.call(this, format, key, how, ...rest)
      }`
    await withPhone({ before }, await street.give(), async ({ page }) => {
      await page.waitForFunction(() => document.querySelector('.badge.good') !== null)
      await tap(page, 'Open the door')
      await reads(page, /bolt is measured locked/)
    })
  })

  test('without a network it says so, forgets the tap, and goes on when it is back', async () => {
    const url = await street.give({ uses: 5 })
    await withPhone({}, url, async (phone) => {
      const { page, context } = phone
      await tap(page, 'Open the door')
      await reads(page, /bolt is measured locked/)
      await context.setOffline(true)
      await reads(page, /has no network just now/)
      await context.setOffline(false)
      await page.getByText(/has no network just now/).waitFor({ state: 'detached' })
      await tap(page, 'Open again')
      await reads(page, /bolt is measured locked/)
      phone.complaints.length = 0
    })
  })

  test('watching goes on while the bridge is away, and how the door is now is then unknown', async () => {
    const before = `
      const Own = WebSocket
      const made = []
      window.WebSocket = class extends Own {
        constructor(...how) {
          if (window.isCut) throw new Error('cut')
          super(...how)
          made.push(this)
        }
      }
      window.cut = () => { window.isCut = true; for (const one of made) one.close() }`
    const url = await street.give({ act: ['unlock', 'lock', 'live'] })
    await withPhone({ before }, url, async ({ page }) => {
      await tap(page, 'Open the door')
      await reads(page, /bolt is measured locked/)
      await street.door.state()
      await reads(page, 'The door now')
      await tap(page, 'Watch live')
      await page.locator('canvas').first().waitFor({ state: 'attached' })
      await page.evaluate('document.querySelector("canvas").id = "first"; window.cut()')
      await reads(page, 'Connecting again …')
      await reads(page, /^unknown for \d+s$/)
      assert.is(await page.locator('#first').count(), 1)
      await tap(page, 'Stop watching')
      assert.is(await page.getByRole('button', { name: 'Watch live' }).count(), 0)
    })
  })

  test('a guest sees the next times, waits until then, and has them again after a reload', async () => {
    const now = Date.now()
    const far = new Date(now + 3 * 86_400_000)
    const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
    const start = far.toISOString().slice(0, 10)
    const rule = `FREQ=WEEKLY;BYDAY=${names[far.getUTCDay()] ?? ''}`
    const win = { rule, zone: 'Europe/Berlin', start, from: '10:00', to: '12:00' }
    const exp = (Math.floor(now / 1000) + 60 * 86_400) as never
    const { uses: _none, ...guest } = { win, exp, uses: undefined }
    await withPhone({ width: 1200 }, await street.give(guest), async ({ page }) => {
      await reads(page, /^Next: .*10:00–12:00$/)
      await reads(page, /10:00–12:00 \(Europe\/Berlin\)/)
      await reads(page, 'You can open the door from then on.')
      assert.is(await page.getByRole('button', { name: 'Open the door' }).getAttribute('aria-disabled'), 'true')
      await page.goto(`${street.origin}/visit/`)
      await reads(page, /^Next: .*10:00–12:00$/)
      assert.equal(await violations(page), [])
    })
  })

  test('what is no link is told from no link at all, and neither is a fault', async () => {
    await withPhone({}, `${street.origin}/visit/#Agxx`, async ({ page }) => reads(page, 'This link cannot be read'))
    await withPhone({}, `${street.origin}/visit/`, async ({ page }) => reads(page, 'No access here'))
  })

  test('a door that is away is said to be away, and the page forgets an access when asked', async () => {
    await withPhone({}, await street.give({ uses: 5 }), async ({ page }) => {
      await street.door.end()
      await tap(page, 'Open the door')
      await reads(page, /The door is not connected\. Call the owner/)
      await page.getByText('About this page').click()
      await tap(page, 'Forget this access')
      await tap(page, 'Yes, forget')
      await reads(page, 'No access here')
      await until(async () => !page.url().includes('#'), 'the address is clean')
    })
  })
} else {
  process.stdout.write("skipped: the courier's page in Chromium needs chromium (apt-get install chromium)\n")
  test('needs Chromium', () => undefined)
}

test.run()
