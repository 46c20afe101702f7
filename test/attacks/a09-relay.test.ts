// Attack 9: a relay. A proof that is answered late, or answers another question, is refused; how old a question is,
// only the bridge's own monotonic clock says. Source: Drimer & Murdoch 2007 (relay attacks); RFC 9449 §8 (nonces).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { freshId } from '#protocol/ids.ts'
import { CHALLENGE_LIFETIME } from '#protocol/limits.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { receiptOf } from '#test/support/door-client.ts'
import { type Courier, type House, openHouse } from '#test/support/house.ts'
import { makeChallenge, makeRequest } from '#test/support/people.ts'
import { type ShiftedClock, shiftedClock } from '#test/support/shifted-clock.ts'

const relay = suite<{ house: House; clock: ShiftedClock; courier: Courier }>('attack 9: a relay')

relay.before.each(async (context) => {
  context.clock = shiftedClock()
  context.house = await openHouse({ bridge: { clock: context.clock } })
  context.courier = await context.house.courier()
})
relay.after.each(async ({ house }) => {
  await house.close()
})

relay('opens for a proof that is answered in time', async ({ courier, clock }) => {
  clock.pass(CHALLENGE_LIFETIME - 2000)
  assert.is((await courier.ask()).step, 'opened')
})

relay('refuses a proof that was held back until its challenge was over', async ({ house, courier, clock }) => {
  const { door, bridge } = house
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
  const request = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })
  clock.pass(CHALLENGE_LIFETIME + 1)
  await courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
  assert.is((await receiptOf(courier.client, door.id, request.id)).code, 'challenge_expired')
  assert.is(door.commands.length, 0)
  await door.rotate()
  assert.is((await courier.ask()).step, 'opened')
})

relay('is not fooled by a wall clock that was set back', async ({ courier, clock }) => {
  clock.pass(CHALLENGE_LIFETIME + 1)
  clock.setBack(CHALLENGE_LIFETIME + 1)
  assert.is((await courier.ask()).code, 'challenge_expired')
})

relay('gives an old challenge no new life when it is said again', async ({ house, courier, clock }) => {
  const { door } = house
  const old = await makeChallenge(door.key, epochMs(Date.now()))
  await door.say('challenge', old.token)
  clock.pass(CHALLENGE_LIFETIME + 1)
  await door.say('challenge', old.token)
  assert.is((await courier.ask({ proof: { chl: old.nonce } })).code, 'challenge_expired')
})

relay('refuses a nonce the door never said, and one of another door', async ({ house, courier }) => {
  const other = await house.anotherDoor()
  assert.is((await courier.ask({ proof: { chl: freshId() } })).code, 'challenge_unknown')
  assert.is((await courier.ask({ proof: { chl: other.challenge() } })).code, 'challenge_unknown')
  assert.is((await courier.ask()).step, 'opened')
})

relay('refuses the very same proof a second time', async ({ house, courier }) => {
  const { door, bridge } = house
  const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
  const request = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })
  const say = () => courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
  await say()
  await door.command()
  await receiptOf(courier.client, door.id, request.id)
  await receiptOf(courier.client, door.id, request.id)
  await say()
  assert.is((await receiptOf(courier.client, door.id, request.id)).code, 'replayed')
  assert.is(door.commands.length, 1)
})

relay.run()
