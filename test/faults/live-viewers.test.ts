// A bridge that is restarted while somebody watches: the picture does not run through it. Viewers by the dozen:
// fifty-viewers.test.ts.

import * as assert from 'uvu/assert'
import { pause, until } from '#test/support/wait.ts'
import { watchedSuite } from '#test/support/watched-suite.ts'

const LIMIT = 25_000
const faults = watchedSuite('faults: who watches', { viewers: 2 })

faults(
  'a bridge that is restarted takes no picture away, and the next one who asks is served',
  async ({ at, peers }) => {
    const viewer = await at.viewer()
    const { peer } = await viewer.watch(peers)
    const before = peer.numbers.length
    await at.house.bridge.restart()
    await pause(1500)
    assert.is(peer.closed, false)
    assert.ok(peer.numbers.length > before + 8, `${peer.numbers.length - before} pictures meanwhile`)
    await until(() => at.house.agent.link.up, 'the door is back', LIMIT)
    assert.is(await at.watched(), 1)
    const { length } = peer.numbers
    await until(() => peer.numbers.length > length + 10, 'the same picture goes on', LIMIT)
    const next = await at.viewer()
    const second = await next.watch(peers)
    second.peer.close()
    peer.close()
    await until(async () => (await at.watched()) === 0, 'nobody watches', LIMIT)
  },
)

faults.run()
