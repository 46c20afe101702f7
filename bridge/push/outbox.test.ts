// What no push service has taken yet, across restarts of the bridge.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HausrechtError } from '#protocol/fault.ts'
import { ALARMS } from '#protocol/state.ts'
import { later, minutes } from '#protocol/units.ts'
import { pause, until } from '#test/support/wait.ts'
import type { StorePort } from '../store/port.ts'
import { alarm, all, closePushSide, opening, openPushSide, owner, type PushSide, requestOf } from './push.fixture.ts'
import { subscribeAt } from './service.fixture.ts'

const test = suite<PushSide>('push messages that wait')
test.before.each(async (context) => {
  Object.assign(context, await openPushSide())
})
test.after.each(closePushSide)

const waitingIn = async ({ waitingPushes }: StorePort) =>
  (await waitingPushes.all()).whole.map(({ message }) => message)

test('sends after a restart what no service has taken yet, and nothing twice that one took', async (context) => {
  const { push, service, store, hands, open } = context
  const browser = subscribeAt(service)
  await push.subscribe(owner, browser.target, all)
  push.see(owner, opening())
  await until(() => service.received.length === 1, 'the first')
  await until(async () => (await waitingIn(store)).length === 0, 'it is off the books')
  service.answer({ status: 503 })
  push.see(owner, alarm())
  await until(() => service.received.length === 2 && hands.waiting() === 1, 'the alarm is tried')
  push.see(owner, opening(2))
  await until(async () => (await waitingIn(store)).length === 2, 'both are kept')
  await push.close()
  assert.is((await waitingIn(store)).length, 2, 'the end of a bridge is not the end of them')
  service.answer({ status: 201 })
  context.push = open()
  await context.push.resume()
  await until(() => service.received.length === 4, 'both arrive')
  const heard = service.received.slice(2).map(({ body }) => browser.open(body))
  assert.equal(heard.map(({ kind, alarm: which, request }) => which ?? `${kind} ${request}`).sort(), [
    ALARMS[0],
    `opened ${requestOf(2)}`,
  ])
  await until(async () => (await waitingIn(store)).length === 0, 'nothing waits')
})

test('tells after a restart nothing that is too late, unwanted by now, or for a browser that is gone', async (context) => {
  const { push, service, store, hands, open, outcomes } = context
  const browsers = ['late', 'silent', 'gone'].map((name) => subscribeAt(service, name))
  for (const { target } of browsers) await push.subscribe(owner, target, all)
  service.answer({ status: 503 })
  push.see(owner, opening())
  push.see(owner, alarm())
  await until(() => outcomes.length === 3 && hands.waiting() === 3, 'each was tried')
  await until(async () => (await waitingIn(store)).length === 6, 'six are kept')
  await push.close()
  const { received } = service
  const before = received.length
  hands.turn(minutes(11))
  const [, silent, gone] = browsers
  context.push = open()
  assert.ok(silent && gone)
  const alarmsSilentUntil = later(hands.now(), minutes(60))
  await context.push.subscribe(owner, silent.target, { kinds: [], alarmsSilentUntil })
  await context.push.unsubscribe(owner, gone.target.endpoint)
  service.answer({ status: 201 })
  await context.push.resume()
  await until(() => received.length > before, 'the alarm for the one who still wants it')
  await until(async () => (await waitingIn(store)).length === 0, 'nothing waits')
  await context.push.close()
  assert.equal(
    received.slice(before).map(({ path, body }) => [path, browsers[0]?.open(body).kind]),
    [['/push/late', 'alarm']],
  )
})

test('sends nothing more to a browser that unsubscribed while something waited for it', async (context) => {
  const { push, service, store, hands } = context
  const { target } = subscribeAt(service)
  await push.subscribe(owner, target, all)
  service.answer({ status: 503 }, { status: 201 })
  push.see(owner, alarm())
  await until(() => hands.waiting() === 1, 'it waits')
  assert.is(await push.unsubscribe(owner, target.endpoint), true)
  assert.is(hands.waiting(), 0)
  assert.equal(await waitingIn(store), [])
  hands.turn(minutes(60))
  await pause(20)
  assert.is(service.received.length, 1)
})

