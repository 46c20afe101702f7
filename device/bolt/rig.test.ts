import type { Variant } from '#hardware/contract/rig.ts'
import { type Rig as Simulated, createRig as simulate } from '#hardware/simulator/rig/rig.ts'
import { seconds } from '#protocol/units.ts'
import { type Bench, until } from './bench.fixture.ts'
import { lineOver } from './line.ts'
import type { RigEvent } from './port.ts'
import { createRig, type Rig } from './rig.ts'
import { boltSuite } from './suite.fixture.ts'

const silent = { info: () => {}, warn: () => {} }

interface SimBench extends Bench {
  readonly port: Rig
  readonly sim: Simulated
}

async function simBench(variant: Variant): Promise<SimBench> {
  const sim = simulate({ variant })
  const dial = async () => {
    const port = sim.connect()
    return lineOver(port, () => port.close())
  }
  const port = createRig({ dial, clock: sim.clock, log: silent })
  const heard: RigEvent[] = []
  port.listen((event) => heard.push(event))
  const bench: SimBench = {
    port,
    sim,
    clock: sim.clock,
    heard,
    // To a whole millisecond: the chip's cycles never quite reach an instant between two of them.
    advance: (ms) => sim.advance(Math.ceil(sim.now + ms - 0.001) - sim.now),
    openDoor: () => void sim.world.door.open(),
    forceDoor: () => void sim.world.door.open(),
    shutDoor: () => void sim.world.door.close(),
    egress: () => void sim.world.press('egress'),
    pressPairing: (on) => void (on && sim.world.press('pairing', 500)),
    type: (keys) => void sim.world.type(keys),
    jam: (on) => void sim.world.fault.jam(on),
    unplug: () => void sim.world.unplug(),
    plug: () => void sim.world.plug(),
    close: async () => {
      await port.close()
      sim.close()
    },
  }
  await until(bench, seconds(3), () => port.reading()?.bolt === 'home' && port.reading()?.leaf === 'shut')
  return bench
}

const servo = boltSuite('a simulated servo rig', () => simBench('servo'))
servo.run()
