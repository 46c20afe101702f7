// The app in a real browser, against a real bridge: what only a browser can show.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { build } from 'vite'
import { hasChromium, openBrowser, TELL_BREACHES } from '#test/support/chromium.ts'
import { until } from '#test/support/wait.ts'
import { startWebHouse, type WebHouse } from './house.fixture.ts'

const CONFIG = fileURLToPath(new URL('../vite.config.ts', import.meta.url))
const PATIENCE = 12_000
const DAY = 86_400_000
/** Of bodies, packed: what the goal leaves for their headers and for the door's own words. */
const MOST_BYTES = 140_000

interface Stage {
  readonly folder: string
  readonly house: WebHouse
  readonly browser: Browser
}

const test = suite<{ stage: Stage | undefined }>('the owner’s app in a browser', { stage: undefined })

test.before(async (context) => {
  if (!hasChromium) return
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-app-'))
  await build({ configFile: CONFIG, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  const house = await startWebHouse(folder)
  const browser = await openBrowser()
  context.stage = { folder, house, browser }
})

test.after(async ({ stage }) => {
  await stage?.browser.close()
  await stage?.house.close()
  if (stage) await rm(stage.folder, { recursive: true, force: true })
})

interface Device {
  readonly context: BrowserContext
  readonly page: Page
  readonly broken: string[]
}

const openDevice = async ({ browser }: Stage, before = ''): Promise<Device> => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' })
  await context.addInitScript({ content: TELL_BREACHES })
  if (before !== '') await context.addInitScript({ content: before })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  const broken: string[] = []
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) broken.push(message.text())
  })
  return { context, page, broken }
}

