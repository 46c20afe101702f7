// Attack 8: a captured proof moved to another door, action, grant or bridge. A proof names all four.
// Source: RFC 9449 §4.3 (htm, htu, ath), RFC 8725 §3.9 (audience).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { connectAs } from '#test/support/client.ts'
import { receiptOf } from '#test/support/door-client.ts'
import { askAs, type House, openHouse } from '#test/support/house.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from '#test/support/people.ts'
import { rejection } from '#test/support/wait.ts'

const moved = suite<{ house: House }>('attack 8: a moved proof')

moved.before(async (context) => {
  context.house = await openHouse()
})
moved.after(async ({ house }) => {
  await house.close()
})

moved('opens where, how and by what it was made for', async ({ house }) => {
  const courier = await house.courier()
  assert.is((await courier.ask()).step, 'opened')
})

moved('is refused at another door of the same owner', async ({ house }) => {
  const { owner, bridge, door } = house
  const other = await house.anotherDoor()
  const key = await makeKey()
  const now = epochMs(Date.now())
  const here = await house.grant(key)
  const there = [await makeGrant(owner, grantClaims(owner.thumbprint, key.thumbprint, other.id, {}, now))]
  const client = await house.connect(key, { chain: there })
  await client.subscribe(writeTopic('receipt', { door: other.id, request: '+' }))
  const asking = { via: bridge.thumbprint, challenge: other.challenge(), now }
  // The proof is for this door, the chain for the other one; then all of it is this door's.
  for (const [chain, code] of [
    [there, 'wrong_door'],
    [here, 'wrong_door'],
  ] as const) {
    const request = await makeRequest(key, { ...asking, door: door.id, chain })
    await client.publish(writeTopic('request', { door: other.id }), JSON.stringify(request))
    assert.is((await receiptOf(client, other.id, request.id)).code, code)
  }
  assert.is(other.commands.length, 0)
  assert.is((await askAs(client, bridge, other, there)).step, 'opened')
})

moved('is refused for an action the grant does not give', async ({ house }) => {
  const courier = await house.courier({ act: ['lock'] })
  assert.is((await courier.ask()).code, 'wrong_action')
  assert.is((await courier.ask({ proof: { act: 'lock' } })).step, 'opened')
})

moved('is refused with its action rewritten', async ({ house }) => {
  const { door, bridge } = house
  const courier = await house.courier()
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
  const request = await makeRequest(courier.key, { ...asking, proof: { act: 'lock' }, now: epochMs(Date.now()) })
  const [head, body = '', signature] = request.proof.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
  const forged = Buffer.from(JSON.stringify({ ...claims, act: 'unlock' })).toString('base64url')
  const text = JSON.stringify({ ...request, proof: `${head}.${forged}.${signature}` })
  await courier.client.publish(writeTopic('request', { door: door.id }), text)
  assert.is((await receiptOf(courier.client, door.id, request.id)).code, 'token_bad_signature')
})

moved('is refused with another grant of the same holder', async ({ house }) => {
  const { bridge, door } = house
  const courier = await house.courier()
  const chain = await house.grant(courier.key)
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
  const request = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })
  const text = JSON.stringify({ ...request, chain })
  await courier.client.publish(writeTopic('request', { door: door.id }), text)
  assert.is((await receiptOf(courier.client, door.id, request.id)).code, 'chain_broken')
  assert.is((await courier.ask({ chain })).step, 'opened')
})

moved('is refused when made for another bridge, or for saying at the door', async ({ house }) => {
  const courier = await house.courier()
  const another = (await makeKey()).thumbprint
  assert.is((await courier.ask({ proof: { via: another } })).code, 'wrong_bridge')
  assert.is((await courier.ask({ proof: { via: 'local' } })).code, 'wrong_bridge')
  await rejection(connectAs(courier.key, { ...house.bridge.at, bridge: another, suffix: 'b' }))
  assert.is((await courier.ask()).step, 'opened')
})

moved.run()
