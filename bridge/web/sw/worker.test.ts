// The worker as it is built, in Chromium, from the bridge's own HTTP side with its own headers.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PushMessage } from '#protocol/push.ts'
import { freshSeed } from '#protocol/recovery.ts'
import { pairOfSeed } from '#protocol/seal/of-key.ts'
import { seal } from '#protocol/seal/seal.ts'
import type { DoorId, RequestId, Thumbprint } from '#protocol/units.ts'
import { hasChromium, openBrowser } from '#test/support/chromium.ts'
import { until, within } from '#test/support/wait.ts'
import { type Front, openFront } from '../../http/http.fixture.ts'
import { readSite, type SiteFile } from '../../http/site/site.ts'
import { buildWorker, shellOf } from './build.ts'
import type { Fixture } from './page.fixture.ts'

interface Context {
  folder: string
  /** What the bridge gives out: another version may be put into it. */
  site: Map<string, SiteFile>
  front: Front
  browser: Browser
  context: BrowserContext
  page: Page
}

const test = suite<Context>('service worker')
// Needs Debian's package chromium.
const inChromium = hasChromium ? test : test.skip

const fixture = fileURLToPath(new URL('page.fixture.ts', import.meta.url))
const holder = 'H'.repeat(43) as Thumbprint
const door = 'D'.repeat(43) as DoorId

/** A small app of this version: a page, a script, and one that is fetched only later. */
const layOut = async (folder: string, version: string): Promise<Map<string, SiteFile>> => {
  const place = join(folder, version)
  const names = ['app', 'later', 'fixture'].map((name) => `assets/${name}-${version.repeat(8)}.js`)
  const [app = '', later = '', left = ''] = names
  await mkdir(join(place, 'assets'), { recursive: true })
  const html = `<!doctype html><title>${version}</title><link rel="icon" href="/icon.svg"><script type="module" src="/${app}"></script>`
  await writeFile(join(place, 'index.html'), html)
  await writeFile(join(place, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(place, app), `globalThis.version = '${version}'\nglobalThis.later = () => import('/${later}')\n`)
  await writeFile(join(place, later), `export const said = 'later ${version}'\n`)
  await build({ entryPoints: [fixture], bundle: true, format: 'esm', platform: 'browser', outfile: join(place, left) })
  await buildWorker(place, shellOf(place, names))
  return new Map(readSite(place))
}

test.before(async (context) => {
  if (!hasChromium) return
  context.folder = await mkdtemp(join(tmpdir(), 'hausrecht-worker-'))
  context.site = await layOut(context.folder, '1')
  context.front = await openFront({ site: context.site })
  context.browser = await openBrowser()
})
test.after(async ({ browser, front, folder }) => {
  if (!hasChromium) return
  await browser.close()
  await front.close()
  await rm(folder, { recursive: true })
})
test.before.each(async (context) => {
  if (!hasChromium) return
  context.site.clear()
  for (const [path, file] of readSite(join(context.folder, '1'))) context.site.set(path, file)
  context.context = await context.browser.newContext({ locale: 'en-GB' })
  await context.context.grantPermissions(['notifications'], { origin: context.front.url })
  context.page = await context.context.newPage()
  await context.page.goto(`${context.front.url}/`)
  await context.page.evaluate(`(async () => {
    const { serviceWorker } = navigator
    const url = trustedTypes.createPolicy('hausrecht', { createScriptURL: (one) => one }).createScriptURL('/sw.js')
    await serviceWorker.register(url, { scope: '/', updateViaCache: 'none' })
    await serviceWorker.ready
    if (!serviceWorker.controller) await new Promise((done) => serviceWorker.addEventListener('controllerchange', done))
  })()`)
})
test.after.each(async (context) => {
  if (hasChromium) await context.context.close()
})

/** As a push service would, by the browser's own tools. */
const pusher = async (page: Page, origin: string): Promise<(data: string) => Promise<void>> => {
  const session: CDPSession = await page.context().newCDPSession(page)
  let registrationId = ''
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations.find(({ isDeleted }) => !isDeleted)?.registrationId ?? registrationId
  })
  await session.send('ServiceWorker.enable')
  await until(() => registrationId !== '', 'the registration is known')
  return async (data) => {
    await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
  }
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map((one) => {
      const { title, body, tag, lang, requireInteraction } = one
      return { title, body, tag, lang, requireInteraction, image: (one as { image?: string }).image ?? '' }
    })
  })

const leave = (page: Page, seed: string, language: 'en' | 'de') =>
  page.evaluate(
    async ([path, ...given]) => {
      const { leave } = (await import(path)) as Fixture
      await leave(given[0], given[1], { id: given[2], name: 'Anna Bote' })
    },
    [`/assets/fixture-${'1'.repeat(8)}.js`, seed, language, holder] as const,
  )

