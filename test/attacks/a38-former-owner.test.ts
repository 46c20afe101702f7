// Attack 38 (first set-up), the second time round: the former owner knows that the door is being paired with the next
// one, and floods it with PINs and lists of his own, so that one is under way in the very moment. Source: time of
// check, time of use (CWE-367).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { makeKey, makeRevocations } from '../support/people.ts'
import { openBareDoor } from './bare-door.fixture.ts'

const test = suite('attack 38: the former owner')

const SECRET = { salt: 'A'.repeat(22), hash: 'B'.repeat(43) }
const TRIES = 12
/** So many turns of the loop after the flood began, the next owner is written down. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('no PIN of the former owner is set once the door is the next one’s', async () => {
  const bare = await openBareDoor()
  const { door, journal } = bare
  try {
    let former = bare.owner
    for (let count = 0; count < TRIES; count += 1) {
      const next = await makeKey()
      const orders = await Promise.all([0, 1, 2, 3].map((slot) => bare.order(former, { kind: 'pin', slot, ...SECRET })))
      const flood = orders.map((token) => door.orders.take(token, true))
      await turns(count * 3)
      await Promise.all([door.pair(next.jwk, bare.bridge.jwk), ...flood])
      assert.equal(journal.memory().pins, [], `paired after ${count * 3} turns`)
      former = next
    }
    const mine = await bare.order(former, { kind: 'pin', slot: 7, ...SECRET })
    assert.equal(await door.orders.take(mine, true), { ok: true })
    assert.equal(journal.memory().pins, [7], 'the honest case')
  } finally {
    await bare.close()
  }
})

test('no list of the former owner stands above those of the next one', async () => {
  const bare = await openBareDoor()
  const { door, journal } = bare
  try {
    let former = bare.owner
    for (let count = 0; count < TRIES; count += 1) {
      const next = await makeKey()
      const lists = await Promise.all(
        [7, 8, 9].map((epoch) => makeRevocations(former, bare.id, { epoch: epoch * 1e6 })),
      )
      const flood = lists.map((list) => door.revocations(list))
      await turns(count)
      await Promise.all([door.pair(next.jwk, bare.bridge.jwk), ...flood])
      assert.is(journal.memory().revoked.epoch, 0, `paired after ${count} turns`)
      former = next
    }
    assert.ok(await door.revocations(await makeRevocations(former, bare.id, { epoch: 1 })), 'the honest case')
    assert.is(door.epoch(), 1)
  } finally {
    await bare.close()
  }
})

test.run()
