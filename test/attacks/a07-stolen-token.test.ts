// Attack 7: a stolen token without its key. Whoever copies a grant, a connect token or a whole request has nothing:
// each is good only in the hand of the key it names. Source: RFC 7800 §3.1 (proof of possession); RFC 9449 §2
// (stolen bearer tokens); RFC 8725 §3.10 (a key carried in a token proves nothing by itself).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chainHash } from '#protocol/chain.ts'
import { GRANT, type GrantClaims } from '#protocol/grant.ts'
import { PROOF } from '#protocol/proof.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { connectAs, connectToken } from '#test/support/client.ts'
import { receiptOf } from '#test/support/door-client.ts'
import { type House, openHouse } from '#test/support/house.ts'
import { makeKey, makeRequest } from '#test/support/people.ts'
import { connectPacket, rawSocket } from '#test/support/raw.ts'
import { rejection, until, within } from '#test/support/wait.ts'

const stolen = suite<{ house: House }>('attack 7: a stolen token')

stolen.before(async (context) => {
  context.house = await openHouse()
})
stolen.after(async ({ house }) => {
  await house.close()
})

const requestTopic = (house: House): string => writeTopic('request', { door: house.door.id })

stolen('opens for the holder it was made for', async ({ house }) => {
  const courier = await house.courier()
  assert.is((await courier.ask()).step, 'opened')
})

stolen('lets nobody connect with the grant of another key', async ({ house }) => {
  const courier = await house.courier()
  const thief = await makeKey()
  await rejection(connectAs(thief, { ...house.bridge.at, chain: courier.chain }))
  assert.is((await courier.ask()).step, 'opened')
})

stolen('takes a captured connect token only once, and the client it was made for stays', async ({ house }) => {
  const { bridge } = house
  const key = await makeKey()
  const password = await connectToken(key, bridge.at, key.thumbprint)
  const hello = connectPacket({ clientId: key.thumbprint, username: key.thumbprint, password })
  const first = await rawSocket(bridge.ports.mqtt ?? 0)
  first.socket.write(hello)
  await until(() => first.received().length >= 4, 'CONNACK')
  assert.equal([...first.received()], [0x20, 2, 0, 0])
  const second = await rawSocket(bridge.ports.mqtt ?? 0)
  second.socket.write(hello)
  await within(second.closed, 'the thief to be sent away')
  assert.is(second.received()[3], 5)
  assert.not(first.socket.destroyed)
  await first.end()
})

stolen('takes no connect token signed by another key than it names', async ({ house }) => {
  const { bridge } = house
  const courier = await house.courier()
  const thief = await makeKey()
  await rejection(connectAs(thief, { ...bridge.at, claims: { iss: courier.key.thumbprint } }))
  const named = { iss: courier.key.thumbprint, cid: courier.key.thumbprint }
  const options = { clientId: courier.key.thumbprint, username: courier.key.thumbprint }
  await rejection(connectAs(thief, { ...bridge.at, claims: named, options }))
  assert.is((await courier.ask()).step, 'opened')
})

stolen('refuses a stolen chain under the proof of another holder of the same door', async ({ house }) => {
  const [victim, thief] = [await house.courier(), await house.courier()]
  const before = house.door.commands.length
  assert.is((await thief.ask({ chain: victim.chain })).code, 'wrong_key')
  const iss = victim.key.thumbprint
  assert.is((await thief.ask({ chain: victim.chain, proof: { iss } })).code, 'wrong_key')
  assert.is(house.door.commands.length, before)
  assert.is((await victim.ask()).step, 'opened')
})

stolen('refuses a whole captured request from the hand of another holder', async ({ house }) => {
  const { bridge, door } = house
  const [victim, thief] = [await house.courier(), await house.courier()]
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: victim.chain }
  const request = await makeRequest(victim.key, { ...asking, now: epochMs(Date.now()) })
  const text = JSON.stringify(request)
  const before = door.commands.length
  await thief.client.publish(requestTopic(house), text)
  assert.is((await receiptOf(thief.client, door.id, request.id)).code, 'wrong_key')
  assert.is(door.commands.length, before)
  // It was not spent by the thief's attempt either, and the victim heard nothing of it.
  assert.not(victim.client.heard.some(({ topic }) => topic.endsWith(request.id)))
  await victim.client.publish(requestTopic(house), text)
  assert.is((await receiptOf(victim.client, door.id, request.id)).step, 'opened')
})

stolen('refuses a grant rewritten for another key', async ({ house }) => {
  const thief = await house.courier()
  const victim = await house.courier()
  const [head, , signature] = (victim.chain[0] ?? '').split('.')
  const claims = { ...(peekClaims(victim.chain[0] ?? '') as GrantClaims), cnf: { jkt: thief.key.thumbprint } }
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
  assert.is((await thief.ask({ chain: [`${head}.${body}.${signature}`] })).code, 'token_bad_signature')
  const own = await signToken(GRANT, { ...claims, iss: house.owner.thumbprint }, thief.key)
  assert.ok(['token_bad_signature', 'token_wrong_algorithm'].includes(String((await thief.ask({ chain: [own] })).code)))
})

stolen('lets nobody without a grant ask at all', async ({ house }) => {
  const { door, bridge } = house
  const victim = await house.courier()
  const stranger = await house.connect(await makeKey())
  const proof = await signToken(
    PROOF,
    {
      v: 1,
      jti: 'AAAAAAAAAAAAAAAAAAAAAA' as never,
      iss: stranger.key.thumbprint,
      aud: door.id,
      act: 'unlock',
      chl: door.challenge(),
      cth: await chainHash(victim.chain),
      via: bridge.thumbprint,
      iat: Math.floor(Date.now() / 1000) as never,
    },
    stranger.key,
  )
  const before = door.commands.length
  const request = JSON.stringify({ v: 1, chain: victim.chain, proof })
  await rejection(stranger.publish(requestTopic(house), request))
  assert.is(door.commands.length, before)
})

stolen.run()
