// How long it takes from the start of a process until it is ready: the bridge, the agent with its rig, and the agent
// again with a long journal behind it. Each program for itself, started the way `npm start` and the services do.

import { join } from 'node:path'
import { atMost, type Bench, figure, type Measured, type Setting } from '../bench.ts'
import { pairOnDisk, startAgent } from '../parts/agent.ts'
import { startBridge } from '../parts/bridge.ts'
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

const agents = async (
  runs: number,
  folder: string,
  long: LongLife,
  url: string,
  say: Setting['say'],
): Promise<{ readonly short: AgentStart[]; readonly long: AgentStart[] }> => {
  const simulator = await startSimulator('servo')
  try {
    const owner = await makePerson()
    const young = join(folder, 'young')
    await pairOnDisk(young, owner.key.jwk, owner.key.jwk)
    const short = await times(runs, () => startAgentOnce(young, simulator, url))
    say('the agent with a short journal')
    const old = await times(runs, async (at) => {
      const place = join(folder, `old-${at}`)
      await long.copy(place)
      return startAgentOnce(place, simulator, url)
    })
    say('the agent with a long journal')
    return { short, long: old }
  } finally {
    await simulator.end()
  }
}

const run = async ({ size, folder, cache, say }: Setting): Promise<Measured> => {
  const { runs, entries } = SIZES[size]
  const long = await longLife(cache, entries, say)
  const bridges = await times(runs, () => startBridgeOnce(join(folder, 'bridge')))
  say('the bridge')
  const bridge = await startBridge(join(folder, 'other'))
  try {
    const starts = await agents(runs, folder, long, bridge.url, say)
    const short = median(starts.short.map(({ rig }) => rig))
    const old = median(starts.long.map(({ rig }) => rig))
    const longest = `agent at a journal of ${entries.toLocaleString('en')} entries`
    return {
      targets: [
        atMost('bridge, process start to ready', 1000, median(bridges), 'ms'),
        atMost('agent with simulated rig, process start to ready and rig measured', 2000, short, 'ms'),
        atMost(`${longest}, longer than that by`, 1000, old - short, 'ms'),
      ],
      figures: [
        figure('bridge, slowest', Math.max(...bridges), 'ms'),
        figure('agent, process start to its ready line', median(starts.short.map(({ line }) => line)), 'ms'),
        figure('agent, slowest', Math.max(...starts.short.map(({ rig }) => rig)), 'ms'),
        figure(`${longest}, process start to its ready line`, median(starts.long.map(({ line }) => line)), 'ms'),
        figure(`${longest}, slowest`, Math.max(...starts.long.map(({ rig }) => rig)), 'ms'),
        figure('that journal on disk', long.bytes / 1e6, 'MB'),
      ],
      given: {
        runs,
        figures: 'medians',
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
