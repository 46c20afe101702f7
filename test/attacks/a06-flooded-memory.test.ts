// Attack 6 with a flood to help it: a bridge that has turned hostile sees every proof, and a guest who may only lock
// lends it a hand. What the door remembers of spent requests is bounded; nobody may push an honest one out of it, and
// a request once refused is over, however many refusals there are.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { grantClaims, makeGrant, makeKey } from '../support/people.ts'
import { until } from '../support/wait.ts'
import { type BareDoor, openBareDoor } from './bare-door.fixture.ts'

const test = suite<{ bare: BareDoor }>('attack 6: the flooded memory')
test.before.each(async (context) => {
  context.bare = await openBareDoor()
  await until(() => context.bare.rig.reading() !== undefined, 'the rig is there')
})
test.after.each(({ bare }) => bare.close())

const now = () => epochMs(Date.now())
const guestOf = async ({ owner, id }: BareDoor) => {
  const key = await makeKey()
  return {
    key,
    chain: [await makeGrant(owner, grantClaims(owner.thumbprint, key.thumbprint, id, { act: ['lock'] }, now()))],
  }
}
const openings = ({ rig }: BareDoor): number => rig.asked.filter((asked) => asked !== 'lock').length

test('locks without end write no journal without end, and push out no spent request', async ({ bare }) => {
  const { owner, journal } = bare
  const honest = await bare.make(owner)
  assert.is(await bare.force(honest), 'ok')
  assert.is(openings(bare), 1)
  const { key, chain } = await guestOf(bare)
  const before = journal.head().n
  const codes = new Map<string, number>()
  for (let batch = 0; batch < 15; batch += 1) {
    const locks = Array.from({ length: 20 }, async () => bare.force(await bare.make(key, chain, { act: 'lock' })))
    for (const code of await Promise.all(locks)) codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  assert.ok((codes.get('ok') ?? 0) >= 10, 'a guest may lock')
  assert.ok((codes.get('ok') ?? 0) <= 80, `${codes.get('ok')} of 300 were carried out`)
  assert.ok(journal.head().n - before < 200, `${journal.head().n - before} entries`)
  assert.is(await bare.force(await bare.make(owner, [], { act: 'lock' })), 'ok', 'the owner locks all the same')
  assert.is(await bare.force(honest), 'replayed')
  assert.is(openings(bare), 1)
})

test('a request once refused opens nothing later, also when refusals are not written down any more', async ({
  bare,
}) => {
  const { owner, door } = bare
  const off = await bare.order(owner, { kind: 'remote', off: true })
  assert.ok((await door.orders.take(off, false)).ok)
  const refused = await Promise.all(Array.from({ length: 90 }, () => bare.make(owner)))
  for (const asked of refused) assert.is(await bare.force(asked), 'remote_off')
  const on = await bare.order(owner, { kind: 'remote', off: false })
  assert.ok((await door.orders.take(on, false)).ok)
  for (const asked of [refused[0], refused[89]]) if (asked) assert.is(await bare.force(asked), 'replayed')
  assert.is(openings(bare), 0)
  assert.is(await bare.force(await bare.make(owner)), 'ok', 'the honest case')
  assert.is(openings(bare), 1)
})

test('saying a request again tells nobody that it was refused', async ({ bare }) => {
  const honest = await bare.make(bare.owner)
  assert.is(await bare.force(honest), 'ok')
  const heard = () => bare.said.filter(({ name, request }) => name === 'receipt' && request === honest.id).length
  await until(() => heard() >= 2, 'opened and closed are said', 8000)
  const before = heard()
  for (let count = 0; count < 9; count += 1) assert.is(await bare.force(honest), 'replayed')
  assert.is(heard(), before)
})

test.run()
