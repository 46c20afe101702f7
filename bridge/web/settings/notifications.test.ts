// The choice of messages as a person uses it, in Chromium.

import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PushWishes } from '#protocol/push.ts'
import { hasChromium, openBrowser } from '#test/support/chromium.ts'
import { until } from '#test/support/wait.ts'
import type * as Shown from './notifications.fixture.tsx'

const HTML = `<!doctype html><html lang="en"><title>messages</title><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><script src="/page.js"></script><body></body></html>`

const test = suite<{ files: Map<string, string>; server: Server; browser: Browser; page: Page; origin: string }>(
  'choice of messages',
)
// Needs Debian's package chromium.
const inChromium = hasChromium ? test : test.skip

const bundled = async (): Promise<Map<string, string>> => {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('notifications.fixture.tsx', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'Shown',
    platform: 'browser',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    outfile: '/page.js',
    write: false,
  })
  return new Map([['/', HTML], ...built.outputFiles.map(({ path, text }) => [path, text] as const)])
}

test.before(async (context) => {
  if (!hasChromium) return
  const files = await bundled()
  context.server = createServer(({ url = '/' }, response) => {
    const type = url.endsWith('.css') ? 'text/css' : url.endsWith('.js') ? 'text/javascript' : 'text/html'
    response.setHeader('content-type', type).end(files.get(url) ?? '')
  })
  await new Promise<void>((resolve) => context.server.listen(0, '127.0.0.1', resolve))
  context.origin = `http://127.0.0.1:${(context.server.address() as AddressInfo).port}`
  context.browser = await openBrowser()
})
test.after(async ({ browser, server }) => {
  if (!hasChromium) return
  await browser.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const open = async (
  { browser, origin }: { browser: Browser; origin: string },
  spoken: 'en' | 'de',
  look: { readonly width: number; readonly scheme: 'light' | 'dark' },
): Promise<Page> => {
  const viewport = { width: look.width, height: 900 }
  const context = await browser.newContext({ viewport, colorScheme: look.scheme, timezoneId: 'Europe/Berlin' })
  await context.grantPermissions(['notifications'], { origin })
  const page = await context.newPage()
  page.setDefaultTimeout(5000)
  await page.goto(origin)
  await page.evaluate((language) => {
    const { show } = (globalThis as unknown as { Shown: typeof Shown }).Shown
    show(language)
  }, spoken)
  return page
}

const said = (page: Page) =>
  page.evaluate(() => {
    const { asked, told } = (globalThis as unknown as { Shown: typeof Shown }).Shown
    return { asked, told }
  })
const latest = async (page: Page): Promise<PushWishes | undefined> => {
  const { asked } = await said(page)
  const put = asked.filter(({ method }) => method === 'PUT').at(-1)
  return (put?.body as { wishes: PushWishes } | undefined)?.wishes
}
const wished = (page: Page, fits: (wishes: PushWishes) => boolean) =>
  until(async () => {
    const wishes = await latest(page)
    return wishes !== undefined && fits(wishes)
  }, 'the bridge is told')

inChromium('begins with a button, then takes each choice at once (needs chromium)', async (context) => {
  const page = await open(context, 'en', { width: 360, scheme: 'light' })
  await page.getByText('One other device is told as well.').waitFor()
  await page.getByRole('button', { name: 'Tell me on this device' }).click()
  await page.getByRole('checkbox', { name: 'the door was opened' }).check()
  await wished(page, ({ kinds }) => kinds.join() === 'visitor,opened,refused,offline')
  await page.getByRole('checkbox', { name: 'Quiet hours' }).check()
  await page.getByLabel('From').fill('21:15')
  await wished(page, ({ quiet }) => quiet?.from === '21:15' && quiet.zone === 'Europe/Berlin')
  await page.getByRole('button', { name: 'Send a test' }).click()
  await until(async () => (await said(page)).asked.some(({ path }) => path === '/api/push/test'), 'a test')
  await page.getByRole('button', { name: 'No more messages here' }).click()
  await page.getByRole('button', { name: 'Tell me on this device' }).waitFor()
  assert.ok((await said(page)).asked.some(({ method }) => method === 'DELETE'))
  await page.context().close()
})

inChromium('silences alarms only after it was asked once more, by keyboard too (needs chromium)', async (context) => {
  const page = await open(context, 'de', { width: 1280, scheme: 'dark' })
  await page.getByRole('button', { name: 'Auf diesem Gerät melden' }).click()
  await page.getByLabel('Alarme hier stumm für').selectOption('4')
  await page.getByRole('button', { name: 'Alarme stumm schalten…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Alarme auf diesem Gerät stumm schalten?' })
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert.is((await latest(page))?.alarmsSilentUntil, undefined)
  await page.getByRole('button', { name: 'Alarme stumm schalten…' }).click()
  await dialog.getByRole('button', { name: 'Stumm schalten' }).click()
  await wished(page, ({ alarmsSilentUntil: until = 0 }) => Math.abs(until - Date.now() - 4 * 3_600_000) < 60_000)
  await page.getByText(/^Alarme sind hier stumm bis/).waitFor()
  await page.getByRole('button', { name: 'Alarme wieder durchlassen' }).click()
  await wished(page, ({ alarmsSilentUntil }) => alarmsSilentUntil === undefined)
  await page.context().close()
})

inChromium('takes back what the bridge did not keep, and says so (needs chromium)', async (context) => {
  const page = await open(context, 'en', { width: 360, scheme: 'light' })
  await page.getByRole('button', { name: 'Tell me on this device' }).click()
  const box = page.getByRole('checkbox', { name: 'somebody was not let in' })
  await box.waitFor()
  await page.evaluate(() => {
    ;(globalThis as unknown as { Shown: typeof Shown }).Shown.refuse.with = 'offline'
  })
  await box.click()
  await until(async () => (await said(page)).told.at(-1) === 'There is no connection to the bridge.', 'it says so')
  await until(() => box.isChecked(), 'the choice is taken back')
  await page.context().close()
})

inChromium(
  'has nothing that axe finds, in either look and language, and fits a phone (needs chromium)',
  async (context) => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    for (const [spoken, scheme, width] of [
      ['en', 'light', 360],
      ['de', 'dark', 360],
    ] as const) {
      const page = await open(context, spoken, { width, scheme })
      await page.getByRole('button').first().click()
      await page.getByRole('checkbox').last().check()
      await page.locator('input[type=time]').first().waitFor()
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }
        return (await axe.run()).violations.map(({ id }) => id)
      })
      assert.equal(
        found.filter((id) => !['page-has-heading-one', 'heading-order'].includes(id)),
        [],
      )
      assert.is(await page.evaluate(() => document.documentElement.scrollWidth), width)
      const shots = process.env['HAUSRECHT_SHOTS']
      if (shots !== undefined)
        await page.screenshot({ path: `${shots}/messages-${spoken}-${scheme}.png`, fullPage: true })
      await page.context().close()
    }
  },
)

test.run()
