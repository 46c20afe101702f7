// Attack 24: PINs guessed at the keypad, with power cuts and a forged clock to help. Source: OWASP ASVS 4.0.3 §2.2.1;
// NIST SP 800-63B §5.2.2. Guesses are counted for each PIN and in all, on disk before they are answered, and lock
// nothing but the keypad.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPin } from '#device/pin/scrypt.ts'
import { makeKey } from '#test/support/people.ts'
import { HOUR, openTimedDoor, type TimedDoor } from './timed-door.fixture.ts'

const test = suite<{ door: TimedDoor }>('attack 24: PINs guessed')
const secret = await hashPin('246810')

test.before.each(async (context) => {
  context.door = await openTimedDoor()
  await setPin(context.door, 3)
})
test.after.each(async ({ door }) => door.close())

const setPin = async ({ pins, journal }: TimedDoor, slot: number): Promise<void> => {
  await pins.set(slot, secret)
  await journal.append({ kind: 'pin_set', slot })
}

const ANSWER_MS = 10_000

/** Types an entry and waits for its answer. */
const type = async ({ keypad, answers }: TimedDoor, keys: string): Promise<string> => {
  const before = answers.length
  for (const key of `${keys}#`) keypad.press(key)
  for (const end = Date.now() + ANSWER_MS; answers.length === before; ) {
    if (Date.now() > end) throw new RangeError('the keypad did not answer')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  return answers.at(-1)?.is ?? ''
}

/** Guesses wrongly at a slot. */
const guess = async (door: TimedDoor, slot: number, times: number): Promise<string[]> => {
  const answers: string[] = []
  for (let time = 0; time < times; time += 1) answers.push(await type(door, `${slot}00000${time}`))
  return answers
}

test('locks a PIN after five wrong guesses, even for the right one, and lets it in after the wait', async ({
  door,
}) => {
  assert.equal(await guess(door, 3, 7), [...new Array<string>(5).fill('wrong'), 'locked', 'locked'])
  assert.is(await type(door, '3246810'), 'locked')
  door.hands.pass(59_000)
  assert.is(await type(door, '3246810'), 'locked')
  door.hands.pass(1000)
  assert.is(await type(door, '3246810'), 'right')
})

test('gives no guess back for a power cut, nor for a clock set forwards', async ({ door }) => {
  await guess(door, 3, 4)
  await door.cutPower(5000)
  assert.equal(await guess(door, 3, 2), ['wrong', 'locked'])
  door.source.vouches = false
  for (const wall of [0, 24 * HOUR, 400 * 24 * HOUR]) {
    await door.cutPower(wall)
    assert.is(await type(door, '3246810'), 'locked')
  }
  door.hands.set(door.hands.now() + 24 * HOUR)
  assert.is(await type(door, '3246810'), 'locked')
  door.hands.pass(60_000)
  assert.is(await type(door, '3246810'), 'right')
})

test('locks the whole keypad when the guesses go round the slots', async ({ door }) => {
  await setPin(door, 9)
  for (const slot of [0, 1, 2, 4, 5]) await guess(door, slot, 2)
  assert.is(await type(door, '9246810'), 'locked')
  door.hands.pass(60_000)
  assert.is(await type(door, '9246810'), 'right')
})

test('locks one PIN and not another', async ({ door }) => {
  await setPin(door, 9)
  await guess(door, 3, 5)
  assert.is(await type(door, '3246810'), 'locked')
  assert.is(await type(door, '9246810'), 'right')
  assert.is(await type(door, '3246810'), 'locked')
})

test('locks neither the owner nor a courier out', async ({ door }) => {
  const courier = await makeKey()
  const chain = await door.grant(courier, -HOUR, HOUR)
  for (const slot of [0, 1, 2, 4, 5]) await guess(door, slot, 2)
  assert.is(await type(door, '3246810'), 'locked')
  assert.is(await door.ask(door.owner), 'allowed')
  assert.is(await door.ask(courier, chain), 'allowed')
})

test('lets nobody in by a PIN of the owner before', async ({ door }) => {
  assert.is(await type(door, '3246810'), 'right')
  const buyer = await makeKey('ES256')
  await door.journal.append({ kind: 'paired', owner: buyer.jwk, bridge: buyer.jwk })
  assert.is(await type(door, '3246810'), 'wrong')
})

test.run()
