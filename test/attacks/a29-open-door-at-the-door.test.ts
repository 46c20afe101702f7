// Attack 29, at the door: re-lock time comes and the door stands open, the reed switch is stuck or fooled by a magnet.
// No bolt is thrown into an open door, the visit stays open until measured, and what cannot be true is an alarm.
// Source: field reports of auto-relock against open doors; magnets at reed switches (door contact bypass).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, fakeBench } from '#device/bolt/bench.fixture.ts'
import { type SimBench, simBench } from '#device/bolt/sim-bench.fixture.ts'
import { anIntent } from '#device/visit/door.fixture.ts'
import { RunningDoor } from '#device/visit/running.fixture.ts'
import { viewOf } from '#device/visit/view.ts'
import { seconds } from '#protocol/units.ts'

const open = suite('attack 29: the door stands open when it should lock')
const reed = suite<{ bench: SimBench; door: RunningDoor }>('attack 29: the reed switch lies')

const RIGS: readonly (readonly [string, () => Promise<Bench>])[] = [
  ['a fake rig', () => fakeBench()],
  ['the firmware in the simulator', () => simBench('servo')],
]

for (const [name, make] of RIGS) {
  open(`leaves the bolt out, alarms after a minute and closes when it is shut, with ${name}`, async () => {
    const door = await RunningDoor.open(await make())
    try {
      const request = await door.letIn(seconds(2))
      await door.bench.advance(58_000)
      assert.is.not(door.bench.port.reading()?.bolt, 'home')
      assert.equal(door.alarms(), [])
      await door.bench.advance(3000)
      assert.equal(door.alarms(), ['left_open'])
      assert.equal(door.steps(request), ['opened'])
      door.bench.shutDoor()
      assert.ok(await door.until(() => door.steps(request).includes('closed')))
      await door.bench.advance(3000)
      assert.equal(door.alarms(), [])
    } finally {
      await door.close()
    }
  })
}

open(
  'lets a strike go in an open door and closes the visit when it is shut, with the firmware of a strike',
  async () => {
    const door = await RunningDoor.open(await simBench('relay'))
    try {
      const request = await door.letIn(seconds(2))
      await door.bench.advance(20_000)
      assert.equal(door.alarms(), [])
      assert.equal(door.steps(request), ['opened'])
      door.bench.shutDoor()
      assert.ok(await door.until(() => door.steps(request).includes('closed')))
      await door.bench.advance(3000)
      assert.equal(door.alarms(), [])
    } finally {
      await door.close()
    }
  },
)

reed.before.each(async (context) => {
  context.bench = await simBench('servo')
  context.door = await RunningDoor.open(context.bench)
})
reed.after.each(async ({ door }) => {
  await door.close()
})

reed('is believed in an honest visit', async ({ door, bench }) => {
  const request = await door.letIn()
  bench.shutDoor()
  assert.ok(await door.until(() => door.steps(request).includes('closed')))
  assert.equal(door.alarms(), [])
})

reed('held by a magnet through visit after visit is an alarm', async ({ door, bench }) => {
  bench.sim.world.fault.reed('closed')
  for (let visit = 0; visit < 3; visit++) {
    const request = door.ask(seconds(2))
    assert.ok(await door.until(() => door.steps(request).includes('opened')))
    bench.openDoor()
    await bench.advance(1000)
    bench.shutDoor()
    assert.ok(await door.until(() => door.state.stage.is === 'idle', seconds(10)))
  }
  assert.ok(await door.until(() => door.alarms().includes('reed_implausible')))
  const closed = door.journal.filter((what) => what.kind === 'closed')
  assert.ok(
    closed.every((what) => what.kind === 'closed' && what.opened && !what.entered),
    'nothing unmeasured is said',
  )
})

reed(
  'whose wire is cut is an alarm, refuses those from afar and lets the owner in at the door',
  async ({ door, bench }) => {
    bench.sim.world.fault.reed('open')
    assert.ok(await door.until(() => door.alarms().includes('sensor_fault')))
    assert.ok(door.alarms().includes('forced_entry'), 'it looks like a door that was forced, and might be')
    const far = door.ask()
    assert.is(door.receipts.at(-1)?.code, 'door_open')
    const near = anIntent({ via: 'local' })
    door.tell({ kind: 'allowed', intent: near, hold: seconds(5) })
    assert.ok(await door.until(() => door.steps(near.request).includes('opened')))
    assert.equal(door.steps(far), ['refused'])
    await bench.advance(20_000)
    assert.not(door.steps(near.request).includes('closed'), 'not closed by a door that reads open')
    assert.is(viewOf(door.state).visit, true)
    bench.sim.world.fault.reed('none')
    assert.ok(await door.until(() => door.steps(near.request).includes('closed')))
  },
)

open.run()
reed.run()
