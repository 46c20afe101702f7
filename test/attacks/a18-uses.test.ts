// Attack 18: the use count bypassed: many requests at once, from many connections, through many couriers of one carrier,
// and counts that are no counts. Source: CWE-362; CWE-20 (numbers that are not what they seem).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GRANT } from '#protocol/grant.ts'
import { signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { connectAs } from '#test/support/client.ts'
import { receiptOf } from '#test/support/door-client.ts'
import { askAs, type House, openHouse } from '#test/support/house.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from '#test/support/people.ts'
import { rejection } from '#test/support/wait.ts'

const RATE = { burst: 1000, perSecond: 1000 }
const uses = suite<{ house: House }>('attack 18: the use count')

uses.before.each(async (context) => {
  const access = { requestsPerKey: RATE, requestsPerDoor: RATE }
  context.house = await openHouse({ bridge: { limits: { access } } })
})
uses.after.each(async ({ house }) => {
  await house.close()
})

uses('opens as often as it was granted, and not once more', async ({ house }) => {
  const courier = await house.courier({ uses: 2 })
  assert.is((await courier.ask()).step, 'opened')
  assert.is((await courier.ask()).step, 'opened')
  assert.is((await courier.ask()).code, 'used_up')
  assert.is(house.door.commands.length, 2)
  assert.is((await courier.ask({ proof: { act: 'lock' } })).step, 'opened')
})

uses('opens no more often for many requests at once on several connections', async ({ house }) => {
  const { bridge, door } = house
  const courier = await house.courier({ uses: 3 })
  const clients = [courier.client]
  for (const suffix of ['b', 'c', 'd']) {
    const client = await house.connect(courier.key, { chain: courier.chain, suffix })
    await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
    clients.push(client)
  }
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
  const requests = await Promise.all(
    Array.from({ length: 24 }, () => makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })),
  )
  const answers = await Promise.all(
    requests.map(async (request, at) => {
      const client = clients[at % clients.length] ?? courier.client
      await client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
      return receiptOf(client, door.id, request.id)
    }),
  )
  assert.is(answers.filter(({ step }) => step === 'opened').length, 3)
  assert.is(answers.filter(({ code }) => code === 'used_up').length, 21)
  assert.is(door.commands.length, 3)
})

uses('counts the uses of a carrier over all its couriers', async ({ house }) => {
  const { owner, bridge, door } = house
  const carrier = await makeKey('ES256')
  const [top = ''] = await house.grant(carrier, { uses: 2, dlg: 1 })
  const now = epochMs(Date.now())
  const { jti: _jti, ...rights } = grantClaims(owner.thumbprint, carrier.thumbprint, door.id, {}, now)
  const opened: (string | undefined)[] = []
  for (let at = 0; at < 3; at += 1) {
    const key = await makeKey()
    const passed = { ...grantClaims(carrier.thumbprint, key.thumbprint, door.id, {}, now), uses: 2 }
    const parent = JSON.parse(Buffer.from(top.split('.')[1] ?? '', 'base64url').toString()) as typeof rights
    const chain = [top, await makeGrant(carrier, { ...passed, nbf: parent.nbf, exp: parent.exp }, true)]
    const client = await house.connect(key, { chain })
    await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
    const answer = await askAs(client, bridge, door, chain)
    opened.push(answer.code ?? answer.step)
  }
  assert.equal(opened, ['opened', 'opened', 'used_up'])
})

for (const count of [0, -1, 1.5, 10_001, 1e99, '3', null, true, [1], Number.MAX_SAFE_INTEGER]) {
  uses(`takes no grant with ${JSON.stringify(count)} uses`, async ({ house }) => {
    const { owner, door, bridge } = house
    const key = await makeKey()
    const now = epochMs(Date.now())
    const claims = { ...grantClaims(owner.thumbprint, key.thumbprint, door.id, {}, now), uses: count as number }
    const chain = [await signToken(GRANT, claims, owner, false)]
    await rejection(connectAs(key, { ...bridge.at, chain }))
    // Nor through the connection of an honest grant.
    const courier = await house.courier()
    const mine = { ...claims, cnf: { jkt: courier.key.thumbprint } }
    const answer = await courier.ask({ chain: [await signToken(GRANT, mine, owner, false)] })
    assert.is(answer.code, 'token_malformed')
    assert.is(door.commands.length, 0)
    assert.is((await courier.ask()).step, 'opened')
  })
}

uses('gives a use back that the door refused', async () => {
  const house = await openHouse({ door: { manner: 'ignore' } })
  try {
    const { door, bridge } = house
    const courier = await house.courier({ uses: 1 })
    const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
    const request = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })
    await courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
    await door.command()
    await door.receipt(request.id, 'refused', { code: 'bolt_jammed' })
    assert.is((await receiptOf(courier.client, door.id, request.id)).code, 'bolt_jammed')
    const next = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })
    await courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(next))
    await door.command()
    assert.is(door.commands.length, 2)
  } finally {
    await house.close()
  }
})

uses.run()
