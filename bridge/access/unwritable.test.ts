// A door whose journal takes nothing: its owner is told by its state, since no line can.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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
    await door.state({ alarms: ['journal_unwritable'] })
    await door.state({ alarms: ['journal_unwritable', 'left_open'] })
    await until(() => unwritable().length === 1, 'the owner is told')
    assert.is(unwritable()[0]?.[0], owner.thumbprint)
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
