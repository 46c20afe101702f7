// What the bridge says of what goes through its hands: to push messages, and to whoever is to meet over the relay.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BELL } from '#protocol/bell.ts'
import { RelaySchema } from '#protocol/live/relay.ts'
import { signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, epochSeconds, minutes, type RequestId, type Thumbprint } from '#protocol/units.ts'
import { askAs, type House, openHouse } from '#test/support/house.ts'
import { makeKey, makeRequest } from '#test/support/people.ts'
import { pause, until } from '#test/support/wait.ts'
import type { Occurrence } from '../push/occurrence.ts'
import { createRelays } from '../relay/relay.ts'

interface Seen {
  readonly owner: Thumbprint
  readonly occurrence: Occurrence
}

const URLS = ['turn:127.0.0.1:3478?transport=udp']
const test = suite<{ house: House; seen: Seen[] }>('owners told')
test.before.each(async (context) => {
  const seen: Seen[] = []
  const push = { see: (owner: Thumbprint, occurrence: Occurrence) => seen.push({ owner, occurrence }) }
  const relays = createRelays(URLS, 'secret', minutes(10))
  context.seen = seen
  context.house = await openHouse({ bridge: { push: { see: (...what) => void push.see(...what) }, relays } })
  await pause(20)
  seen.length = 0
})
test.after.each(async ({ house }) => {
  await house.close()
})

const kindsOf = (seen: readonly Seen[]): string[] =>
  seen.map(({ occurrence }) => (occurrence.kind === 'entry' ? occurrence.what.kind : occurrence.kind))

test('hear of a visit as the journal tells it, and whose it was', async ({ house, seen }) => {
  const courier = await house.courier()
  assert.is((await courier.ask()).step, 'opened')
  await until(() => kindsOf(seen).includes('closed'), 'the end of the visit')
  assert.equal(kindsOf(seen), ['intent', 'closed'])
  for (const { owner, occurrence } of seen) {
    assert.is(owner, house.owner.thumbprint)
    assert.is(occurrence.kind === 'entry' && occurrence.holder, courier.key.thumbprint)
  }
})

test('hear of the same line once, however often the door sends it', async ({ house, seen }) => {
  const line = await house.door.line({ kind: 'alarm', alarm: 'forced_entry', on: true })
  await house.door.send([line])
  await house.door.send([line])
  await pause(30)
  assert.equal(kindsOf(seen), ['alarm'])
})

test("hear the bridge's no to a holder, and not what strangers make up", async ({ house, seen }) => {
  const now = Math.floor(Date.now() / 1000)
  const courier = await house.courier({ nbf: epochSeconds(now + 60), exp: epochSeconds(now + 120) })
  assert.is((await courier.ask()).code, 'not_yet')
  const stranger = await makeKey()
  const client = await house.connect(stranger, { chain: courier.chain }).catch(() => undefined)
  await client?.end()
  await pause(30)
  assert.equal(
    seen.map(({ occurrence }) => occurrence.kind === 'refused' && [occurrence.code, occurrence.holder]),
    [['not_yet', courier.key.thumbprint]],
  )
})

test('hear the bell, if it is the door that rings', async ({ house, seen }) => {
  const { door } = house
  const claims = { v: 1 as const, iss: door.id, at: epochMs(Date.now()), request: 'r'.repeat(22) as RequestId }
  await door.say('bell', await signToken(BELL, { ...claims, poster: 'c2VhbGVk' }, door.key))
  await until(() => seen.length > 0, 'the bell')
  const [first] = seen
  assert.is(first?.occurrence.kind === 'bell' && first.occurrence.bell.poster, 'c2VhbGVk')
  const forged = door.say('bell', await signToken(BELL, claims, await makeKey()))
  await forged.catch(() => undefined)
  await pause(30)
  assert.is(seen.length, 1)
})

test('hear what the bridge noticed', async ({ house, seen }) => {
  await house.door.state({ jn: 5000 })
  await house.door.send([await house.door.line({ kind: 'egress' })])
  await house.door.client
    .publish(writeTopic('command', { door: house.door.id }), '', { retain: true })
    .catch(() => undefined)
  await until(() => kindsOf(seen).includes('notice'), 'a notice')
})

test('lends the relay to both ends of a session that was admitted, each under its own name', async ({ house }) => {
  const { bridge, door } = house
  const courier = await house.courier({ act: ['unlock', 'live'] })
  const topic = writeTopic('relay', { door: door.id, peer: courier.key.thumbprint })
  const command = door.command()
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
  const request = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()), proof: { act: 'live' } })
  await courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
  const viewers = RelaySchema.parse(JSON.parse((await courier.client.next(topic)).payload))
  const doors = (await command).relay
  assert.equal(viewers.urls, URLS)
  assert.match(viewers.username, new RegExp(`^\\d+:${courier.key.thumbprint.slice(0, 12)}$`))
  assert.match(doors?.username ?? '', new RegExp(`^\\d+:${door.id.slice(0, 12)}$`))
  assert.is.not(viewers.credential, doors?.credential)
})

test('lends nothing for an opening, and nothing to whoever may not watch (attack 33)', async ({ house }) => {
  const { bridge, door } = house
  const courier = await house.courier()
  assert.is((await courier.ask()).step, 'opened')
  assert.is(door.commands[0]?.relay, undefined)
  await door.rotate()
  const refused = await askAs(courier.client, bridge, door, courier.chain, { act: 'live' })
  assert.is(refused.code, 'wrong_action')
  assert.not.ok(courier.client.heard.some(({ topic }) => topic.includes('/relay/')))
})

test.run()
