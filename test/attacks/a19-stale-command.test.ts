// Attack 19: a stale command after a reconnection. The bridge keeps no command for anybody: a door that is away is
// refused to the asker at once, and finds nothing waiting when it comes back. Source: [MQTT-3.1.2-5] (queues of kept
// sessions), CWE-294; the door's side of it (an admission lives 10 s) is tested with the door.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeTopic } from '#protocol/topics.ts'
import { connectAs } from '#test/support/client.ts'
import { startDoor } from '#test/support/door-client.ts'
import { askAs, type House, openHouse } from '#test/support/house.ts'
import { pause, rejection, until } from '#test/support/wait.ts'

const stale = suite<{ house: House }>('attack 19: a stale command')

stale.before.each(async (context) => {
  context.house = await openHouse()
})
stale.after.each(async ({ house }) => {
  await house.close()
})

const presence = (house: House, online: boolean): Promise<void> =>
  until(
    async () => {
      const client = await house.connect(house.owner, { suffix: `p${Math.random().toString(36).slice(2, 8)}` })
      await client.subscribe(writeTopic('presence', { door: house.door.id }))
      const { payload } = await client.next(writeTopic('presence', { door: house.door.id }))
      await client.end()
      return (JSON.parse(payload) as { online: boolean }).online === online
    },
    `the door is ${online ? 'there' : 'away'}`,
  )

stale('refuses while the door is away, and sends nothing when it is back', async ({ house }) => {
  const { bridge, owner, door } = house
  const courier = await house.courier()
  await presence(house, true)
  await door.end()
  await presence(house, false)
  assert.is((await courier.ask()).code, 'door_offline')
  assert.is((await courier.ask()).code, 'door_offline')
  const back = await startDoor({ ...bridge.at, owner, goesOn: door })
  await presence(house, true)
  await pause(100)
  assert.is(back.commands.length, 0)
  assert.is((await askAs(courier.client, bridge, back, courier.chain)).step, 'opened')
  assert.is(back.commands.length, 1)
  await back.end()
})

stale('keeps no session that commands could queue in', async ({ house }) => {
  const { bridge, owner } = house
  await rejection(connectAs(owner, { ...bridge.at, options: { clean: false } }))
  const client = await house.connect(owner)
  assert.ok(client.isConnected())
})

stale('hands a command to nobody when the door goes before it is made', async ({ house }) => {
  const { door } = house
  const courier = await house.courier()
  const asked = courier.ask()
  const ended = door.end()
  const answer = await asked
  await ended
  assert.ok(answer.step === 'opened' || answer.code === 'door_offline', JSON.stringify(answer))
})

stale('sends a command to the newest connection of a door only', async ({ house }) => {
  const { bridge, owner, door } = house
  const courier = await house.courier()
  const newer = await startDoor({ ...bridge.at, owner, goesOn: door })
  await door.client.closed
  assert.is((await askAs(courier.client, bridge, newer, courier.chain)).step, 'opened')
  assert.is(door.commands.length, 0)
  assert.is(newer.commands.length, 1)
  await newer.end()
})

stale.run()
