// What a browser lets a page of another site do to an owner who is signed in. The other page is on another port of this
// very machine: same-site, so that the cookie comes along with whatever it asks.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hasChromium, openPage, type Shown } from '#test/browser/chromium.fixture.ts'
import { type Bridge, createBridge } from '../bridge.ts'
import { realClock } from '../clock.ts'
import { createLog } from '../log/log.ts'
import type { StorePort } from '../store/port.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { type Front, openFront } from './http.fixture.ts'
import type { SiteFile } from './site/site.ts'

const fileOf = (type: string, text: string): SiteFile => ({
  type,
  bytes: { identity: Buffer.from(text) },
  tag: 'a',
  lasting: false,
})
const site = new Map([
  ['/', fileOf('text/html', '<!doctype html><title>own</title><script>document.title = "inline"</script>')],
  ['/own.js', fileOf('text/javascript', 'globalThis.taken = true')],
])

interface Context {
  store: StorePort
  bridge: Bridge
  front: Front
  shown: Shown
  foreign: string
}
const test = suite<Context>('a page of another site')
// Needs Debian's package chromium.
const inChromium = hasChromium ? test : test.skip

test.before.each(async (context) => {
  if (!hasChromium) return
  const [clock, log] = [realClock(), createLog('silent')]
  context.store = await openSqliteStore(':memory:')
  context.front = await openFront({ site, upgrade: (...request) => context.bridge.upgrade(...request) })
  context.bridge = await createBridge({ key: context.front.bridge, store: context.store, clock, log, listen: [] })
  context.shown = await openPage(';')
  context.foreign = context.shown.page.url()
})
test.after.each(async ({ shown, front, bridge, store }) => {
  if (!hasChromium) return
  await shown.close()
  await front.close()
  await bridge.close()
  await store.close()
})

/** Runs in the page. Says what came of each try, as a word. */
const ask = async ({ url, token }: { url: string; token?: string }): Promise<string> => {
  const options: RequestInit = { credentials: 'include', headers: { 'content-type': 'application/json' } }
  const body = token === undefined ? {} : { method: 'POST', body: JSON.stringify({ token }) }
  return fetch(url, { ...options, ...body }).then(
    (answer) => String(answer.status),
    () => 'blocked',
  )
}
const socket = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const opened = new WebSocket(url, 'mqtt')
    opened.onopen = () => {
      opened.close()
      resolve('open')
    }
    opened.onerror = () => resolve('refused')
  })
const wsOf = (front: Front): string => `${front.url.replace('http', 'ws')}/mqtt`

const signIn = async ({ front, shown: { page } }: Context): Promise<void> => {
  await page.goto(front.url)
  const token = await front.sign(front.owner)
  assert.is(await page.evaluate(ask, { url: '/api/session', token }), '200')
}

inChromium('is what a page of ours is not: ours signs in and speaks MQTT, under its own policy', async (context) => {
  const { front, shown, foreign } = context
  await signIn(context)
  const { page } = shown
  assert.is(await page.evaluate(ask, { url: '/api/doors' }), '200')
  assert.is(await page.evaluate(socket, wsOf(front)), 'open')
  assert.is(await page.title(), 'own', 'no script but from files')
  assert.is(await page.evaluate('document.cookie'), '', 'no script sees the session')
  assert.is(await page.evaluate(ask, { url: foreign }), 'blocked', 'nothing goes elsewhere')
})

inChromium(
  'cannot sign out, ask, listen, frame or load what is ours, though the cookie comes along',
  async (context) => {
    const { front, shown, foreign } = context
    await signIn(context)
    const { page } = shown
    await page.goto(foreign)
    const { url } = front
    assert.is(await page.evaluate(ask, { url: `${url}/api/doors` }), 'blocked')
    assert.is(await page.evaluate(ask, { url: `${url}/api/session`, token: 'a' }), 'blocked')
    const blind = await page.evaluate(async (to) => {
      const sent = { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"token":"a"}' } as const
      await fetch(`${to}/api/session`, sent).catch(() => undefined)
      return fetch(`${to}/api/session`, { method: 'DELETE', credentials: 'include' }).then(
        () => 'answered',
        () => 'blocked',
      )
    }, url)
    assert.is(blind, 'blocked')
    assert.is(await page.evaluate(socket, wsOf(front)), 'refused')
    await page.evaluate(`new Promise((done) => {
    const script = document.createElement('script')
    script.src = '${url}/own.js'
    script.onload = script.onerror = done
    document.head.append(script)
  })`)
    assert.is(await page.evaluate('globalThis.taken'), undefined, 'scripts of ours are for pages of ours')
    await page.evaluate(`new Promise((done) => {
    const frame = document.createElement('iframe')
    frame.src = '${url}/'
    frame.onload = done
    setTimeout(done, 1500)
    document.documentElement.append(frame)
  })`)
    const framed = page.frames().find((frame) => frame !== page.mainFrame())
    assert.is.not(await framed?.title(), 'own', 'nobody frames our pages (clickjacking)')
    await page.goto(url)
    assert.is(await page.evaluate(ask, { url: '/api/session' }), '200', 'the owner is still signed in')
  },
)

test.run()
