import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ALARMS } from '#protocol/state.ts'
import { later, millis, minutes, seconds, type Thumbprint } from '#protocol/units.ts'
import { pause, until } from '#test/support/wait.ts'
import { NOON } from './hands.fixture.ts'
import {
  alarm,
  all,
  closePushSide,
  door,
  opening,
  openPushSide,
  owner,
  type PushSide,
  requestOf,
  vapid,
} from './push.fixture.ts'
import { senderOf, startService, subscribeAt } from './service.fixture.ts'

const test = suite<PushSide>('push messages')
test.before.each(async (context) => {
  Object.assign(context, await openPushSide())
})
test.after.each(closePushSide)

test('reaches the browser sealed, says who sends it, and tells the service nothing', async ({ push, service }) => {
  const browser = subscribeAt(service)
  assert.is(await push.subscribe(owner, browser.target, all), undefined)
  const poster = 'p'.repeat(3200)
  push.see(owner, { kind: 'bell', bell: { v: 1, iss: door, at: NOON, request: requestOf(1), poster } })
  push.see(owner, alarm())
  await until(() => service.received.length === 2, 'two messages')
  const [first, second] = service.received
  assert.ok(first && second)
  for (const one of [first, second]) {
    const sender = await senderOf(one, service.origin)
    assert.equal(sender, { key: push.key, subject: 'mailto:owner@example.org' })
    assert.is(one.headers['content-encoding'], 'aes128gcm')
    assert.is(one.headers['urgency'], 'high')
    assert.match(String(one.headers['topic']), /^[\w-]{32}$/)
    assert.ok(one.body.length <= 4096, `${one.body.length} bytes`)
    assert.not.match(`${JSON.stringify(one.headers)}${one.body.toString('latin1')}`, /DDDD|visitor|alarm|forced/)
  }
  assert.is(first.body.length, second.body.length, 'the length tells nothing')
  const messages = [first, second].map(({ body }) => browser.open(body))
  assert.equal(messages.map(({ kind }) => kind).sort(), ['alarm', 'visitor'])
  assert.is(messages.find(({ kind }) => kind === 'visitor')?.poster, poster)
  assert.throws(() => subscribeAt(service).decrypt(first.body), 'no other browser opens it')
})

test('goes to nobody who did not ask for it', async ({ push, service }) => {
  const browser = subscribeAt(service)
  push.see(owner, alarm())
  await push.subscribe(owner, browser.target, { kinds: ['visitor'] })
  push.see('P'.repeat(43) as Thumbprint, alarm())
  push.see(owner, opening())
  push.see(owner, alarm(1))
  await until(() => service.received.length === 1, 'the alarm')
  await pause(30)
  assert.equal(
    service.received.map(({ body }) => browser.open(body).alarm),
    [ALARMS[1]],
  )
  assert.is(await push.unsubscribe(owner, browser.target.endpoint), true)
  push.see(owner, alarm(2))
  await pause(30)
  assert.is(service.received.length, 1)
})

test('is not subscribed to elsewhere, with a zone that is none, or with silence for longer than a day', async ({
  push,
  service,
}) => {
  const { target } = subscribeAt(service)
  const elsewhere = { ...target, endpoint: 'https://192.168.0.1/push' }
  assert.is(await push.subscribe(owner, elsewhere, all), 'service_unknown')
  const quiet = { from: '22:00', to: '07:00', zone: 'Moon/Base' }
  assert.is(await push.subscribe(owner, target, { ...all, quiet }), 'zone_unknown')
  const alarmsSilentUntil = later(NOON, minutes(24 * 60 + 1))
  assert.is(await push.subscribe(owner, target, { ...all, alarmsSilentUntil }), 'silence_too_long')
  for (let n = 0; n < 16; n++) await push.subscribe(owner, subscribeAt(service, `b${n}`).target, all)
  assert.is(await push.subscribe(owner, target, all), 'browsers_full')
})

test('comes again when the service was busy, when it said so, and at last is given up', async (context) => {
  const { push, service, hands, outcomes } = context
  await push.subscribe(owner, subscribeAt(service).target, all)
  service.answer({ status: 503 }, { status: 429, headers: { 'retry-after': '120' } }, { status: 500 })
  push.see(owner, opening())
  await until(() => hands.waiting() === 1, 'the first pause')
  hands.turn(millis(1999))
  await pause(10)
  assert.is(service.received.length, 1)
  hands.turn(millis(1))
  await until(() => service.received.length === 2 && hands.waiting() === 1, 'the second pause')
  hands.turn(seconds(119))
  await pause(10)
  assert.is(service.received.length, 2)
  for (let n = 3; n <= 6; n++) {
    hands.turn(seconds(64))
    await until(() => service.received.length === n && (n === 6 || hands.waiting() === 1), `try ${n}`)
  }
  await until(() => outcomes.includes('given_up'), 'the end')
  hands.turn(minutes(60))
  await pause(10)
  assert.is(service.received.length, 6)
})

