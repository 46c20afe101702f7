// The door's processes in cgroups as its unit has them on a Pi (device/system/groups.ts): lock, camera and live view
// by weight, below one group that may be bounded. With cgroups(7) of version 2 or 1, whichever has the processor.

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type GroupName, SHARES } from '#device/system/groups.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { type Process, treeOf } from '../parts/tree.ts'
import { until } from '../parts/wait.ts'

export interface Shares {
  /** Puts the door and all it started where it belongs. */
  sort(root: number): void
  /** All of it in the lock's group, as if there were no shares. */
  mix(root: number): void
  /** Processors it may use in all; undefined: as many as there are. */
  bound(cores: number | undefined): void
  remove(): Promise<void>
}

/**
 * Milliseconds. The kernel gives a bounded group its whole amount at the beginning of each: with short ones it is
 * stopped and let go as finely as the kernel can, which comes nearest to a processor of a slower clock.
 */
export const PERIOD = 4
const GROUPS: readonly GroupName[] = ['lock', 'camera', 'live']
const TOPS = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct']

interface Hierarchy {
  readonly top: string
  readonly version: 1 | 2
}

const hierarchyOf = (top: string): Hierarchy | undefined => {
  if (existsSync(join(top, 'cpu.cfs_quota_us')) || existsSync(join(top, 'cpu.shares'))) return { top, version: 1 }
  try {
    const controllers = readFileSync(join(top, 'cgroup.controllers'), 'utf8').trim().split(' ')
    return controllers.includes('cpu') ? { top, version: 2 } : undefined
  } catch {
    return undefined
  }
}

const isWritable = ({ top }: Hierarchy): boolean => {
  try {
    accessSync(top, constants.W_OK)
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

const found = (): Hierarchy | undefined =>
  TOPS.flatMap((top) => hierarchyOf(top) ?? []).find((hierarchy) => isWritable(hierarchy))

/** Why the door cannot be bounded here. */
export const lacksShares = (): string | undefined =>
  found() === undefined ? 'needs root and cgroups with the processor’s controller' : undefined

/** CPUWeight of the unit: the whole door, beside whatever else runs on its machine. */
const DOOR_WEIGHT = 1000

/** Version 1 counts 1024 where version 2 counts 100. */
const weightOf = (weight: number, version: 1 | 2): readonly [file: string, value: string] =>
  version === 2 ? ['cpu.weight', String(weight)] : ['cpu.shares', String(Math.round((weight * 1024) / 100))]

/** Whose process it is: the nearest of its parents that is known, itself first. */
export const groupOf = (one: Process, all: readonly Process[]): GroupName => {
  const parentOf = ({ parent }: Process): Process | undefined => all.find(({ pid }) => pid === parent)
  for (let at: Process | undefined = one; at; at = parentOf(at)) {
    const { words } = at
    const name = (['camera', 'live'] as const).find((each) =>
      words.some((word) => word.endsWith(`/${each}/main.ts`) || word.endsWith(`/${each}.js`)),
    )
    if (name !== undefined) return name
  }
  return 'lock'
}

const removeGroup = (folder: string): boolean => {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) removeGroup(join(folder, entry.name))
    rmdirSync(folder)
    return true
  } catch {
    return !existsSync(folder)
  }
}

/** @throws HausrechtError `bench_system` */
export const openShares = (): Shares => {
  const hierarchy = found()
  if (hierarchy === undefined)
    throw new HausrechtError('bench_system', 'This bench bounds processes by cgroups: run it as root on Linux')
  const { top, version } = hierarchy
  const door = join(top, `hausrecht-bench-${process.pid}`)
  const write = (path: string, value: string): void => writeFileSync(join(door, path), value)
  if (version === 2) writeFileSync(join(top, 'cgroup.subtree_control'), '+cpu')
  mkdirSync(door)
  if (version === 2) write('cgroup.subtree_control', '+cpu')
  write(...weightOf(DOOR_WEIGHT, version))
  for (const name of GROUPS) {
    mkdirSync(join(door, name))
    const [file, value] = weightOf(Number(SHARES[name]['cpu.weight']), version)
    write(join(name, file), value)
  }
  const place = (root: number, where: (one: Process, all: readonly Process[]) => GroupName): void => {
    const all = treeOf(root)
    for (const one of all) {
      try {
        write(join(where(one, all), 'cgroup.procs'), String(one.pid))
      } catch {
        // It ended just now.
      }
    }
  }
  return {
    sort: (root) => place(root, groupOf),
    mix: (root) => place(root, () => 'lock'),
    bound: (cores) => {
      const amount = cores === undefined ? undefined : Math.round(cores * PERIOD * 1000)
      if (version === 2) {
        write('cpu.max', `${amount ?? 'max'} ${PERIOD * 1000}`)
        return
      }
      write('cpu.cfs_quota_us', '-1')
      write('cpu.cfs_period_us', String(PERIOD * 1000))
      write('cpu.cfs_quota_us', String(amount ?? -1))
    },
    remove: () => until(() => removeGroup(door), 'the bench’s cgroups are empty', 10_000),
  }
}