inChromium(
  'opens the picture and the name itself, in the owner’s language (needs chromium)',
  async ({ page, front }) => {
    const seed = freshSeed()
    await leave(page, seed, 'de')
    const push = await pusher(page, front.url)
    const picture = new Uint8Array([...Buffer.from('RIFF....WEBP'), ...new Uint8Array(300).fill(7)])
    const poster = Buffer.from(await seal(picture, [pairOfSeed(seed).recipient])).toString('base64url')
    const message: PushMessage = {
      v: 1,
      kind: 'visitor',
      door,
      at: Date.now() as never,
      request: 'r'.repeat(22) as RequestId,
      holder,
      poster,
    }
    await push(JSON.stringify(message).padEnd(3900))
    await until(async () => (await shown(page)).length > 0, 'the notification')
    const [one] = await shown(page)
    assert.ok(one)
    assert.is(one.title, 'Jemand ist an der Tür')
    assert.is(one.body, 'Anna Bote')
    assert.is(one.lang, 'de')
    assert.is(one.image, `data:image/webp;base64,${Buffer.from(picture).toString('base64')}`)
  },
)

inChromium(
  'shows something for every message: sealed to another, broken, an alarm (needs chromium)',
  async (context) => {
    const { page, front } = context
    await leave(page, freshSeed(), 'en')
    const push = await pusher(page, front.url)
    const poster = Buffer.from(await seal(new Uint8Array(9), [pairOfSeed(freshSeed()).recipient])).toString('base64url')
    const said = { v: 1, door, at: Date.now(), request: 'r'.repeat(22) }
    await push(JSON.stringify({ ...said, kind: 'visitor', poster }))
    await push('no message of ours')
    await push(JSON.stringify({ v: 1, door, at: Date.now(), kind: 'alarm', alarm: 'forced_entry' }))
    await until(async () => (await shown(page)).length === 3, 'three notifications')
    const titles = new Map((await shown(page)).map((one) => [one.title, one]))
    assert.is(titles.get('Somebody is at the door')?.image, '')
    assert.match(titles.get('Hausrecht')?.body ?? '', /cannot read/)
    assert.is(titles.get('Alarm at the door')?.body, 'Opened without a grant.')
    assert.is(titles.get('Alarm at the door')?.requireInteraction, true)
  },
)

inChromium('opens the app with no bridge there, and answers for the bridge never (needs chromium)', async (context) => {
  const { page, context: browser } = context
  await browser.setOffline(true)
  await page.goto(`${context.front.url}/timeline`)
  await page.waitForFunction(() => (globalThis as { version?: string }).version === '1')
  assert.is(await page.title(), '1')
  const said = await page.evaluate(() => (globalThis as unknown as { later(): Promise<{ said: string }> }).later())
  assert.is(said.said, 'later 1')
  const asked = await page.evaluate(() => fetch('/api/session').then(String, () => 'offline'))
  assert.is(asked, 'offline')
  await browser.setOffline(false)
  const held = await page.evaluate(async () => {
    await fetch('/api/session')
    const found = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
    return found.flat().map(({ url }) => new URL(url).pathname)
  })
  assert.ok(held.includes('/') && held.includes('/icon.svg'))
  assert.not.ok(held.some((path) => path.startsWith('/api')))
})

inChromium(
  'lets an old page go on beside a new version, and takes over when told (needs chromium)',
  async (context) => {
    const { page, site, folder } = context
    const newer = await layOut(folder, '2')
    site.clear()
    for (const [path, file] of newer) site.set(path, file)
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      await registration.update()
      while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 20))
    })
    const old = await page.evaluate(() => (globalThis as unknown as { later(): Promise<{ said: string }> }).later())
    assert.is(old.said, 'later 1', 'what the bridge does not have any more')
    assert.is(await page.evaluate(() => (globalThis as { version?: string }).version), '1')
    const taken = page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const over = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve))
      registration.waiting?.postMessage({ say: 'activate' })
      await over
    })
    await within(taken, 'the newer one takes over', 5000)
    await page.reload()
    await page.waitForFunction(() => (globalThis as { version?: string }).version === '2')
    await context.context.setOffline(true)
    await page.reload()
    await page.waitForFunction(() => (globalThis as { version?: string }).version === '2')
  },
)

inChromium('keeps nothing of a version that is not whole (needs chromium)', async ({ page, site, folder }) => {
  const newer = await layOut(folder, '3')
  const bent = newer.get('/icon.svg')
  if (!bent) throw new Error('there is an icon')
  site.clear()
  for (const [path, file] of newer) site.set(path, file)
  site.set('/icon.svg', { ...bent, tag: 'bent', bytes: { identity: Buffer.from('<svg/>') } })
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    await registration.update()
    const coming = registration.installing
    if (!coming) return 'none'
    return new Promise((resolve) =>
      coming.addEventListener('statechange', () => {
        if (coming.state !== 'installing') resolve(coming.state)
      }),
    )
  })
  assert.is(state, 'redundant')
  assert.is(await page.evaluate(() => (globalThis as { version?: string }).version), '1')
})

test.run()
