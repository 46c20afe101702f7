// Attack 4: a second entry. The door opens again after the visitor has left, or opens with no grant at all: by a
// second pull before the bolt is home, by a bolt turned out by hand, by force. Each is an alarm with the time it
// began; a visit and the way out beside it are none.
// Source: the 2018 "Break & Enter" attack on Amazon Key (S. Cameron's demonstration of February 2018).

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bench, fakeBench } from '#device/bolt/bench.fixture.ts'
import { simBench } from '#device/bolt/sim-bench.fixture.ts'
import { RunningDoor } from '#device/visit/running.fixture.ts'
import { seconds } from '#protocol/units.ts'

const RIGS: readonly (readonly [string, () => Promise<Bench>])[] = [
  ['a fake rig', () => fakeBench()],
  ['the firmware in the simulator', () => simBench('servo')],
]

const attack = suite('attack 4: a second entry')

/** The title names the rig; every rig must do the same. */
function each(title: string, body: (door: RunningDoor) => Promise<void>): void {
  for (const [name, make] of RIGS) {
    attack(`${title}, with ${name}`, async () => {
      const door = await RunningDoor.open(await make())
      try {
        await body(door)
      } finally {
        await door.close()
      }
    })
  }
}

each('lets a visitor in and out once without a word', async (door) => {
  const request = await door.letIn()
  await door.bench.advance(2000)
  door.bench.shutDoor()
  assert.ok(await door.until(() => door.steps(request).includes('closed'), seconds(4)))
  assert.equal(door.steps(request), ['opened', 'closed'])
  await door.bench.advance(3000)
  assert.equal(door.alarms(), [])
})

each('locks as soon as the door is shut, not when the hold ends', async (door) => {
  const request = await door.letIn(seconds(60))
  door.bench.shutDoor()
  assert.ok(await door.until(() => door.steps(request).includes('closed'), seconds(4)))
})

each('alarms when the door opens again before the bolt is home', async (door) => {
  const request = await door.letIn()
  // The bolt is kept from coming home: a stuck bolt, a foot, a swallowed lock command.
  door.bench.jam(true)
  door.bench.shutDoor()
  assert.ok(await door.until(() => door.state.stage.is === 'shutting'))
  door.bench.jam(false)
  door.bench.turnOut()
  await door.bench.advance(50)
  door.bench.openDoor()
  assert.ok(await door.until(() => door.alarms().includes('second_entry')))
  const said = door.journal.find((what) => what.kind === 'alarm' && what.alarm === 'second_entry')
  assert.is(said?.kind === 'alarm' && said.request, request)
  assert.not(door.steps(request).includes('closed'))
})

each('alarms when the bolt leaves home with nobody asking', async (door) => {
  door.bench.turnOut()
  assert.ok(await door.until(() => door.alarms().includes('forced_entry'), seconds(2)))
  assert.is(door.unlocks, 0)
})

each('names the visit when the door opens again soon after it', async (door) => {
  const request = await door.letIn()
  door.bench.shutDoor()
  assert.ok(await door.until(() => door.steps(request).includes('closed')))
  await door.bench.advance(5000)
  door.bench.turnOut()
  assert.ok(await door.until(() => door.alarms().includes('forced_entry'), seconds(2)))
  assert.ok(door.alarms().includes('second_entry'))
})

each('asks nothing of people who leave by the inside button', async (door) => {
  door.bench.egress()
  assert.ok(await door.until(() => door.bench.port.reading()?.bolt === 'out'))
  door.bench.openDoor()
  assert.ok(await door.until(() => door.state.stage.is === 'entered'))
  await door.bench.advance(1000)
  door.bench.shutDoor()
  assert.ok(await door.until(() => door.state.stage.is === 'idle', seconds(14)))
  assert.equal(door.alarms(), [])
  assert.is(door.kinds().filter((kind) => kind === 'egress').length, 1)
})

each('ends the alarm when door and bolt are measured locked again', async (door) => {
  door.bench.turnOut()
  assert.ok(await door.until(() => door.alarms().includes('forced_entry'), seconds(2)))
  door.bench.port.lock()
  await door.until(() => door.state.stage.is === 'idle', seconds(70))
  await door.bench.advance(3000)
  if (door.state.stage.is === 'idle') assert.equal(door.alarms(), [])
  else assert.ok(door.alarms().includes('forced_entry'), 'as long as a hand holds it out')
})

attack.run()
