// A door in the way of a lock: the bolt is never thrown into an open one, and the reed switch is doubted.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LIMITS } from '#hardware/contract/rig.ts'
import { type Bench, onBench } from './bench.fixture.ts'

const TRAVEL_MS = 400
/** All attempts with their pauses. */
const GIVE_UP_MS = LIMITS.ATTEMPTS_MAX * (LIMITS.TRAVEL_TIMEOUT_MS + LIMITS.RETRY_PAUSE_MS) + 100

const opened = (bench: Bench): Bench => {
  bench.unlock(60_000, 3).go(TRAVEL_MS)
  assert.is(bench.place, 'out')
  bench.rig.world.door.open()
  return bench.go(1_000)
}

const door = suite('firmware: a door in the way [a29]')

door('waits for the door, throws when it shuts, and never into an open one', () => {
  onBench('servo', (bench) => {
    opened(bench).send({ kind: 'lock' }).go(3_000)
    assert.is(bench.place, 'out')
    assert.is(bench.status.waitingForDoor, true)
    assert.is(bench.status.reason, 'lock')
    bench.rig.world.door.close()
    bench.go(700)
    assert.is(bench.place, 'out', 'shut, but not for long enough')
    bench.go(170)
    assert.is(bench.place, 'between', 'under way')
    bench.go(600)
    assert.is(bench.status.bolt, 'home')
    assert.is(bench.status.waitingForDoor, false)
    assert.is(bench.rig.observe().tally.throwsIntoOpenDoor, 0)
  })
})

door('raises an alarm after two minutes with the door open, and goes on waiting', () => {
  onBench('servo', (bench) => {
    opened(bench)
      .send({ kind: 'lock' })
      .go(LIMITS.DOOR_ALARM_MS - 1_000)
    assert.is(bench.status.doorAlarm, false)
    bench.go(1_500)
    assert.is(bench.status.doorAlarm, true)
    assert.is(bench.status.waitingForDoor, true)
    bench.rig.world.door.close()
    bench.go(1_500)
    assert.is(bench.status.bolt, 'home')
    assert.is(bench.status.doorAlarm, false)
  })
})

door('lets a strike drop at the dead-man whatever the door does, and measures home when the latch is', () => {
  onBench('relay', (bench) => {
    bench.unlock(2_000).go(TRAVEL_MS).rig.world.door.open()
    bench.go(2_500)
    assert.is(bench.rig.observe().bolt.pin, 0)
    assert.equal(bench.status.faults, [], 'a strike at home beside an open door is no contradiction')
  })
})

door('does not call a flickering reed a closed door', () => {
  onBench('servo', (bench) => {
    opened(bench).send({ kind: 'lock' })
    for (let round = 0; round < 20; round++) {
      bench.rig.world.fault.reed(round % 2 ? 'none' : 'closed')
      bench.go(LIMITS.DOOR_CLOSED_DEBOUNCE_MS - 20)
    }
    assert.is(bench.place, 'out')
    assert.is(bench.rig.observe().tally.throwsIntoOpenDoor, 0)
  })
})

door('gives up a throw against a door that a magnet calls closed, and doubts the reed', () => {
  onBench('servo', (bench) => {
    opened(bench).rig.world.fault.reed('closed')
    bench.go(300).send({ kind: 'lock' }).go(GIVE_UP_MS)
    assert.is(bench.status.bolt, 'jammed')
    assert.ok(bench.status.faults.includes('reed-suspect'))
  })
})

door.run()
