// Attack 2: the network is cut after the unlock. The door locks again by itself; its journal has no gap; all of it
// reaches the bridge once there is a network again.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { visit } from '#test/support/visitor.ts'
import { until } from '#test/support/wait.ts'
import { openWholeHouse } from '#test/support/whole-house.ts'

const test = suite('attack 2: network cut after the unlock')

test('the bolt goes home with nobody to tell, and the bridge hears all of it later', async () => {
  const house = await openWholeHouse({ hold: 1000 })
  try {
    const owner = await visit(house, house.owner)
    assert.is(await owner.knocks(), 'opened')
    house.cable.pull()
    assert.is(house.rig.observe().bolt.place, 'out')
    await until(() => house.rig.observe().bolt.place === 'home', 'the bolt is home', 6000)
    await until(() => house.agent.door.open() === undefined, 'the visit is closed', 6000)
    house.cable.plug()
    const head = () => house.agent.door.head()
    await until(
      async () => (await house.bridge.store.journals.head(house.id))?.hash === head().hash,
      'the bridge has it all',
      40_000,
    )
    assert.equal(await house.bridge.store.journals.findings(house.id), [])
    const lines = await house.bridge.store.journals.read(house.id, 0, 1000, 1e6)
    assert.equal(
      lines.map(({ n }) => n),
      lines.map((_, at) => at),
    )
    const kinds = lines.map(({ kind }) => kind)
    assert.ok(kinds.indexOf('intent') < kinds.indexOf('opened') && kinds.indexOf('opened') < kinds.indexOf('closed'))
  } finally {
    await house.close()
  }
})

test.run()
