// Bridge, simulated rig and agent as processes of their own, as in real life; the door paired with an owner.

import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import type { DoorId } from '#protocol/units.ts'
import { makePerson, type Person } from '../people.ts'
import { pairOnDisk, startAgent } from './agent.ts'
import { type BridgeProgram, FREQUENT, startBridge } from './bridge.ts'
import { type Courier, type CourierPlace, connectCourier } from './courier.ts'
import type { Program } from './program.ts'
import { type SimulatorProgram, startSimulator, type Variant } from './simulator.ts'
import { pause } from './wait.ts'

export interface House {
  readonly owner: Person
  readonly door: DoorId
  readonly bridge: BridgeProgram
  readonly simulator: SimulatorProgram
  readonly agent: Program
  courier(): Promise<Courier>
  end(): Promise<void>
}

const DOOR_KNOWN_WITHIN = 10_000

/** Until the door has said whose it is, the bridge lets no courier of its owner in. */
const patient = async (place: CourierPlace): Promise<Courier> => {
  const end = performance.now() + DOOR_KNOWN_WITHIN
  for (;;) {
    try {
      return await connectCourier(place)
    } catch (fault) {
      const early = fault instanceof HausrechtError && fault.code === 'link_refused' && performance.now() < end
      if (!early) throw fault
      await pause(100)
    }
  }
}

/** What is open is ended in the opposite order, whatever was reached. */
export const openHouse = async (folder: string, variant: Variant): Promise<House> => {
  const ends: (() => Promise<void>)[] = []
  const end = async (): Promise<void> => {
    for (const each of ends.splice(0).reverse()) await each()
  }
  try {
    const bridge = await startBridge(join(folder, 'bridge'), FREQUENT)
    ends.push(() => bridge.program.end())
    const simulator = await startSimulator(variant)
    ends.push(() => simulator.end())
    const owner = await makePerson()
    const place = join(folder, 'door')
    const door = await pairOnDisk(place, owner.key.jwk, bridge.jwk)
    const agent = await startAgent({ folder: place, rig: simulator.serial, url: bridge.url })
    ends.push(() => agent.end())
    return {
      owner,
      door,
      bridge,
      simulator,
      agent,
      courier: async () => {
        const courier = await patient({ url: bridge.url, bridge: bridge.thumbprint, door, owner })
        ends.push(() => courier.end())
        return courier
      },
      end,
    }
  } catch (fault) {
    await end()
    throw fault
  }
}
