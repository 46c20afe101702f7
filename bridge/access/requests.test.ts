import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshId, freshRequestId } from '#protocol/ids.ts'
import { bindLink, type Link } from '#protocol/link.ts'
import { ORDER } from '#protocol/order.ts'
import { signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs, epochSeconds, toSeconds } from '#protocol/units.ts'
import type { Client } from '#test/support/client.ts'
import { receiptOf } from '#test/support/door-client.ts'
import { askAs, type House, openHouse } from '#test/support/house.ts'
import { grantClaims, makeGrant, makeKey, makeRequest, makeRevocations } from '#test/support/people.ts'
import { pause, rejection, until, within } from '#test/support/wait.ts'

const test = suite<{ house: House }>('requests')

test.before.each(async (context) => {
  context.house = await openHouse()
})
test.after.each(async ({ house }) => {
  await house.close()
})

const inSeconds = (seconds: number) => epochSeconds(Math.floor(Date.now() / 1000) + seconds)
const ownerOf = async (house: House): Promise<Client> => {
  const client = await house.connect(house.owner)
  const { id: door } = house.door
  await client.subscribe(writeTopic('receipt', { door, request: '+' }), writeTopic('notice', { door }))
  return client
}

test('lets the owner in without any grant', async ({ house }) => {
  const owner = await ownerOf(house)
  assert.is((await askAs(owner, house.bridge, house.door, [])).step, 'opened')
})

test('opens through a carrier that passed its grant on', async ({ house }) => {
  const { bridge, door } = house
  const [carrier, key] = [await makeKey('ES256'), await makeKey('ES256')]
  const [top = ''] = await house.grant(carrier, { dlg: 1, nbf: inSeconds(-60), exp: inSeconds(3600) })
  const passed = grantClaims(carrier.thumbprint, key.thumbprint, door.id, {
    nbf: inSeconds(-60),
    exp: inSeconds(3600),
  })
  const chain = [top, await makeGrant(carrier, passed, true)]
  const client = await house.connect(key, { chain })
  await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
  assert.is((await askAs(client, bridge, door, chain)).step, 'opened')
})

const WEEK_AGO = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)
const elsewhen = () => ({
  rule: 'FREQ=DAILY',
  zone: 'UTC',
  start: WEEK_AGO,
  from: new Date(Date.now() + 2 * 3_600_000).toISOString().slice(11, 16),
  to: new Date(Date.now() + 3 * 3_600_000).toISOString().slice(11, 16),
})
const over = {
  not_yet: () => ({ nbf: inSeconds(60), exp: inSeconds(120) }),
  expired: () => ({ nbf: inSeconds(-60), exp: inSeconds(-1) }),
  outside_window: () => ({ win: elsewhen() }),
}
for (const [code, overrides] of Object.entries(over)) {
  test(`tells a holder ${code}, though it hears no challenge to answer`, async ({ house }) => {
    const courier = await house.courier(overrides())
    const topics = (['state', 'challenge', 'presence'] as const).map((name) =>
      writeTopic(name, { door: house.door.id }),
    )
    assert.equal(await courier.client.subscribe(...topics), topics)
    assert.is((await courier.ask({ proof: { chl: freshId() } })).code, code)
    assert.is(house.door.commands.length, 0)
  })
}

test('tells a holder that it was revoked, though it connects again', async ({ house }) => {
  const { owner, door } = house
  const client = await house.connect(owner)
  const key = await makeKey()
  const list = await makeRevocations(owner, door.id, { keys: [key.thumbprint] })
  await client.publish(writeTopic('revocations', { door: door.id }), list, { retain: true })
  const chain = await house.grant(key)
  const courier = await house.connect(key, { chain })
  await courier.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
  assert.is((await askAs(courier, house.bridge, door, chain, { chl: freshId() })).code, 'revoked')
})

test('refuses a grant that is newer than the list it rests on', async ({ house }) => {
  const behind = await house.courier({ epoch: 5 })
  assert.is((await behind.ask()).code, 'revocations_behind')
  // And from then on everybody, until the list is there.
  const other = await house.courier()
  assert.is((await other.ask()).code, 'revocations_behind')
  const owner = await house.connect(house.owner)
  const list = await makeRevocations(house.owner, house.door.id, { epoch: 5 })
  await owner.publish(writeTopic('revocations', { door: house.door.id }), list, { retain: true })
  assert.is((await behind.ask()).step, 'opened')
})

test('opens nothing from afar once the owner has switched that off, and locks still', async ({ house }) => {
  const { door } = house
  const courier = await house.courier()
  await door.send([await door.line({ kind: 'remote', off: true })])
  assert.is((await courier.ask()).code, 'remote_off')
  assert.is((await courier.ask({ proof: { act: 'lock' } })).step, 'opened')
  await door.send([await door.line({ kind: 'remote', off: false })])
  assert.is((await courier.ask()).step, 'opened')
})

