// Attack 17: races. A withdrawal against an opening, in both orders and together; a crash between "spent" and "moved".
// A use opens at most once, and after the owner's withdrawal was acknowledged nothing is admitted any more.
// Source: CWE-362, CWE-367 (time of check, time of use).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { peekClaims } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import type { GrantId } from '#protocol/units.ts'
import { epochMs } from '#protocol/units.ts'
import { receiptOf, startDoor } from '#test/support/door-client.ts'
import { askAs, type Courier, type House, openHouse } from '#test/support/house.ts'
import { makeKey, makeRequest, makeRevocations } from '#test/support/people.ts'
import { shiftedClock } from '#test/support/shifted-clock.ts'
import { rejection, until } from '#test/support/wait.ts'

const races = suite<{ house: House }>('attack 17: races')

races.before.each(async (context) => {
  context.house = await openHouse()
})
races.after.each(async ({ house }) => {
  await house.close()
})

const idOf = (courier: Courier): GrantId => (peekClaims(courier.chain[0] ?? '') as { jti: GrantId }).jti
const revoke = async (house: House, epoch: number, ...couriers: Courier[]): Promise<() => Promise<void>> => {
  const { owner, door } = house
  const client = await house.connect(owner, { suffix: `o${epoch}` })
  const list = await makeRevocations(owner, door.id, { epoch, grants: couriers.map(idOf) })
  return async () => {
    await client.publish(writeTopic('revocations', { door: door.id }), list, { retain: true })
    await client.end()
  }
}

races('opens before a withdrawal, and not after it', async ({ house }) => {
  const [out, stays] = [await house.courier(), await house.courier({ epoch: 1 })]
  assert.is((await out.ask()).step, 'opened')
  await (await revoke(house, 1, out))()
  const before = house.door.commands.length
  assert.is((await out.ask()).code, 'revoked')
  assert.is(house.door.commands.length, before)
  assert.is((await stays.ask()).step, 'opened')
})

races('gives the door the withdrawal before any command that comes after it', async ({ house }) => {
  const [out, stays] = [await house.courier(), await house.courier({ epoch: 1 })]
  await (await revoke(house, 1, out))()
  assert.is((await stays.ask()).step, 'opened')
  const names = house.door.client.heard.map(({ topic }) => topic.split('/').at(-1))
  assert.ok(names.indexOf('revocations') >= 0)
  assert.ok(names.indexOf('revocations') < names.indexOf('command'))
})

races('puts the list on a command for a door that has not said it knows it', async ({ house }) => {
  const stays = await house.courier({ epoch: 1 })
  await (await revoke(house, 1))()
  await stays.ask()
  assert.type(house.door.commands[0]?.revocations, 'string')
  await house.door.state({ epoch: 1 })
  await stays.ask()
  assert.is(house.door.commands[1]?.revocations, undefined)
})

races('is either before or after, never beside, when both come at once', async ({ house }) => {
  const { bridge, door } = house
  for (let round = 1; round <= 12; round += 1) {
    const courier = await house.courier({ epoch: round - 1 })
    const withdraw = await revoke(house, round, courier)
    const commands = door.commands.length
    const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
    const request = await makeRequest(courier.key, { ...asking, now: epochMs(Date.now()) })
    const ask = () => courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
    await Promise.all(round % 2 ? [ask(), withdraw()] : [withdraw(), ask()])
    const answer = await receiptOf(courier.client, door.id, request.id)
    const opened = answer.step === 'opened'
    assert.ok(opened || answer.code === 'revoked', JSON.stringify(answer))
    assert.is(door.commands.length - commands, opened ? 1 : 0)
    // Acknowledged, it holds for good.
    assert.is((await courier.ask()).code, 'revoked')
  }
})

races('takes no older list than the one it has', async ({ house }) => {
  const [out, other] = [await house.courier(), await house.courier({ epoch: 2 })]
  await (await revoke(house, 2, out))()
  // Not swallowed: whoever made it must not think that it counts.
  assert.match((await rejection((await revoke(house, 1))())).message, /ended/)
  assert.is((await out.ask()).code, 'revoked')
  assert.is((await other.ask()).step, 'opened')
})

races('admits a use once when the bridge dies between "spent" and "moved"', async () => {
  const clock = shiftedClock()
  const house = await openHouse({ bridge: { clock }, door: { manner: 'ignore' } })
  try {
    const { bridge, owner, door } = house
    const key = await makeKey()
    const chain = await house.grant(key, { uses: 1 })
    const first = await house.connect(key, { chain })
    const asking = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain }
    const request = await makeRequest(key, { ...asking, now: epochMs(Date.now()) })
    await first.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
    await door.command()

    await bridge.restart()
    const again = await startDoor({ ...bridge.at, owner, goesOn: door })
    const client = await house.connect(key, { chain, suffix: 'again' })
    await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
    await client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
    assert.ok(['replayed', 'challenge_unknown'].includes((await receiptOf(client, door.id, request.id)).code ?? ''))
    assert.is((await askAs(client, bridge, again, chain)).code, 'used_up')
    assert.is(again.commands.length, 0)
    // The door never said that it opened: in time the use is free again, and opens once.
    clock.pass(20_000)
    await again.rotate()
    assert.is((await askAs(client, bridge, again, chain)).step, 'opened')
    clock.pass(20_000)
    await again.rotate()
    assert.is((await askAs(client, bridge, again, chain)).code, 'used_up')
    await again.end()
  } finally {
    await house.close()
  }
})

races('keeps a withdrawal over a restart', async ({ house }) => {
  const out = await house.courier()
  await (await revoke(house, 1, out))()
  await house.bridge.restart()
  const { bridge, owner, door } = house
  const again = await startDoor({ ...bridge.at, owner, goesOn: door })
  await until(() => again.client.heard.some(({ topic }) => topic.endsWith('/revocations')), 'the list is back')
  const client = await house.connect(out.key, { chain: out.chain, suffix: 'again' })
  await client.subscribe(writeTopic('receipt', { door: door.id, request: '+' }))
  assert.is((await askAs(client, bridge, again, out.chain)).code, 'revoked')
  assert.is(again.commands.length, 0)
  await again.end()
})

races.run()
