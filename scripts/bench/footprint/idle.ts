// The packaged door with nothing to do: paired, at its bridge, its rig locked, its camera looking at the drawn door.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pairOnDisk, startAgent } from '../parts/agent.ts'
import { startBridge } from '../parts/bridge.ts'
import { rigMeasured } from '../parts/local.ts'
import { startSimulator } from '../parts/simulator.ts'
import { type Process, treeOf } from '../parts/tree.ts'
import { pause } from '../parts/wait.ts'
import { makePerson } from '../people.ts'
import type { Disk } from './disk.ts'
import { rememberedIn } from './writes.ts'

const READY_WITHIN = 20_000

export interface Idle {
  /** Resident bytes of each of its processes, by its program. */
  readonly resident: Readonly<Record<'lock' | 'camera' | 'live', number>>
  /** Bytes on the disk while nothing happened, and for how many milliseconds. */
  readonly written: number
  readonly span: number
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
    disk.settle()
    const [before, began] = [disk.written(), performance.now()]
    await pause(spanMs)
    disk.settle()
    const span = performance.now() - began
    return { resident: residents(agent.pid), written: disk.written() - before, span, remembered }
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
