// Attack 13: the nights on which the clocks change, through the running house. A window is hours of a place, so it ends
// and begins by that place's clocks, for the bridge and for the door by itself. Source: RFC 5545 §3.3.5; IANA time zone
// data. Every zone, both changes and leap days as laws: protocol/window/laws.test.ts.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SigningKey } from '#protocol/keys.ts'
import { epochSeconds } from '#protocol/units.ts'
import { forceUpon, freshChallenge } from '#test/support/hostile-bridge.ts'
import { grantClaims, makeGrant, makeKey, makeRequest } from '#test/support/people.ts'
import { type ShiftedClock, shiftedClock } from '#test/support/shifted-clock.ts'
import { visit } from '#test/support/visitor.ts'
import { pause, until } from '#test/support/wait.ts'
import { boltOf, openWholeHouse, type WholeHouse } from '#test/support/whole-house.ts'

/** Berlin, 25 October 2026: 02:29 comes twice, at 00:29 and, here, at 01:29 UTC. */
const AUTUMN = Date.UTC(2026, 9, 25, 1, 29)
const HOUR = 3_600_000
/** Berlin, 28 March 2027: 02:00 to 03:00 does not come at all; it is 03:00 at 01:00 UTC. */
const SPRING = Date.UTC(2027, 2, 28, 1)

interface Scene {
  house: WholeHouse
  clock: ShiftedClock
  courier: SigningKey
}

const test = suite<Scene>('attack 13: the clocks change')

test.before(async (scene) => {
  scene.clock = shiftedClock()
  scene.clock.pass(AUTUMN - HOUR - scene.clock.now())
  scene.house = await openWholeHouse({ hold: 300, clock: scene.clock })
  scene.courier = await makeKey()
})
test.after(async ({ house }) => {
  await house.close()
})

const openings = (house: WholeHouse): number => house.rig.observe().tally.boltLeftHome

/** The owner's grant for these hours of every day in Berlin. */
const hours = async ({ house, courier }: Scene, from: string, to: string): Promise<string[]> => {
  const win = { rule: 'FREQ=DAILY', zone: 'Europe/Berlin', start: '2026-10-01', from, to }
  const whole = { nbf: epochSeconds(Date.UTC(2026, 9, 1) / 1000), exp: epochSeconds(Date.UTC(2027, 5, 1) / 1000) }
  return [
    await makeGrant(house.owner, grantClaims(house.owner.thumbprint, courier.thumbprint, house.id, { win, ...whole })),
  ]
}

/** Everybody's clock on to this instant. The line to the rig seems silent for so long, and is made anew. */
const passTo = async ({ house, clock }: Scene, instant: number): Promise<void> => {
  clock.pass(instant - clock.now())
  await pause(700)
  await until(async () => (await boltOf(house.agent)) === 'home', 'the rig is back', 8000)
  // A door that was away says a new challenge when it is back: the old one has grown old.
  house.agent.link.renew()
  await until(() => !house.agent.link.up, 'the door is away')
  await until(() => house.agent.link.up, 'the door is back', 8000)
}

/** Both say the same, each by itself: the bridge to a visitor, and the door to a bridge that admits everything. */
const ask = async (scene: Scene, chain: readonly string[]): Promise<string> => {
  const { house, clock, courier } = scene
  const isOver = (): Promise<void> => until(() => house.agent.door.open() === undefined, 'the visit is over', 8000)
  const visitor = await visit(house, courier, chain)
  const bridge = await visitor.knocks()
  await isOver()
  await visitor.session.close()
  const asking = { door: house.id, via: house.bridge.thumbprint, challenge: await freshChallenge(house), chain }
  const door = await forceUpon(house, { ...(await makeRequest(courier, asking)) }, clock.now())
  await isOver()
  assert.is(door, bridge === 'opened' ? 'ok' : bridge)
  return bridge
}

test('an end that comes twice ends it the first time, and one that comes once lets it last two hours', async (scene) => {
  const [short, long] = [await hours(scene, '02:00', '02:30'), await hours(scene, '02:00', '03:00')]
  assert.is(await ask(scene, short), 'opened', '02:29 for the first time')
  await passTo(scene, AUTUMN)
  assert.is(await ask(scene, short), 'outside_window', '02:29 for the second time')
  assert.is(await ask(scene, long), 'opened')
  assert.is(openings(scene.house), 4)
})

test('a window over the night ends when the place says so, and hours that do not come open nothing', async (scene) => {
  const [night, missing] = [await hours(scene, '22:00', '03:00'), await hours(scene, '02:00', '03:00')]
  const before = openings(scene.house)
  await passTo(scene, SPRING - 60_000)
  assert.is(await ask(scene, night), 'opened', '01:59')
  await passTo(scene, SPRING + 3000)
  assert.is(await ask(scene, night), 'outside_window', '03:00, four hours after 22:00')
  assert.is(await ask(scene, missing), 'outside_window', 'the night has no 02:00')
  assert.is(openings(scene.house), before + 2)
})

test.run()
