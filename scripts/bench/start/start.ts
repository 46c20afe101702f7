// How long it takes from the start of a process until it is ready: the bridge, the agent with its rig, and the agent
// again with a long journal behind it. Each program for itself, started the way `npm start` and the services do.

import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { pairOnDisk, startAgent } from '../parts/agent.ts'
import { type BridgeProgram, startBridge } from '../parts/bridge.ts'
import { rigMeasured } from '../parts/local.ts'
import { type SimulatorProgram, startSimulator } from '../parts/simulator.ts'
import { makePerson } from '../people.ts'
import { median } from '../spread.ts'
import { type LongLife, longLife } from './long-life.ts'

const SIZES = {
  full: { runs: 7, entries: 1_000_000 },
  tiny: { runs: 1, entries: 5000 },
} as const

const READY_WITHIN = 20_000

interface AgentStart {
  /** Its ready line. */
  readonly line: number
  /** The rig connected and its bolt measured, too. */
  readonly rig: number
}

const startBridgeOnce = async (folder: string): Promise<number> => {
  const { program } = await startBridge(folder)
  await program.end()
  return program.readyAfter
}

const startAgentOnce = async (folder: string, { serial }: SimulatorProgram, url: string): Promise<AgentStart> => {
  const agent = await startAgent({ folder, rig: serial, url })
  const began = performance.now()
  try {
    await rigMeasured(folder, READY_WITHIN)
    return { line: agent.readyAfter, rig: agent.readyAfter + performance.now() - began }
  } finally {
    await agent.end()
  }
}

const times = async <Value>(count: number, work: (at: number) => Promise<Value>): Promise<Value[]> => {
  const values: Value[] = []
  // One more than counted: the first fills the compiler's cache.
  for (let at = 0; at <= count; at += 1) values.push(await work(at))
  return values.slice(1)
}

interface Ages {
  readonly young: AgentStart
  readonly old: AgentStart
}

/** A door with a short journal and one with a long one in turn, so that whatever else happens meets both. */
const startAgents = async (
  runs: number,
  folder: string,
  long: LongLife,
  { url, jwk }: BridgeProgram,
): Promise<readonly Ages[]> => {
  const simulator = await startSimulator('servo')
  try {
    const { key } = await makePerson()
    return await times(runs, async (at) => {
      const [young, old] = [join(folder, `young-${at}`), join(folder, `old-${at}`)]
      await pairOnDisk(young, key.jwk, jwk)
      await long.copy(old)
      return {
        young: await startAgentOnce(young, simulator, url),
        old: await startAgentOnce(old, simulator, url),
      }
    })
  } finally {
    await simulator.end()
  }
}

const run = async ({ size, folder, cache, say }: Setting): Promise<Measured> => {
  const { runs, entries } = SIZES[size]
  const long = await longLife(cache, entries, say)
  const bridges = await times(runs, () => startBridgeOnce(join(folder, 'bridge')))
  say('the bridge')
  const home = join(folder, 'home')
  await mkdir(home, { mode: 0o700 })
  await copyFile(long.bridgeKey, join(home, 'bridge-key.json'))
  const bridge = await startBridge(home)
  try {
    const agents = await startAgents(runs, folder, long, bridge)
    say('the agent with a short and with a long journal')
    const of = (age: keyof Ages, until: keyof AgentStart): number[] => agents.map((each) => each[age][until])
    const later = agents.map(({ young, old }) => old.rig - young.rig)
    const longest = `agent at a journal of ${entries.toLocaleString('en')} entries`
    return {
      targets: [
        atMost('bridge, process start to ready', 1000, median(bridges), 'ms'),
        atMost(
          'agent with simulated rig, process start to ready and rig measured',
          2000,
          median(of('young', 'rig')),
          'ms',
        ),
        atMost(`${longest}, longer than that by`, 1000, median(later), 'ms'),
      ],
      figures: [
        figure('bridge, slowest', Math.max(...bridges), 'ms'),
        figure('agent, process start to its ready line', median(of('young', 'line')), 'ms'),
        figure('agent, slowest', Math.max(...of('young', 'rig')), 'ms'),
        figure(`${longest}, process start to its ready line`, median(of('old', 'line')), 'ms'),
        figure(`${longest}, slowest`, Math.max(...of('old', 'rig')), 'ms'),
        figure('that journal on disk', long.bytes / 1e6, 'MB'),
      ],
      given: {
        runs,
        'each figure': 'a median, unless it says otherwise',
        'entries after the last checkpoint': 999,
        programs: 'TypeScript through tsx, its cache filled',
      },
    }
  } finally {
    await bridge.program.end()
  }
}

export const START: Bench = {
  name: 'start',
  about: 'from the start of a process until bridge and agent are ready, also with a long journal',
  run,
}
