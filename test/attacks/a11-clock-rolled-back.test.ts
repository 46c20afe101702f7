// Attack 11: the clock rolled back by a power cut, so that an ended grant lives again. Source: a Raspberry Pi has no
// real-time clock and starts where fake-hwclock(8) left off; CWE-367. The door's floor only rises.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { makeKey } from '#test/support/people.ts'
import { HOUR, NOON, openTimedDoor, type TimedDoor } from './timed-door.fixture.ts'

const test = suite<{ door: TimedDoor }>('attack 11: the clock rolled back')
test.before.each(async (context) => {
  context.door = await openTimedDoor()
})
test.after.each(async ({ door }) => door.close())

test('keeps an ended grant dead after a power cut that sets the clock back', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  assert.is(await door.ask(courier, chain), 'allowed')
  door.hands.pass(HOUR + 5000)
  assert.is(await door.ask(courier, chain), 'expired')
  await door.journal.append({ kind: 'egress' })

  door.source.vouches = false
  await door.cutPower(0)
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
  assert.ok(door.time.now() >= NOON + HOUR + 5000)

  // Even where the forged time is vouched for, by synchronisation or by configuration.
  for (const certain of [false, true]) {
    door.source.vouches = true
    door.source.certain = certain
    await door.cutPower(0)
    assert.not(door.time.trusted())
    assert.is(await door.ask(courier, chain), 'clock_untrusted')
    assert.ok(door.time.now() >= NOON + HOUR + 5000)
  }
})

test('does not take the bridge’s word for a time before its floor', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  door.hands.pass(2 * HOUR)
  await door.journal.append({ kind: 'egress' })
  door.source.vouches = false
  await door.cutPower(0)
  door.time.witness(epochMs(NOON))
  assert.not(door.time.trusted())
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
})

test('stands where it was when the clock is set back while it runs', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  door.hands.pass(HOUR + 5000)
  assert.is(await door.ask(courier, chain), 'expired')
  door.hands.set(NOON)
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
  assert.ok(door.time.now() >= NOON + HOUR + 5000)
})

test('still knows the end after many power cuts without any time', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  door.hands.pass(HOUR + 5000)
  await door.journal.append({ kind: 'egress' })
  door.source.vouches = false
  for (let cut = 0; cut < 4; cut += 1) {
    await door.cutPower(-cut * HOUR)
    assert.is(await door.ask(courier, chain), 'clock_untrusted')
    assert.ok(door.time.now() >= NOON + HOUR + 5000)
  }
})

test('lets the owner in locally with no time at all', async ({ door }) => {
  door.source.vouches = false
  await door.cutPower(-1000 * HOUR)
  assert.not(door.time.trusted())
  assert.is(await door.ask(door.owner), 'allowed')
})

test('goes on as before once the time is known again', async ({ door }) => {
  const courier = await makeKey()
  const ended = await door.grant(courier, -HOUR, HOUR)
  const running = await door.grant(courier, -HOUR, 6 * HOUR)
  door.hands.pass(2 * HOUR)
  // Nobody came meanwhile: the journal knows of no later time, the floor on disk does.
  await door.floorKept()
  await door.cutPower(HOUR / 2)
  assert.is(await door.ask(courier, running), 'clock_untrusted')
  door.hands.set(NOON + 3 * HOUR)
  door.hands.pass(10_000)
  await new Promise((resolve) => setImmediate(resolve))
  assert.ok(door.time.trusted())
  assert.is(await door.ask(courier, running), 'allowed')
  assert.is(await door.ask(courier, ended), 'expired')
})

test('stays dead though a hostile bridge agrees with the clock that came back', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  assert.is(await door.ask(courier, chain), 'allowed')
  // Days without power, time servers kept away: the Pi's clock comes back where it stood, still inside the grant.
  door.source.vouches = false
  await door.cutPower(60_000)
  door.time.witness(epochMs(NOON + 60_000))
  assert.is(await door.ask(courier, chain), 'clock_untrusted')
  assert.is(await door.ask(door.owner), 'allowed')
  door.source.vouches = true
  await door.cutPower(72 * HOUR)
  assert.is(await door.ask(courier, chain), 'expired')
})

test.run()
