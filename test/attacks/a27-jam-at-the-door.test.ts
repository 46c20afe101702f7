// Attack 27, at the door: a bolt that jams, stalls or comes half-way, sensors that contradict each other, a supply
// that breaks down. The door says `jammed` or `unknown`, alarms, asks the rig once and not again and again, and no
// visit is closed but by measurement. What the microcontroller does about it is tested beside the firmware.
// Source: forum reports of jammed and half-thrown motor bolts (August, Nuki, 2016–2021).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type FakeBench, fakeBench } from '#device/bolt/bench.fixture.ts'
import { type SimBench, simBench } from '#device/bolt/sim-bench.fixture.ts'
import { RunningDoor } from '#device/visit/running.fixture.ts'
import { viewOf } from '#device/visit/view.ts'
import { minutes, seconds } from '#protocol/units.ts'

const fake = suite<{ bench: FakeBench; door: RunningDoor }>('attack 27: jam and contradiction, with a fake rig')
const real = suite<{ bench: SimBench; door: RunningDoor }>('attack 27: jam and contradiction, with the firmware')

fake.before.each(async (context) => {
  context.bench = await fakeBench()
  context.door = await RunningDoor.open(context.bench)
})
real.before.each(async (context) => {
  context.bench = await simBench('servo')
  context.door = await RunningDoor.open(context.bench)
})
for (const one of [fake, real]) {
  one.after.each(async ({ door }) => {
    await door.close()
  })
}

fake('opens and locks when nothing is wrong', async ({ door, bench }) => {
  const request = await door.letIn()
  bench.shutDoor()
  assert.ok(await door.until(() => door.steps(request).includes('closed')))
})

fake('says jammed for a bolt that does not come out, and asks once', async ({ door, bench }) => {
  bench.jam(true)
  const request = door.ask()
  assert.ok(await door.until(() => door.steps(request).includes('failed'), seconds(8)))
  assert.equal(door.steps(request), ['failed'])
  assert.is(door.receipts.find(({ step }) => step === 'failed')?.code, 'bolt_jammed')
  assert.is(viewOf(door.state).bolt, 'jammed')
  assert.ok(door.alarms().includes('jammed'))
  await bench.advance(60_000)
  assert.is(door.unlocks, 1)
})

fake(
  'keeps a visit open and alarmed while the bolt will not come home, within bounded tries',
  async ({ door, bench }) => {
    const request = await door.letIn()
    bench.jam(true)
    bench.shutDoor()
    assert.ok(await door.until(() => door.alarms().includes('relock_late'), seconds(12)))
    await bench.advance(minutes(10))
    assert.not(door.steps(request).includes('closed'))
    assert.is(viewOf(door.state).visit, true)
    assert.ok(bench.port.asked.filter((what) => what === 'lock').length <= 3)
    bench.jam(false)
    door.tell({ kind: 'lock', intent: { ...intentOf(door), act: 'lock', request: 'L'.repeat(22) as never } })
    assert.ok(await door.until(() => door.steps(request).includes('closed')))
    await bench.advance(3000)
    assert.equal(door.alarms(), [])
  },
)

const intentOf = (door: RunningDoor) => {
  const intent = door.journal.find((what) => what.kind === 'intent')
  if (intent?.kind !== 'intent') throw new Error('no intent was written')
  return intent
}

fake('lets the next visitor try to free a bolt that is stuck', async ({ door, bench }) => {
  const first = await door.letIn()
  bench.jam(true)
  bench.shutDoor()
  await door.until(() => door.alarms().includes('relock_late'), seconds(12))
  bench.jam(false)
  await bench.advance(5000) // the rig spares its motor for so long
  const second = door.ask()
  assert.ok(await door.until(() => door.steps(second).includes('opened')))
  assert.equal(door.steps(first), ['opened', 'failed'])
  assert.ok(await door.until(() => door.steps(second).includes('closed'), seconds(14)))
})

fake('refuses before anything is spent when the supply is low', async ({ door, bench }) => {
  bench.port.fault('supply-low', true)
  const request = door.ask()
  assert.is(door.receipts.at(-1)?.code, 'supply_low')
  assert.not(door.kinds().includes('intent'))
  assert.ok(door.alarms().includes('supply_low'))
  bench.port.fault('supply-low', false)
  const again = door.ask()
  assert.ok(await door.until(() => door.steps(again).includes('opened')))
  assert.equal(door.steps(request), ['refused'])
})

fake('alarms for a bolt at home in a door that stands open', async ({ door, bench }) => {
  bench.port.forceDoor()
  assert.ok(await door.until(() => door.alarms().includes('sensor_fault')))
  assert.ok(door.alarms().includes('forced_entry'))
})

real('says jammed when the motor stalls half-way, and goes on when it is freed', async ({ door, bench }) => {
  bench.sim.world.fault.stall()
  const request = door.ask()
  assert.ok(await door.until(() => door.steps(request).includes('failed'), seconds(8)))
  assert.not(door.steps(request).includes('opened'))
  assert.ok(door.alarms().includes('jammed'))
  assert.ok(['jammed', 'between'].includes(viewOf(door.state).bolt))
  bench.sim.world.fault.stall(false)
  assert.ok(await door.until(() => door.state.stage.is === 'idle', seconds(20)))
  await bench.advance(6000)
  const again = door.ask()
  assert.ok(await door.until(() => door.steps(again).includes('opened')))
})

real('never says open when the position sensor is frozen at home', async ({ door, bench }) => {
  bench.sim.world.fault.boltSensor('frozen')
  const request = door.ask()
  assert.ok(await door.until(() => door.steps(request).includes('failed'), seconds(9)))
  assert.not(door.steps(request).includes('opened'))
  assert.ok(door.alarms().includes('sensor_fault'))
})

real('says unknown when the sensor wire is cut, and refuses those from afar', async ({ door, bench }) => {
  bench.sim.world.fault.boltSensor('cut')
  assert.ok(await door.until(() => viewOf(door.state).bolt === 'unknown'))
  assert.ok(door.alarms().includes('sensor_fault'))
  const request = door.ask()
  assert.is(door.receipts.at(-1)?.code, 'bolt_unknown')
  assert.equal(door.steps(request), ['refused'])
  assert.is(door.unlocks, 0)
})

real('locks after a brown-out in the middle of a visit and opens nothing by itself', async ({ door, bench }) => {
  const request = door.ask(seconds(30))
  assert.ok(await door.until(() => door.steps(request).includes('opened')))
  bench.sim.world.fault.brownOut(200)
  assert.ok(await door.until(() => door.steps(request).includes('closed'), seconds(15)))
  assert.is(bench.sim.observe().bolt.place, 'home')
  await bench.advance(5000)
  assert.is(door.unlocks, 1)
  assert.is(bench.sim.observe().bolt.place, 'home')
})

fake.run()
real.run()
