// The packaged door with nothing to do: paired, at its bridge, its rig locked, its camera looking at the drawn door.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StateClaims } from '#protocol/state.ts'
import { peekClaims } from '#protocol/token.ts'
import { openLocalLine } from '../../cli/local/line.ts'
import { pairOnDisk, startAgent } from '../parts/agent.ts'
import { startBridge } from '../parts/bridge.ts'
import { rigMeasured } from '../parts/local.ts'
import { startSimulator } from '../parts/simulator.ts'
import { type Process, treeOf } from '../parts/tree.ts'
import { pause, until } from '../parts/wait.ts'
import { makePerson } from '../people.ts'
import type { Disk } from './disk.ts'
import { rememberedIn } from './writes.ts'

const READY_WITHIN = 20_000
const QUIET_WITHIN = 60_000
/** A busy machine draws late, and the door films what it takes for a camera that stands still. */
const SPELLS_MOST = 4

export interface Idle {
  /** Resident bytes of each of its processes, by its program. */
  readonly resident: Readonly<Record<'lock' | 'camera' | 'live', number>>
  /** Bytes on the disk while nothing happened, and for how many milliseconds. */
  readonly written: number
  readonly span: number
  /** Spells before, in which something did happen. */
  readonly disturbed: number
  /** What the camera remembers of the place. */
  readonly remembered: string
}

/** proc(5), status. */
const resident = (one: Process | undefined): number =>
  one === undefined
    ? 0
    : Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${one.pid}/status`, 'latin1'))?.[1]) * 1024

const residents = (root: number): Idle['resident'] => {
  const all = treeOf(root)
  const of = (program: string): number =>
    resident(all.find(({ words }) => words.some((word) => word.endsWith(program))))
  return { lock: of('/device.js'), camera: of('/camera.js'), live: of('/live.js') }
}

export interface Idling {
  /** The package's programs. */
  readonly payload: string
  readonly disk: Disk
  readonly folder: string
  readonly settleMs: number
  readonly spanMs: number
}

const stateOf = async (data: string): Promise<StateClaims> => {
  const line = await openLocalLine(join(data, 'door.sock'))
  try {
    return peekClaims(String((await line.ask({ do: 'state' }))['state'])) as StateClaims
  } finally {
    line.close()
  }
}

interface Spell {
  readonly written: number
  readonly span: number
  readonly quiet: boolean
}

/** Begins when all is well. */
const spell = async (data: string, disk: Disk, spanMs: number): Promise<Spell> => {
  const isWell = async (): Promise<boolean> => {
    const { alarms, recording } = await stateOf(data)
    return alarms.length === 0 && !recording
  }
  await until(() => isWell().then((well) => well || pause(500).then(() => false)), 'all is well', QUIET_WITHIN)
  const { jn } = await stateOf(data)
  disk.settle()
  const [before, began] = [disk.written(), performance.now()]
  await pause(spanMs)
  disk.settle()
  const [written, span, after] = [disk.written() - before, performance.now() - began, await stateOf(data)]
  return { written, span, quiet: after.jn === jn && !after.recording }
}

/** Started, left alone, looked at twice. */
export const idle = async ({ payload, disk, folder, settleMs, spanMs }: Idling): Promise<Idle> => {
  const owner = await makePerson()
  const ends: (() => Promise<void>)[] = []
  try {
    const bridge = await startBridge(join(folder, 'bridge'))
    ends.push(() => bridge.program.end())
    const simulator = await startSimulator('servo')
    ends.push(() => simulator.end())
    const data = join(disk.path, 'door')
    await pairOnDisk(data, owner.key.jwk, bridge.jwk)
    const agent = await startAgent({
      ...{ folder: data, rig: simulator.serial, url: bridge.url, tables: ['[camera]', 'source = "scene"'] },
      program: join(payload, 'device.js'),
    })
    ends.push(() => agent.end())
    await rigMeasured(data, READY_WITHIN)
    const remembered = await rememberedIn(data)
    await pause(settleMs)
    let seen = await spell(data, disk, spanMs)
    let disturbed = 0
    for (; !seen.quiet && disturbed < SPELLS_MOST; disturbed += 1) seen = await spell(data, disk, spanMs)
    const { written, span } = seen
    return { resident: residents(agent.pid), written, span, disturbed, remembered }
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
