import { createHash } from 'node:crypto'
import pino from 'pino'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import webPush from 'web-push'
import type { PushWishes } from '#protocol/push.ts'
import { makeKey } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'
import { realClock } from '../clock.ts'
import { createPush, type Push } from '../push/push.ts'
import { type PushService, startService, subscribeAt } from '../push/service.fixture.ts'
import type { StorePort } from '../store/port.ts'
import { openSqliteStore } from '../store/sql/store.ts'
import { type Asking, type Front, openFront } from './http.fixture.ts'

interface Context {
  service: PushService
  store: StorePort
  push: Push
  front: Front
  cookie: string
}

const vapid = webPush.generateVAPIDKeys()
const wishes: PushWishes = { kinds: ['visitor'], quiet: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' } }

const test = suite<Context>('push routes')
test.before.each(async (context) => {
  context.service = await startService()
  context.store = await openSqliteStore(':memory:')
  context.push = createPush({
    vapid,
    subject: 'mailto:owner@example.org',
    services: [context.service.origin],
    book: context.store.subscriptions,
    waiting: context.store.waitingPushes,
    clock: realClock(),
    log: pino({ level: 'silent' }),
    count: () => undefined,
  })
  context.front = await openFront({ push: context.push })
  context.cookie = await context.front.enter()
})
test.after.each(async ({ front, push, store, service }) => {
  await front.close()
  await push.close()
  await store.close()
  await service.close()
})

const say = ({ front, cookie }: Context, method: string, path: string, body: object, more: Asking = {}) =>
  front.ask(path, { method, cookie, body: JSON.stringify(body), ...more })

test('take a browser, name it to its owner without its endpoint, and take it out again', async (context) => {
  const { front, cookie, service } = context
  const { target } = subscribeAt(service)
  assert.equal((await front.ask('/api/push/key', { cookie })).json(), { v: 1, key: vapid.publicKey })
  assert.is((await say(context, 'PUT', '/api/push', { target, wishes })).status, 204)
  const listed = await front.ask('/api/push', { cookie })
  const id = createHash('sha256').update(target.endpoint).digest('base64url')
  const [browser] = listed.json()['browsers'] as { id: string; wishes: PushWishes }[]
  assert.equal([browser?.id, browser?.wishes], [id, wishes])
  assert.not.ok(listed.text.includes(target.endpoint) || listed.text.includes(target.auth))
  assert.is((await say(context, 'DELETE', '/api/push', { endpoint: target.endpoint })).status, 204)
  assert.is((await say(context, 'DELETE', '/api/push', { endpoint: target.endpoint })).json()['code'], 'not_subscribed')
})

test('send a test to a browser that is subscribed, for a door of that owner only', async (context) => {
  const { front, service } = context
  const browser = subscribeAt(service)
  const { endpoint } = browser.target
  assert.is((await say(context, 'POST', '/api/push/test', { endpoint, door: front.door })).status, 404)
  await say(context, 'PUT', '/api/push', { target: browser.target, wishes })
  assert.is((await say(context, 'POST', '/api/push/test', { endpoint, door: 'X'.repeat(43) })).status, 404)
  assert.is(service.received.length, 0)
  assert.is((await say(context, 'POST', '/api/push/test', { endpoint, door: front.door })).status, 204)
  await until(() => service.received.length === 1, 'the test')
  assert.is(browser.open(service.received[0]?.body ?? Buffer.alloc(0)).kind, 'test')
})

test('take nothing without a session, and nothing from another site’s page (attack 34)', async (context) => {
  const { front, service } = context
  const body = JSON.stringify({ target: subscribeAt(service).target, wishes })
  assert.is((await front.ask('/api/push', { method: 'PUT', body })).status, 401)
  assert.is((await front.ask('/api/push/key')).status, 401)
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
    assert.is((await say(context, 'PUT', '/api/push', {}, { headers, body })).status, 403)
  assert.equal((await front.ask('/api/push', { cookie: context.cookie })).json()['browsers'], [])
})

test('say why they do not take something', async (context) => {
  const { target } = subscribeAt(context.service)
  const code = async (body: object) => (await say(context, 'PUT', '/api/push', body)).json()['code']
  const inside = { ...target, endpoint: 'https://192.168.1.1/metrics' }
  assert.is(await code({ target: inside, wishes }), 'service_unknown')
  assert.is(
    await code({ target, wishes: { kinds: [], alarmsSilentUntil: Date.now() + 2 * 86_400_000 } }),
    'silence_too_long',
  )
  assert.is(await code({ target, wishes: { kinds: ['alarm'] } }), 'request_wrong')
  assert.is(await code({ target: { ...target, p256dh: 'x' }, wishes }), 'request_wrong')
  assert.is(await code({ target, wishes, more: 1 }), 'request_wrong')
  const far = { ...target, endpoint: `${context.service.origin}/${'x'.repeat(5000)}` }
  assert.is((await say(context, 'PUT', '/api/push', { target: far, wishes })).status, 413)
})

test('show an owner no other owner’s browsers', async (context) => {
  const { front, service, cookie } = context
  const stranger = await makeKey()
  await context.push.subscribe(stranger.thumbprint, subscribeAt(service).target, wishes)
  assert.equal((await front.ask('/api/push', { cookie })).json()['browsers'], [])
})

test.run()
