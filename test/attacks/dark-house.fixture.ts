// A paired house in which everything but the door itself has gone: no bridge, no link, and a clock that a power cut
// has set back, so that the door does not know the time for certain.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Agent } from '#device/agent.ts'
import { type Config, ConfigSchema } from '#device/config/config.ts'
import { openAgent } from '#device/open.ts'
import { type Simulator, startSimulator } from '#hardware/simulator/program.ts'
import { ENTRY, type HappeningKind } from '#protocol/entry.ts'
import type { SigningKey } from '#protocol/keys.ts'
import { peekClaims } from '#protocol/token.ts'
import { type EpochMs, epochMs } from '#protocol/units.ts'
import { type LocalLine, openLocalLine } from '#scripts/cli/local/line.ts'
import { startBridge } from '../support/bridge.ts'
import { makeKey } from '../support/people.ts'
import { shiftedClock } from '../support/shifted-clock.ts'
import { until } from '../support/wait.ts'
import { boltOf, pairWith } from '../support/whole-house.ts'

const A_DAY = 86_400_000
const log = pino({ level: 'silent' })

export interface DarkHouse {
  readonly rig: Simulator['rig']
  readonly owner: SigningKey
  readonly agent: Agent
  /** The door's own socket. */
  readonly socket: string
  /** What everybody else's watch says. */
  now(): EpochMs
  /** The line to the door's socket; ended with the house. */
  line(): Promise<LocalLine>
  /** How many entries of a kind the door has written. */
  count(kind: HappeningKind): Promise<number>
  /** Ends the agent: the microcontroller is alone then. */
  kill(): Promise<void>
  close(): Promise<void>
}

export const openDarkHouse = async (hold = 600): Promise<DarkHouse> => {
  const folder = await mkdtemp(join(tmpdir(), 'hausrecht-dark-'))
  const any = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
  const bridge = await startBridge()
  const simulator = await startSimulator({ variant: 'servo', serial: any, control: any })
  const config: Config = ConfigSchema.parse({
    data: folder,
    rig: simulator.serial,
    bridge: { url: bridge.url },
    camera: { source: 'none' },
    unlock: { hold },
    clock: { trust: 'system' },
  })
  const owner = await makeKey()
  const before = await openAgent(config, log)
  await pairWith(before, simulator.rig, bridge, owner)
  await before.close()
  await bridge.close()
  const clock = shiftedClock()
  clock.setBack(A_DAY)
  const agent = await openAgent(config, log, { clock })
  await until(async () => (await boltOf(agent)) === 'home', 'the rig is there', 10_000)
  const socket = join(folder, 'door.sock')
  let line: LocalLine | undefined
  let alive = true
  const kill = async (): Promise<void> => {
    if (alive) await agent.close()
    alive = false
  }
  return {
    rig: simulator.rig,
    owner,
    agent,
    socket,
    now: () => epochMs(Date.now()),
    line: async () => {
      line ??= await openLocalLine(socket)
      return line
    },
    count: async (kind) => {
      const lines = (await readFile(join(folder, 'journal', 'journal-000000.jsonl'), 'utf8')).trimEnd().split('\n')
      return lines.filter((text) => ENTRY.schema.parse(peekClaims(text)).what.kind === kind).length
    },
    kill,
    close: async () => {
      line?.close()
      await kill()
      await simulator.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