test('gives a link to the key that uses it first, tells the owner, and refuses the second', async ({ house }) => {
  const { bridge, owner, door } = house
  const listening = await ownerOf(house)
  const oneTime = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', oneTime.privateKey)
  const { thumbprintOf } = await import('#protocol/keys.ts')
  const jkt = await thumbprintOf({ kty, crv, x, y } as never)
  const made = grantClaims(owner.thumbprint, jkt, door.id, { link: true }, epochMs(Date.now()))
  const link = {
    v: 1,
    at: bridge.url,
    bridge: bridge.key.jwk,
    chain: [await makeGrant(owner, made)],
    key: { kty, crv, x, y, d },
  }
  const use = async () => {
    const key = await makeKey()
    const chain = (await bindLink(link as unknown as Link, key.thumbprint)) ?? []
    const client = await house.connect(key, { chain })
    await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
    return { key, chain, client }
  }
  const first = await use()
  const { payload } = await listening.next(writeTopic('notice', { door: door.id }))
  assert.is((JSON.parse(payload) as { notice: string }).notice, 'link_bound')
  const second = await use()
  const state = writeTopic('state', { door: door.id })
  assert.equal(await second.client.subscribe(state), [state])
  assert.is((await askAs(second.client, bridge, door, second.chain)).code, 'link_already_bound')
  assert.is((await askAs(first.client, bridge, door, first.chain)).step, 'opened')
  assert.is(door.commands.length, 1)
})

test('refuses a link that nobody bound', async ({ house }) => {
  const { bridge, door } = house
  const courier = await house.courier({ link: true })
  assert.is((await askAs(courier.client, bridge, door, courier.chain)).code, 'link_unbound')
})

test('says a refusal of a real request to the owner too, and of a forged one to nobody else', async ({ house }) => {
  const owner = await ownerOf(house)
  const courier = await house.courier({ act: ['lock'] })
  const real = await courier.ask()
  assert.is(real.code, 'wrong_action')
  assert.is((await receiptOf(owner, house.door.id, real.id)).code, 'wrong_action')
  const heard = owner.heard.length
  assert.is((await courier.ask({ proof: { aud: (await makeKey()).thumbprint as never } })).code, 'wrong_door')
  await pause(30)
  assert.is(owner.heard.length, heard)
})

test('says to a courier what became of its own request, and of no other', async ({ house }) => {
  const [one, other] = [await house.courier(), await house.courier()]
  const answer = await one.ask()
  await one.client.next((heard) => heard.topic.endsWith(answer.id))
  await pause(30)
  assert.equal(other.client.heard, [])
})

test('ends the connection over what is no request', async ({ house }) => {
  const topic = writeTopic('request', { door: house.door.id })
  for (const text of [
    '',
    '{}',
    'x',
    '{"v":1,"chain":[],"proof":"x"}',
    '{"v":2,"chain":[],"proof":"a.b.c"}',
    '[]',
    'null',
  ]) {
    const courier = await house.courier()
    await rejection(courier.client.publish(topic, text))
  }
  assert.is((await (await house.courier()).ask()).step, 'opened')
})

test('refuses a proof that is not canonical, or names its request by no id', async ({ house }) => {
  const { bridge, door } = house
  const courier = await house.courier()
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
  const request = await makeRequest(courier.key, {
    ...asking,
    now: epochMs(Date.now()),
    proof: { jti: 'short' as never },
  })
  await rejection(courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request)))
})

test('stops telling a holder when its window ends, in the middle of a connection', async ({ house }) => {
  const courier = await house.courier({ exp: inSeconds(2) })
  const topic = writeTopic('state', { door: house.door.id })
  assert.equal(await courier.client.subscribe(topic), [])
  await courier.client.next(topic)
  await house.door.state()
  await courier.client.next(topic)
  await until(() => Math.floor(Date.now() / 1000) >= inSeconds(0) && Date.now() % 1000 < 200, 'a second begins')
  await pause(2100)
  const heard = courier.client.heard.length
  await house.door.state()
  await pause(50)
  assert.is(courier.client.heard.length, heard)
  assert.is((await courier.ask()).code, 'expired')
})

const order = async (house: House, kind: 'remote' | 'pin', by = house.owner) => {
  const { door, bridge: _bridge } = house
  const what =
    kind === 'remote'
      ? ({ kind: 'remote', off: true } as const)
      : ({ kind: 'pin', slot: 1, salt: 'A'.repeat(22), hash: 'A'.repeat(43) } as const)
  const jti = freshRequestId()
  const claims = { v: 1 as const, jti, iss: by.thumbprint, aud: door.id, iat: toSeconds(epochMs(Date.now())) }
  return { jti, token: await signToken(ORDER, { ...claims, chl: door.challenge(), what }, by) }
}

test('hands orders of the owner to the door, but no PIN, and none while the door is away', async ({ house }) => {
  const { door } = house
  const owner = await ownerOf(house)
  const topic = writeTopic('order', { door: door.id })
  const { token } = await order(house, 'remote')
  await owner.publish(topic, token)
  assert.is((await door.client.next(topic)).payload, token)
  const pin = await order(house, 'pin')
  const hasty = await house.connect(house.owner, { suffix: 'pin' })
  await rejection(hasty.publish(topic, pin.token))
  await door.end()
  await until(async () => {
    const { jti, token: late } = await order(house, 'remote')
    await owner.publish(topic, late)
    const answer = receiptOf(owner, door.id, jti)
    return (await within(answer, 'the refusal', 300).catch(() => ({ code: '' }))).code === 'door_offline'
  }, 'the order is refused')
})

test.run()
