// Attack 22: client-id takeover. MQTT ends the older of two connections with one client id [MQTT-3.1.4-2]: whoever
// could choose the id could end anybody's. Here an id begins with the thumbprint of the key that must be shown.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectAs } from '#test/support/client.ts'
import { type House, openHouse } from '#test/support/house.ts'
import { makeKey } from '#test/support/people.ts'
import { pause, rejection, within } from '#test/support/wait.ts'

const takeover = suite<{ house: House }>('attack 22: client-id takeover')

takeover.before(async (context) => {
  context.house = await openHouse()
})
takeover.after(async ({ house }) => {
  await house.close()
})

takeover('lets no other key use a client id, and the victim stays', async ({ house }) => {
  const { bridge, door } = house
  const courier = await house.courier()
  const thief = await makeKey()
  for (const victim of [courier.key.thumbprint, door.key.thumbprint, house.owner.thumbprint]) {
    const claims = [{}, { cid: victim }, { cid: `${victim}.x` }, { iss: victim, cid: victim }]
    for (const changed of claims) {
      const clientId = changed.cid ?? victim
      await rejection(connectAs(thief, { ...bridge.at, claims: changed, options: { clientId } }))
      const options = { clientId, username: victim }
      await rejection(connectAs(thief, { ...bridge.at, claims: changed, options }))
    }
  }
  await pause(50)
  assert.ok(courier.client.isConnected())
  assert.ok(door.client.isConnected())
  assert.is((await courier.ask()).step, 'opened')
})

takeover('takes no client id that is not made of the thumbprint', async ({ house }) => {
  const key = await makeKey()
  for (const cid of [
    '',
    'x',
    `${key.thumbprint}x`,
    `${key.thumbprint}.`,
    `${key.thumbprint}.a.b`,
    `x${key.thumbprint}`,
  ]) {
    await rejection(connectAs(key, { ...house.bridge.at, claims: { cid }, options: { clientId: cid } }))
  }
  const client = await house.connect(key, { suffix: 'a-b_9' })
  assert.ok(client.isConnected())
})

takeover('takes no token made for another client id of the same key', async ({ house }) => {
  const key = await makeKey()
  const claims = { cid: `${key.thumbprint}.other` }
  await rejection(connectAs(key, { ...house.bridge.at, claims }))
})

takeover('lets the same key take its own place again', async ({ house }) => {
  const key = await makeKey()
  const first = await house.connect(key)
  const second = await house.connect(key)
  await within(first.closed, 'the older connection to end')
  assert.ok(second.isConnected())
})

takeover('bounds how many places one key may have', async () => {
  const house = await openHouse({ bridge: { limits: { broker: { perKey: 2 } } } })
  try {
    const key = await makeKey()
    await house.connect(key, { suffix: '1' })
    await house.connect(key, { suffix: '2' })
    await rejection(connectAs(key, { ...house.bridge.at, suffix: '3' }))
    assert.ok((await house.connect(key, { suffix: '2' })).isConnected())
  } finally {
    await house.close()
  }
})

takeover.run()
