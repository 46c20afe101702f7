// Attack 12: the clock forged forwards, so that a grant begins early. Source: unauthenticated NTP (Malhotra et al. 2016,
// "Attacking the Network Time Protocol"); RFC 8915. A jump is no time, and who forged it cannot vouch for it.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LATE_TOLERANCE } from '#protocol/limits.ts'
import { epochMs } from '#protocol/units.ts'
import { makeKey } from '#test/support/people.ts'
import { HOUR, NOON, openTimedDoor, type TimedDoor } from './timed-door.fixture.ts'

const test = suite<{ door: TimedDoor }>('attack 12: the clock forged forwards')
test.before.each(async (context) => {
  context.door = await openTimedDoor()
})
test.after.each(async ({ door }) => door.close())

/** Lets the source answer and the door write. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('opens no earlier when the wall clock is set to tomorrow, whoever vouches for it', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, 24 * HOUR, 26 * HOUR)
  assert.is(await door.ask(courier, chain), 'not_yet')
  door.hands.set(NOON + 25 * HOUR)
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
  for (let minute = 0; minute < 60; minute += 1) {
    door.hands.pass(60_000)
    await settle()
  }
  assert.not(door.time.trusted())
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
  assert.ok(door.time.now() < NOON + 2 * HOUR)
})

test('opens no earlier by many small jumps', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, HOUR, 2 * HOUR)
  for (let minute = 0; minute < 50; minute += 1) {
    door.hands.set(door.hands.now() + 60_000)
    door.hands.pass(1000)
    await settle()
    assert.ok(['not_yet', 'clock_untrusted'].includes(await door.ask(courier, chain)))
  }
  assert.ok(door.time.now() <= NOON + 50_000 + 120_000)
})

test('does not let a bridge alone set its clock, running or just started', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, 24 * HOUR, 26 * HOUR)
  door.time.witness(epochMs(NOON + 25 * HOUR))
  assert.is(await door.ask(courier, chain), 'not_yet')
  door.source.vouches = false
  await door.cutPower(0)
  door.time.witness(epochMs(NOON + 25 * HOUR))
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
})

test('writes the jump down', async ({ door }) => {
  const jumps: string[] = []
  door.journal.listen(({ what }) => {
    if (what.kind === 'clock') jumps.push(`${what.trusted} ${what.why}`)
  })
  door.hands.set(NOON + 25 * HOUR)
  door.time.now()
  await door.journal.append({ kind: 'egress' })
  assert.equal(jumps, ['false the wall clock jumped by 90000 s'])
  assert.is(door.journal.memory().clock.trusted, false)
  assert.ok(door.journal.memory().clock.floor < NOON + HOUR)
})

test('lets the owner in locally meanwhile, and the courier once the time is right again', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  assert.is(await door.ask(courier, chain), 'allowed')
  door.hands.set(NOON + 25 * HOUR)
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
  assert.is(await door.ask(door.owner), 'allowed')
  door.hands.set(NOON + 60_000)
  assert.is(await door.ask(courier, chain), 'allowed')
})

test('goes on by its own count when the bridge agrees with that', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  door.hands.set(NOON + 25 * HOUR)
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
  door.time.witness(epochMs(NOON + 1000))
  assert.is(await door.ask(courier, chain), 'allowed')
  // A request that the bridge admitted in time may come a little late.
  door.hands.pass(HOUR + LATE_TOLERANCE)
  assert.is(await door.ask(courier, chain), 'expired')
})

test.run()
