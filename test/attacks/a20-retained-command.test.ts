// Attack 20: a command left lying on its topic, to be obeyed by whoever comes next. It is refused, the owner hears of
// it, and nothing is there for the next door. Source: [MQTT-3.3.1-5..8] (retained messages), CWE-294.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SigningKey } from '#protocol/keys.ts'
import { writeTopic } from '#protocol/topics.ts'
import { startDoor } from '#test/support/door-client.ts'
import { askAs, type House, openHouse } from '#test/support/house.ts'
import { makeKey } from '#test/support/people.ts'
import { pause, rejection } from '#test/support/wait.ts'

const lying = suite<{ house: House }>('attack 20: a retained command')

lying.before.each(async (context) => {
  context.house = await openHouse()
})
lying.after.each(async ({ house }) => {
  await house.close()
})

const commandTopic = (house: House): string => writeTopic('command', { door: house.door.id })

const attackers: Record<string, (house: House) => Promise<SigningKey>> = {
  'a stranger': () => makeKey(),
  'the owner': async ({ owner }) => owner,
  'the door itself': async ({ door }) => door.key,
}

for (const [who, keyOf] of Object.entries(attackers)) {
  lying(`is refused from ${who}, told to the owner, and not there for the next door`, async ({ house }) => {
    const { bridge, owner, door } = house
    const courier = await house.courier()
    await courier.ask()
    const real = JSON.stringify(door.commands[0])
    const listening = await house.connect(owner, { suffix: 'owner' })
    await listening.subscribe(writeTopic('notice', { door: door.id }))
    const attacker = await house.connect(await keyOf(house), { suffix: 'attack' })
    await rejection(attacker.publish(commandTopic(house), real, { retain: true }))
    const { payload } = await listening.next(writeTopic('notice', { door: door.id }))
    assert.is((JSON.parse(payload) as { notice: string }).notice, 'retained_command')

    await door.end()
    const next = await startDoor({ ...bridge.at, owner, goesOn: door })
    await pause(100)
    assert.is(next.commands.length, 0)
    assert.is((await askAs(courier.client, bridge, next, courier.chain)).step, 'opened')
    await next.end()
  })
}

lying('is never made by the bridge itself', async ({ house }) => {
  const { bridge, owner, door } = house
  const courier = await house.courier()
  await courier.ask()
  assert.equal(
    door.client.heard.filter(({ topic }) => topic === commandTopic(house)).map(({ retain }) => retain),
    [false],
  )
  await door.end()
  const next = await startDoor({ ...bridge.at, owner, goesOn: door })
  await pause(100)
  assert.is(next.commands.length, 0)
  await next.end()
})

lying('tells the owner later who was not there', async ({ house }) => {
  const { owner, door } = house
  const attacker = await house.connect(await makeKey())
  await rejection(attacker.publish(commandTopic(house), '{}', { retain: true }))
  const late = await house.connect(owner)
  await late.subscribe(writeTopic('notice', { door: door.id }))
  const { payload } = await late.next(writeTopic('notice', { door: door.id }))
  assert.is((JSON.parse(payload) as { notice: string }).notice, 'retained_command')
})

lying.run()
