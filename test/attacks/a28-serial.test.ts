// Attack 28: the serial line is pulled, fed garbage, the microcontroller is reset in mid-move, another board answers.
// Nothing of that moves the bolt out: not at boot, not on connecting, not on connecting again; what was asked before
// is never sent again, and the door says what it does not know.
// Source: johnny-five over a serial port that was opened again sent what had been written while it was closed, a second late.

import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { handClock } from '#device/bolt/bench.fixture.ts'
import { Board } from '#device/bolt/board.fixture.ts'
import { createRig } from '#device/bolt/rig.ts'
import { SILENT, type SimBench, simBench } from '#device/bolt/sim-bench.fixture.ts'
import { STATUS } from '#device/bolt/wired.fixture.ts'
import { RunningDoor } from '#device/visit/running.fixture.ts'
import { viewOf } from '#device/visit/view.ts'
import { encodeReport } from '#hardware/contract/rig.ts'
import { seconds } from '#protocol/units.ts'

const serial = suite<{ bench: SimBench; door: RunningDoor }>('attack 28: the serial line')
const boards = suite('attack 28: the wrong board')

serial.before.each(async (context) => {
  context.bench = await simBench('servo')
  context.door = await RunningDoor.open(context.bench)
})
serial.after.each(async ({ door }) => {
  await door.close()
})

/** How often the bolt left home since the simulated rig was built. */
const everOut = (bench: SimBench): boolean => bench.sim.observe().bolt.position > 0.02
const backAgain = (door: RunningDoor): Promise<boolean> =>
  door.until(() => door.bench.port.reading() !== undefined, seconds(10))

serial('carries an honest visit', async ({ door, bench }) => {
  const request = await door.letIn()
  bench.shutDoor()
  assert.ok(await door.until(() => door.steps(request).includes('closed')))
})

serial('moves nothing however often it is pulled and put back', async ({ door, bench }) => {
  for (let time = 0; time < 8; time++) {
    bench.unplug()
    assert.ok(await door.until(() => bench.port.reading() === undefined))
    assert.is(viewOf(door.state).bolt, 'unknown')
    bench.plug()
    assert.ok(await backAgain(door))
    assert.not(everOut(bench))
  }
  assert.is(door.unlocks, 0)
})

serial('pulled in mid-move leaves the visit open and alarmed until it is measured locked', async ({ door, bench }) => {
  const request = door.ask(seconds(30))
  assert.ok(await door.until(() => everOut(bench)))
  bench.unplug()
  assert.ok(await door.until(() => door.alarms().includes('rig_lost')))
  assert.not(door.steps(request).includes('closed'))
  // The microcontroller misses its heartbeat and locks by itself, long before the hold is over.
  await bench.advance(6000)
  assert.is(bench.sim.observe().bolt.place, 'home')
  bench.plug()
  assert.ok(await door.until(() => door.state.stage.is === 'idle', seconds(20)))
  assert.ok(door.kinds().includes('closed'))
  await bench.advance(3000)
  assert.is(door.unlocks, 1)
  assert.not(everOut(bench))
  assert.equal(door.alarms(), [])
})

serial('sends no unlock late that was asked while it was away', async ({ door, bench }) => {
  bench.unplug()
  assert.ok(await door.until(() => bench.port.reading() === undefined))
  const request = door.ask()
  assert.equal(door.steps(request), ['refused'])
  assert.equal(await bench.port.unlock(seconds(10), 99), { ok: false, code: 'rig_absent' })
  bench.plug()
  assert.ok(await backAgain(door))
  await bench.advance(3000)
  assert.not(everOut(bench))
})

serial('locks when the microcontroller is reset in mid-move, and unlocks nothing again', async ({ door, bench }) => {
  const request = door.ask(seconds(30))
  assert.ok(await door.until(() => everOut(bench)))
  bench.sim.world.reset()
  assert.ok(await door.until(() => door.state.stage.is === 'idle', seconds(20)))
  assert.is(bench.sim.observe().bolt.place, 'home')
  assert.not(door.steps(request).includes('closed') && !door.steps(request).includes('opened'))
  await bench.advance(3000)
  assert.is(door.unlocks, 1)
})

