// Attack 3 with a helper: a courier who keeps a visit open has a door of his own at the same bridge, and lets it say
// that the visit is over. What a door says counts for that door alone; the owner hears of the visit all the same.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { NoticeSchema } from '#protocol/notice.ts'
import { writeTopic } from '#protocol/topics.ts'
import { epochMs } from '#protocol/units.ts'
import { openHouse } from '#test/support/house.ts'
import { makeRequest } from '#test/support/people.ts'
import { shiftedClock } from '#test/support/shifted-clock.ts'
import { pause } from '#test/support/wait.ts'

const test = suite('attack 3: another door’s word')

test('a visit is not over because another door says so, nor watched there because it asks so', async () => {
  const clock = shiftedClock()
  const house = await openHouse({ bridge: { clock }, door: { manner: 'open' } })
  try {
    const { bridge, door, owner } = house
    const hears = await house.connect(owner)
    await hears.subscribe(writeTopic('notice', { door: door.id }))
    const courier = await house.courier()
    const makes = { door: door.id, via: bridge.thumbprint, challenge: door.challenge(), chain: courier.chain }
    const request = await makeRequest(courier.key, { ...makes, now: epochMs(Date.now()) })
    await courier.client.publish(writeTopic('request', { door: door.id }), JSON.stringify(request))
    await courier.client.next(({ topic }) => topic.endsWith(request.id))

    const his = await house.anotherDoor({ owner: courier.key, manner: 'ignore' })
    for (const step of ['closed', 'refused', 'failed'] as const) await his.receipt(request.id, step)
    // A request of the same name at his own door, as its owner.
    const same = { ...makes, door: his.id, challenge: his.challenge(), chain: [], proof: { jti: request.id as never } }
    const mine = await house.connect(courier.key, { suffix: 'owner' })
    const asked = await makeRequest(courier.key, { ...same, now: epochMs(Date.now()) })
    await mine.publish(writeTopic('request', { door: his.id }), JSON.stringify(asked))
    await his.command()
    await his.receipt(request.id, 'closed')

    clock.pass(180_000)
    const notice = NoticeSchema.parse(JSON.parse((await hears.next(({ topic }) => topic.endsWith('/notice'))).payload))
    assert.equal([notice.notice, notice.detail], ['visit_not_closed', request.id])
  } finally {
    await house.close()
  }
})

test('the honest case: the door’s own word ends it', async () => {
  const clock = shiftedClock()
  const house = await openHouse({ bridge: { clock }, door: { manner: 'open' } })
  try {
    const hears = await house.connect(house.owner)
    await hears.subscribe(writeTopic('notice', { door: house.door.id }))
    const courier = await house.courier()
    const { id } = await courier.ask()
    await house.door.receipt(id, 'closed')
    clock.pass(180_000)
    await pause(1200)
    assert.equal(hears.heard, [])
  } finally {
    await house.close()
  }
})

test.run()