/** As “npx hausrecht key browser” brings it. */
const enter = async ({ page }: Device, { house }: Stage): Promise<void> => {
  await page.goto(`${house.origin}/setup#key=${house.seed}`)
  await page.getByText('Connected', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Unlock' }).waitFor()
}

test('a key behind the # goes straight in, stands in no address afterwards, and can be read out by nobody', async ({
  stage: at,
}) => {
  // Told once, by the name of the suite: there is no browser here.
  if (!at) return
  const device = await openDevice(at)
  await enter(device, at)
  assert.is(device.page.url(), `${at.house.origin}/`)
  const found = await device.page.evaluate(`(async () => {
    const open = indexedDB.open('hausrecht')
    const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result) })
    const ask = database.transaction('keys').objectStore('keys').get('owner')
    const key = await new Promise((resolve) => { ask.onsuccess = () => resolve(ask.result) })
    database.close()
    const out = (one) => crypto.subtle.exportKey('pkcs8', one).then(() => 'out', (error) => error.name)
    return { thumbprint: key.thumbprint, signing: await out(key.signing), opening: await out(key.opening), history: history.length }
  })()`)
  const refused = 'InvalidAccessError'
  assert.equal(
    { ...(found as object), history: 0 },
    {
      thumbprint: at.house.owner.thumbprint,
      signing: refused,
      opening: refused,
      history: 0,
    },
  )
  await device.page.reload()
  await device.page.getByText('Connected', { exact: true }).waitFor()
  assert.equal(device.broken, [])
  await device.context.close()
})

test('a key behind the # brings at most 150 kB with it until the door is there', async ({ stage: at }) => {
  // Told once, by the name of the suite: there is no browser here.
  if (!at) return
  const device = await openDevice(at)
  await enter(device, at)
  const loaded = await device.page.evaluate<Record<string, number>>(`Object.fromEntries(
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .map(({ name, encodedBodySize }) => [name, encodedBodySize]))`)
  const bytes = Object.values(loaded).reduce((sum, size) => sum + size, 0)
  console.log(`with a key from a link: ${Object.keys(loaded).length} files, ${bytes} B`)
  assert.ok(
    Object.keys(loaded).some((name) => name.includes('/assets/seal-')),
    'what seals is among it',
  )
  assert.ok(bytes <= MOST_BYTES, JSON.stringify(loaded))
  assert.equal(device.broken, [])
  await device.context.close()
})

test('no text becomes markup or script, and no other worker is begun (attack 34)', async ({ stage: at }) => {
  // Told once, by the name of the suite: there is no browser here.
  if (!at) return
  const device = await openDevice(at)
  await enter(device, at)
  const tried = await device.page.evaluate<Record<string, string>>(`(async () => {
    const how = { markup: () => { document.body.innerHTML = '<i>x</i>' },
      frame: () => { document.createElement('iframe').srcdoc = 'x' },
      script: () => { document.createElement('script').src = '/sw.js' },
      work: () => new Worker('/sw.js'),
      worker: () => navigator.serviceWorker.register('/assets/other.js'),
      policy: () => trustedTypes.createPolicy('other', {}) }
    const tried = {}
    for (const [name, act] of Object.entries(how)) tried[name] = await (async () => act())().then(() => 'done', ({ name }) => name)
    return tried
  })()`)
  assert.equal(tried, Object.fromEntries(Object.keys(tried).map((name) => [name, 'TypeError'])))
  const told = (): number => device.broken.filter((text) => text.includes('require-trusted-types-for')).length
  await until(() => told() === Object.keys(tried).length - 1, 'each is told', PATIENCE)
  // The app's own worker is there all the same.
  await device.page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await device.context.close()
})

test('a phone that is a day wrong opens the door all the same', async ({ stage: at }) => {
  // Told once, by the name of the suite: there is no browser here.
  if (!at) return
  for (const wrong of [-DAY, DAY]) {
    const late = `{ const now = Date.now.bind(Date); Date.now = () => now() + ${wrong} }`
    const device = await openDevice(at, late)
    await enter(device, at)
    const before = at.house.door.commands.length
    await device.page.getByRole('button', { name: 'Lock', exact: true }).click()
    for (let tries = 0; tries < 50 && at.house.door.commands.length === before; tries++) {
      await device.page.waitForTimeout(100)
    }
    assert.is(at.house.door.commands.length, before + 1, `${wrong}`)
    await device.context.close()
  }
})

test('a bridge that goes away and comes back is told, and found again without a hand', async ({ stage: at }) => {
  // Told once, by the name of the suite: there is no browser here.
  if (!at) return
  const device = await openDevice(at)
  await enter(device, at)
  await device.context.setOffline(true)
  await at.house.restart()
  await device.page.getByText('No connection to your bridge').waitFor()
  await device.context.setOffline(false)
  await device.page.getByText('Connected', { exact: true }).waitFor()
  assert.equal(device.broken, [])
  await device.context.close()
})

test('two devices of one owner name a door and a member at once, and both names stay on both', async ({
  stage: at,
}) => {
  // Told once, by the name of the suite: there is no browser here.
  if (!at) return
  const [one, two] = [await openDevice(at), await openDevice(at)]
  await enter(one, at)
  await enter(two, at)
  for (const { page } of [one, two]) await page.goto(`${at.house.origin}/settings`)
  const rename = async (): Promise<void> => {
    await one.page.locator('[id^="door-"]').fill('Garden gate')
    await one.page.getByRole('button', { name: 'Rename' }).click()
  }
  const add = async (): Promise<void> => {
    await two.page.locator('#member-name').fill('Mia')
    await two.page.getByRole('button', { name: 'Add', exact: true }).click()
    await two.page.getByRole('dialog').waitFor()
    await two.page.keyboard.press('Escape')
  }
  await Promise.all([rename(), add()])
  for (const { page } of [one, two]) await page.getByText('the same on all your devices').waitFor()
  for (const { page } of [one, two]) {
    await page.reload()
    await page.getByText('Garden gate').first().waitFor()
    await page.getByText('Mia', { exact: true }).waitFor()
  }
  await one.context.close()
  await two.context.close()
})

test('a browser from which the app was taken knows nothing any more', async ({ stage: at }) => {
  // Told once, by the name of the suite: there is no browser here.
  if (!at) return
  const device = await openDevice(at)
  await enter(device, at)
  await device.page.goto(`${at.house.origin}/settings`)
  await device.page.getByRole('button', { name: 'Take the app off this browser' }).click()
  await device.page.getByLabel('Type REMOVE to go on').fill('remove')
  await device.page.getByRole('button', { name: 'Remove', exact: true }).click()
  await device.page.getByRole('button', { name: 'Make a new key' }).waitFor()
  const left = await device.page.evaluate(`(async () => {
    const cookies = await fetch('/api/session')
    return { session: cookies.status, stored: localStorage.length }
  })()`)
  assert.equal(left, { session: 401, stored: 0 })
  await device.context.close()
})

test.run()
