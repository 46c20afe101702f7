// A door whose journal takes nothing: its owner is told by its state, since no line can.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { epochMs } from '#protocol/units.ts'
import { startBridge } from '#test/support/bridge.ts'
import { startDoor } from '#test/support/door-client.ts'
import { makeKey } from '#test/support/people.ts'
import { until } from '#test/support/wait.ts'
import type { Occurrence } from '../push/occurrence.ts'

const test = suite('a door that cannot write')

test('is told of once each time it begins, by the door’s own signed word', async () => {
  const owner = await makeKey()
  const told: [string, Occurrence][] = []
  const bridge = await startBridge({ push: { see: (whom, occurrence) => told.push([whom, occurrence]) } })
  const door = await startDoor({ ...bridge.at, owner })
  const unwritable = () => told.filter(([, { kind }]) => kind === 'unwritable')
  try {
    const before = Date.now()
    // By a clock that has stood still for long.
    await door.state({ alarms: ['journal_unwritable'], at: epochMs(before - 30 * 24 * 60 * 60_000) })
    await door.state({ alarms: ['journal_unwritable', 'left_open'] })
    await until(() => unwritable().length === 1, 'the owner is told')
    const [first] = unwritable()
    assert.is(first?.[0], owner.thumbprint)
    assert.ok(first?.[1].kind === 'unwritable' && first[1].at >= before, 'when the bridge heard it')
    await door.state({ alarms: [] })
    await door.state({ alarms: ['journal_unwritable'] })
    await until(() => unwritable().length > 1, 'the owner is told again')
    assert.is(unwritable().length, 2)
  } finally {
    await door.end()
    await bridge.close()
  }
})

test.run()
