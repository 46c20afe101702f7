// Bridge, simulated rig and agent as processes of their own, as in real life; the door paired with an owner.

import { join } from 'node:path'
import { HausrechtError } from '#protocol/fault.ts'
import type { GrantClaims } from '#protocol/grant.ts'
import type { DoorId } from '#protocol/units.ts'
import { makePerson, type Person } from '../people.ts'
import { pairOnDisk, startAgent } from './agent.ts'
import { type BridgeProgram, FREQUENT, startBridge } from './bridge.ts'
import { startCloud } from './cloud.ts'
import { type Courier, type CourierPlace, connectCourier } from './courier.ts'
import type { Program } from './program.ts'
import { type SimulatorProgram, startSimulator, type Variant } from './simulator.ts'
import { pause } from './wait.ts'

export interface House {
  readonly owner: Person
  readonly door: DoorId
  readonly bridge: BridgeProgram
  readonly simulator: SimulatorProgram
  /** The one that runs now. */
  agent(): Program
  /** After the one before was killed. */
  startAgent(): Promise<void>
  /** Where the bridge's web apps are; empty where they are off. */
  readonly pages: string
  /** Folder of the object store; empty where nothing is filmed. */
  readonly store: string
  /** @param grant what its grant says beside the usual */
  courier(grant?: Partial<GrantClaims>): Promise<Courier>
  end(): Promise<void>
}

/** Lines of the agent's settings, below `[camera]` and `[clips]`. */
export interface Filming {
  readonly camera: readonly string[]
  readonly clips: readonly string[]
  /** Does the bridge give out the web apps? */
  readonly pages?: boolean
  /** Milliseconds a bolt may stay out at most, where the usual is too short. */
  readonly hold?: number
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

/** Where its clips go, and what the agent's settings say of it. */
const openFilming = async (folder: string, owner: Person, { camera, clips, hold }: Filming) => {
  const cloud = await startCloud(join(folder, 'cloud'), owner.key.thumbprint)
  const tables = ['[camera]', ...camera, '[clips]', `cloud = "${cloud.url}"`, ...clips]
  if (hold !== undefined) tables.push('[unlock]', `hold = ${hold}`)
  return { cloud, tables }
}

/**
 * What is open is ended in the opposite order, whatever was reached.
 * @param filming left out: a door without a camera
 */
export const openHouse = async (folder: string, variant: Variant, filming?: Filming): Promise<House> => {
  const ends: (() => Promise<void>)[] = []
  const end = async (): Promise<void> => {
    for (const each of ends.splice(0).reverse()) await each()
  }
  try {
    const owner = await makePerson()
    const films = filming && (await openFilming(folder, owner, filming))
    if (films) ends.push(() => films.cloud.program.end())
    const clips = films ? ['[cloud]', `url = "${films.cloud.url}"`] : []
    const bridge = await startBridge(join(folder, 'bridge'), [...FREQUENT, ...clips], filming?.pages)
    ends.push(() => bridge.program.end())
    const simulator = await startSimulator(variant)
    ends.push(() => simulator.end())
    const place = join(folder, 'door')
    const door = await pairOnDisk(place, owner.key.jwk, bridge.jwk)
    const tables = films ? { tables: films.tables, group: true } : {}
    const start = (): Promise<Program> =>
      startAgent({ folder: place, rig: simulator.serial, url: bridge.url, ...tables })
    let agent = await start()
    ends.push(() => agent.end())
    return {
      owner,
      door,
      bridge,
      simulator,
      agent: () => agent,
      startAgent: async () => {
        agent = await start()
      },
      pages: bridge.pages,
      store: films?.cloud.store ?? '',
      courier: async (grant = {}) => {
        const courier = await patient({ url: bridge.url, bridge: bridge.thumbprint, door, owner, grant })
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