serial('is given up when the microcontroller hangs, which then locks', async ({ door, bench }) => {
  const request = door.ask(seconds(30))
  assert.ok(await door.until(() => door.steps(request).includes('opened')))
  bench.sim.world.fault.hang(true)
  assert.ok(await door.until(() => door.state.stage.is === 'idle', seconds(20)))
  assert.ok(door.steps(request).includes('closed'))
  assert.is(bench.sim.observe().bolt.place, 'home')
})

serial('shouted at with garbage either way moves nothing, and finds back', async ({ door, bench }) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2000 }), fc.integer(), async (count, seed) => {
      bench.sim.world.fault.noise(count, seed, 'both')
      await bench.advance(1000)
      assert.not(everOut(bench))
      assert.ok(await backAgain(door))
    }),
    { numRuns: 12 },
  )
  await bench.advance(6000)
  const request = door.ask()
  assert.ok(await door.until(() => door.steps(request).includes('opened')))
})

serial('with a tenth of its bytes wrong says nothing that was not measured', async ({ door, bench }) => {
  bench.sim.world.fault.lineErrors(0.1, 7)
  for (let time = 0; time < 30; time++) {
    await bench.advance(200)
    const { bolt } = viewOf(door.state)
    assert.ok(bolt === 'home' || bolt === 'unknown', bolt)
    assert.not(everOut(bench))
  }
})

serial(
  'understands after a crash what the microcontroller did, and never sends the unlock again',
  async ({ door, bench }) => {
    const request = door.ask(seconds(30))
    assert.ok(await door.until(() => everOut(bench)))
    door.crash()
    await bench.advance(1000)
    const next = await RunningDoor.open(bench, {
      visit: { request, via: 'local', opened: false, age: seconds(1) },
      alarms: [],
    })
    assert.ok(await next.until(() => next.state.stage.is === 'idle', seconds(20)))
    assert.ok(next.kinds().includes('closed'))
    assert.is(next.unlocks, 0)
    assert.is(bench.sim.observe().bolt.place, 'home')
    next.crash()
  },
)

boards('is named, gets nothing but questions, and the door opens for nobody', async () => {
  const { clock, advance } = handClock()
  const met: Board[] = []
  const rig = createRig({
    clock,
    log: SILENT,
    dial: async () => {
      const board = new Board({ name: 'StandardFirmata', major: 2, minor: 5 })
      met.push(board)
      return board.line
    },
  })
  const said: string[] = []
  rig.listen((event) => said.push(event.kind === 'lost' ? event.why : event.kind))
  await advance(3000)
  assert.equal(said, ['wrong board: StandardFirmata 2.5'])
  assert.equal(await rig.unlock(seconds(1), 1), { ok: false, code: 'rig_absent' })
  rig.signal('alarm')
  await advance(1000)
  assert.ok(met.length > 3)
  const questions = [0xf9, 0xf0, 0x79, 0x6b, 0x69, 0xf7]
  for (const board of met) assert.ok(board.received.every((byte) => questions.includes(byte)))
  await rig.close()
})

boards(
  'is met first when USB devices come up in another order, is alarmed about, and the rig is found again',
  async () => {
    const { clock, advance } = handClock()
    const rigBoard = new Board()
    const met: Board[] = []
    const rig = createRig({
      clock,
      log: SILENT,
      // The name points at the other board until the devices are named anew.
      dial: async () => {
        const board = met.length < 3 ? new Board({ name: 'StandardFirmata', major: 2, minor: 5 }) : rigBoard
        met.push(board)
        return board.line
      },
    })
    const bench = { port: rig, clock, advance, heard: [], close: () => rig.close() } as unknown as SimBench
    const door = await RunningDoor.open(bench)
    await advance(200)
    assert.equal(door.alarms(), ['rig_wrong'])
    await advance(1000)
    rigBoard.report(encodeReport(STATUS))
    await advance(3000)
    assert.not(door.alarms().includes('rig_wrong'))
    assert.is(met[3], rigBoard)
    assert.equal(
      met.slice(0, 3).flatMap((board) => board.commands()),
      [],
    )
    await door.close()
  },
)

serial.run()
boards.run()
