// A door that its bridge forgets: nothing is retained of it, its owner is told nothing more, and a door that is still paired
// with the bridge comes back as one that was never seen, with its whole journal.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Occurrence } from '#bridge/push/occurrence.ts'
import { writeTopic } from '#protocol/topics.ts'
import { minutes } from '#protocol/units.ts'
import { shiftedClock } from '#test/support/shifted-clock.ts'
import { until } from '#test/support/wait.ts'
import { openWholeHouse } from '#test/support/whole-house.ts'

const LIMIT = 20_000

const test = suite('a forgotten door')

test('leaves nothing behind, and comes back only by itself', async () => {
  const told: Occurrence[] = []
  const forced = (on: boolean): number =>
    told.filter(
      (one) =>
        one.kind === 'entry' && one.what.kind === 'alarm' && one.what.alarm === 'forced_entry' && one.what.on === on,
    ).length
  const clock = shiftedClock()
  const push = { see: (_owner: unknown, occurrence: Occurrence) => void told.push(occurrence) }
  const house = await openWholeHouse({ clock, bridge: { push } })
  try {
    const { bridge, owner, id } = house
    const { key } = house.rig.world
    const lines = async (): Promise<number> => ((await bridge.store.journals.head(id))?.n ?? -1) + 1
    await until(async () => (await lines()) > 2, 'the journal is at the bridge', LIMIT)
    key.turn('out')
    await until(() => forced(true) === 1, 'its owner is told of a forced entry', LIMIT)
    key.turn('home')
    await until(() => forced(false) === 1, 'it is over', LIMIT)
    const before = await lines()
    await house.agent.close()
    clock.pass(minutes(20))
    told.length = 0
    assert.equal(await bridge.store.doors.forget(id), { book: false })
    await bridge.restart()
    assert.is(await lines(), 0)
    const topics = (['ownership', 'presence', 'state', 'revocations'] as const).map((name) =>
      writeTopic(name, { door: id }),
    )
    const stranger = await house.session(owner)
    assert.equal(await stranger.subscribe(topics), topics, 'nothing of it is given out')
    await house.restartAgent()
    await until(() => house.agent.link.up, 'the door is back', LIMIT)
    await until(async () => (await lines()) >= before, 'its whole journal is back', LIMIT)
    key.turn('out')
    await until(() => forced(true) > 0, 'its owner is told of what happens from now on', LIMIT)
    assert.equal([forced(true), forced(false)], [1, 0], 'and not again of what was')
    const session = await house.session(owner)
    const heard: string[] = []
    session.onMessage((_topic, payload) => void heard.push(payload))
    await session.subscribe([writeTopic('presence', { door: id })])
    await until(() => heard.length > 0, 'the owner hears of it', LIMIT)
    assert.match(heard.join(), '"online":true')
  } finally {
    await house.close()
  }
})

test.run()
