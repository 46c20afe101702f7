// The whole house in this process, real at every joint: the firmware in its emulator, the agent with its journal on
// disk, the bridge with its store, an owner paired by the button and the code.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import type * as z from 'zod'
import type { Agent } from '#device/agent.ts'
import { type Config, ConfigSchema } from '#device/config/config.ts'
import { openSession, type Session } from '#device/link/session.ts'
import { openAgent, type Stands } from '#device/open.ts'
import { type Simulator, startSimulator } from '#hardware/simulator/program.ts'
import type { Clock } from '#protocol/clock.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { PAIR_OFFER, rendezvousOf, sealPairing } from '#protocol/pairing.ts'
import { peekClaims, signToken } from '#protocol/token.ts'
import { writeTopic } from '#protocol/topics.ts'
import { type DoorId, type EpochMs, epochMs } from '#protocol/units.ts'
import { type BridgeChanges, startBridge, type TestBridge } from './bridge.ts'
import { type Cable, layCable } from './cable.ts'
import { makeKey } from './people.ts'
import { pause, until } from './wait.ts'

export interface WholeHouse {
  readonly bridge: TestBridge
  readonly rig: Simulator['rig']
  readonly owner: SigningKey
  readonly id: DoorId
  readonly folder: string
  /** Between agent and bridge. */
  readonly cable: Cable
  agent: Agent
  /** Ends the agent and starts it again on the same folder. */
  restartAgent(): Promise<void>
  session(key: SigningKey, chain?: readonly string[]): Promise<Session>
  close(): Promise<void>
}

export interface WholeChanges {
  readonly bridge?: BridgeChanges
  readonly variant?: 'servo' | 'relay'
  readonly hold?: number
  /** Listens in the house too, on a free port of 127.0.0.1: the second of `localPorts`. */
  readonly listens?: boolean
  /** Everybody's time; the bridge may have one of its own. The rig's is real. */
  readonly clock?: Clock
  /** The agent's. */
  readonly log?: Logger
  /** Made fresh when left out. */
  readonly owner?: SigningKey
  /** No camera when left out. */
  readonly recording?: Pick<z.input<typeof ConfigSchema>, 'camera' | 'clips' | 'live'>
}

const silent = pino({ level: process.env['HAUSRECHT_TEST_LOG'] ?? 'silent' }, pino.destination(2))
const now = () => epochMs(Date.now())

/** The measured bolt, as the door signs it. */
export const boltOf = async (agent: Agent): Promise<unknown> =>
  (peekClaims(await agent.door.state()) as { bolt: unknown }).bolt

const rigIsThere = (agent: Agent): Promise<void> =>
  until(async () => (await boltOf(agent)) !== 'unknown', 'the rig is there', 10_000)

/** Presses the button, reads the code and pairs, as a person does. */
export const pairWith = async (
  agent: Agent,
  rig: Simulator['rig'],
  bridge: TestBridge,
  owner: SigningKey,
  time: () => EpochMs = now,
): Promise<void> => {
  await rigIsThere(agent)
  rig.world.press('pairing', 400)
  await until(() => agent.pairing.code !== undefined, 'a pairing code is shown')
  const code = agent.pairing.code ?? ''
  const rendezvous = await rendezvousOf(code)
  const pairing = { url: bridge.url, key: owner, audience: bridge.thumbprint, suffix: 'pair', now: time }
  const session = await openSession(pairing)
  try {
    let answered = false
    session.onMessage(() => {
      answered = true
    })
    await session.subscribe([writeTopic('pairingAnswer', { rendezvous })])
    const claims = { v: 1 as const, iss: owner.thumbprint, bridge: bridge.key.jwk, at: time() }
    const offer = JSON.stringify(await sealPairing(code, 'offer', await signToken(PAIR_OFFER, claims, owner)))
    // The door may still be on its way to the meeting place.
    for (let tries = 0; tries < 40 && !answered; tries++) {
      await session.publish(writeTopic('pairingOffer', { rendezvous }), offer, { qos: 1, retain: false })
      await pause(100)
    }
    await until(() => answered, 'the door answers the offer')
  } finally {
    await session.close()
  }
  await until(() => agent.link.up, 'the paired door is connected', 10_000)
}

export const openWholeHouse = async (changes: WholeChanges = {}): Promise<WholeHouse> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-house-'))
  const { clock, log = silent } = changes
  const stands: Pick<Stands, 'clock'> = clock ? { clock } : {}
  const time = clock ? () => clock.now() : now
  const bridge = await startBridge({ ...stands, ...changes.bridge })
  const cable = await layCable(bridge.ports.mqtt ?? 0)
  const any = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
  const simulator = await startSimulator({ variant: changes.variant ?? 'servo', serial: any, control: any })
  const config: Config = ConfigSchema.parse({
    data: folder,
    rig: simulator.serial,
    bridge: { url: cable.url },
    log: { level: log.level },
    ...(changes.recording ?? { camera: { source: 'none' } }),
    unlock: { hold: changes.hold ?? 1500 },
    local: changes.listens ? { listen: '127.0.0.1:0' } : {},
    clock: { trust: 'system' },
  })
  const owner = changes.owner ?? (await makeKey())
  const sessions: Session[] = []
  const house: WholeHouse = {
    bridge,
    rig: simulator.rig,
    cable,
    owner,
    folder,
    agent: await openAgent(config, log, stands),
    get id() {
      return house.agent.id
    },
    restartAgent: async () => {
      await house.agent.close()
      house.agent = await openAgent(config, log, stands)
      await rigIsThere(house.agent)
    },
    session: async (key, chain = []) => {
      const suffix = `t${sessions.length}`
      const session = await openSession({ url: bridge.url, key, audience: bridge.thumbprint, suffix, chain, now: time })
      sessions.push(session)
      return session
    },
    close: async () => {
      await Promise.allSettled(sessions.map((session) => session.close()))
      await house.agent.close()
      await simulator.close()
      await cable.close()
      await bridge.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await pairWith(house.agent, simulator.rig, bridge, owner, time)
  return house
}