test('sends nothing to a browser that unsubscribes while the disk works', async ({ push, service, store }) => {
  const [gone, stays] = [subscribeAt(service, 'gone'), subscribeAt(service, 'stays')]
  for (const { target } of [gone, stays]) await push.subscribe(owner, target, all)
  const { put } = store.waitingPushes
  store.waitingPushes.put = async (waiting) => {
    await push.unsubscribe(owner, gone.target.endpoint)
    await put(waiting)
  }
  push.see(owner, alarm())
  await until(() => service.received.length > 0, 'the other browser is told')
  await until(async () => (await waitingIn(store)).length === 0, 'nothing is kept for anybody')
  await pause(20)
  assert.equal(
    service.received.map(({ path }) => path),
    ['/push/stays'],
  )
  store.waitingPushes.put = put
})

test('keeps no more for one browser than it would send, and takes off what is given up', async (context) => {
  const { push, service, store, hands, outcomes } = context
  await push.subscribe(owner, subscribeAt(service).target, all)
  service.answer({ status: 503 })
  for (let n = 0; n < 25; n++) push.see(owner, opening(n))
  push.see(owner, alarm())
  await until(() => outcomes.filter((outcome) => outcome === 'no_room').length === 10, 'ten have no room')
  await until(async () => (await waitingIn(store)).length === 16, 'sixteen are kept')
  assert.is((await waitingIn(store)).filter(({ kind }) => kind === 'alarm').length, 1)
  // Ten minutes are the life of what is ordinary.
  for (let n = 0; n < 12; n++) {
    hands.turn(minutes(1))
    await until(() => hands.waiting() === 1, 'the next pause')
  }
  await until(async () => (await waitingIn(store)).length === 1, 'only the alarm is left')
})

test('tells all the same when nothing can be kept', async (context) => {
  const { push, service, store, logged } = context
  await push.subscribe(owner, subscribeAt(service).target, all)
  const { put } = store.waitingPushes
  store.waitingPushes.put = () => Promise.reject(new HausrechtError('store_full', 'The disk is full'))
  push.see(owner, alarm())
  await until(() => service.received.length === 1, 'the alarm')
  assert.match(logged.join(''), 'store_full')
  store.waitingPushes.put = put
})

test('does not tell the older after a restart when the newer could not be kept', async ({
  push,
  service,
  store,
  hands,
}) => {
  await push.subscribe(owner, subscribeAt(service).target, all)
  service.answer({ status: 503 })
  push.see(owner, alarm())
  await until(async () => hands.waiting() === 1 && (await waitingIn(store)).length === 1, 'it is tried and kept')
  const { put } = store.waitingPushes
  store.waitingPushes.put = () => Promise.reject(new HausrechtError('store_full', 'The disk is full'))
  push.see(owner, alarm())
  await until(async () => (await waitingIn(store)).length === 0, 'the older is off the books')
  store.waitingPushes.put = put
})

test('goes on with the rest when one of what waits cannot be read', async (context) => {
  const { push, service, store, open } = context
  await push.subscribe(owner, subscribeAt(service).target, all)
  service.answer({ status: 503 })
  push.see(owner, alarm())
  await until(async () => (await waitingIn(store)).length === 1, 'it is kept')
  await push.close()
  const removed: string[] = []
  const { all: read, remove } = store.waitingPushes
  store.waitingPushes.all = async () => ({ ...(await read()), unreadable: ['damaged'] })
  store.waitingPushes.remove = async (id) => {
    removed.push(id)
    await remove(id)
  }
  service.answer({ status: 201 })
  context.push = open()
  await context.push.resume()
  await until(async () => (await waitingIn(store)).length === 0, 'it is told')
  assert.is(removed.filter((id) => id === 'damaged').length, 1)
})

test.run()
