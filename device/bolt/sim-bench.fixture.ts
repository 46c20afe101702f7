// The real adapter over the simulated rig: the committed firmware in an emulator, in virtual time.

import type { Variant } from '#hardware/contract/rig.ts'
import { type Rig as Simulated, createRig as simulate } from '#hardware/simulator/rig/rig.ts'
import { seconds } from '#protocol/units.ts'
import { type Bench, until } from './bench.fixture.ts'
import { type Line, lineOver } from './line.ts'
import type { RigEvent } from './port.ts'
import { createRig, type Rig } from './rig.ts'

export interface SimBench extends Bench {
  readonly port: Rig
  readonly sim: Simulated
  /** Every byte the adapter wrote, connection by connection. */
  readonly written: number[][]
}

export const SILENT = { info: () => {}, warn: () => {} }

export async function simBench(variant: Variant = 'servo'): Promise<SimBench> {
  const sim = simulate({ variant })
  const written: number[][] = []
  const dial = async (): Promise<Line> => {
    const wire = sim.connect()
    const line = lineOver(wire, () => wire.close())
    const bytes: number[] = []
    written.push(bytes)
    return {
      ...line,
      write: (more) => {
        bytes.push(...more)
        line.write(more)
      },
    }
  }
  const port = createRig({ dial, clock: sim.clock, log: SILENT })
  const heard: RigEvent[] = []
  port.listen((event) => heard.push(event))
  const bench: SimBench = {
    port,
    sim,
    written,
    clock: sim.clock,
    heard,
    // To a whole millisecond: the chip's cycles never quite reach an instant between two of them.
    advance: (ms) => sim.advance(Math.ceil(sim.now + ms - 0.001) - sim.now),
    openDoor: () => void sim.world.door.open(),
    turnOut: () => void sim.world.key.turn('out'),
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