test('brings an alarm once there is a way again, and what happens then does not wait for it', async (context) => {
  const { push, service, hands, outcomes } = context
  const browser = subscribeAt(service)
  await push.subscribe(owner, browser.target, all)
  service.answer(...Array.from({ length: 12 }, () => ({ status: 503 })), { status: 201 })
  push.see(owner, alarm())
  for (let n = 1; n <= 12; n++) {
    await until(() => service.received.length === n && hands.waiting() === 1, `try ${n}`)
    if (n < 12) hands.turn(minutes(1))
  }
  push.see(owner, alarm(1))
  await pause(10)
  hands.turn(minutes(1))
  await until(() => service.received.length === 14, 'both')
  const heard = service.received.slice(12).map(({ body }) => browser.open(body).alarm)
  assert.equal(heard.sort(), [ALARMS[0], ALARMS[1]].sort())
  assert.not.ok(outcomes.includes('given_up'))
})

test('ends with the subscription: what is gone is forgotten', async ({ push, service, outcomes }) => {
  for (const status of [404, 410]) {
    const { target } = subscribeAt(service, `gone-${status}`)
    await push.subscribe(owner, target, all)
    service.answer({ status })
    push.see(owner, alarm())
    await until(async () => (await push.subscriptions(owner)).length === 0, 'the subscription is gone')
  }
  assert.equal(outcomes, ['gone', 'gone'])
})

test('goes nowhere a service redirects it to (attack 34)', async ({ push, service, outcomes }) => {
  const elsewhere = await startService()
  await push.subscribe(owner, subscribeAt(service).target, all)
  service.answer({ status: 307, headers: { location: `${elsewhere.origin}/inside` } })
  push.see(owner, alarm())
  await until(() => outcomes.length === 1, 'the outcome')
  assert.equal(outcomes, ['refused'])
  assert.is(elsewhere.received.length, 0)
  await elsewhere.close()
})

test('replaces what was not sent yet, keeps alarms when there is no room, and stays bounded', async (context) => {
  const { push, service, hands, outcomes } = context
  const browser = subscribeAt(service)
  await push.subscribe(owner, browser.target, all)
  service.answer({ status: 503 }, { status: 201 })
  push.see(owner, alarm())
  await until(() => hands.waiting() === 1, 'a pause')
  const closed = { kind: 'closed', request: requestOf(0), opened: true, entered: true, lasted: millis(1) } as const
  for (let n = 0; n < 25; n++) push.see(owner, opening(n))
  push.see(owner, { kind: 'entry', door, at: NOON, what: closed })
  for (let n = 0; n < 3; n++) push.see(owner, alarm())
  await pause(50)
  hands.turn(seconds(2))
  await until(() => service.received.length >= 17, 'what waited')
  await pause(50)
  const heard = service.received.slice(1).map(({ body }) => browser.open(body))
  assert.is(heard.length, 16)
  assert.is(heard[0]?.kind, 'alarm', 'alarms go first')
  assert.is(heard.filter(({ kind }) => kind === 'alarm').length, 1)
  assert.ok(outcomes.includes('no_room'))
})

test('says on demand that messages arrive', async ({ push, service }) => {
  const browser = subscribeAt(service)
  assert.is(await push.test(owner, door, browser.target.endpoint), false)
  await push.subscribe(owner, browser.target, { kinds: [] })
  assert.is(await push.test(owner, door, browser.target.endpoint), true)
  await until(() => service.received.length === 1, 'the test')
  assert.is(browser.open(service.received[0]?.body ?? Buffer.alloc(0)).kind, 'test')
})

test('leaves no endpoint and no secret in the log (attack 35)', async ({ push, service, store, logged }) => {
  const { target } = subscribeAt(service)
  await push.subscribe(owner, target, all)
  await store.subscriptions.put({ owner, target: { ...target, p256dh: 'x'.repeat(87) }, wishes: all, at: NOON }, 16)
  push.see(owner, alarm())
  await until(() => logged.length > 0, 'a fault is logged')
  assert.match(logged.join(''), /push message failed/)
  assert.not.match(logged.join(''), new RegExp(`${target.auth}|/push/browser|${vapid.privateKey}`))
})

test.run()
