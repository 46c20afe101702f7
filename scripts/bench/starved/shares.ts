// The door's processes in cgroups as its unit has them on a Pi (device/system/groups.ts): lock, camera and live view
// by weight, below one group that may be bounded. With cgroups(7) of version 2 or 1, whichever has the processor.
// Whatever is not the door runs on other machines in life: a group of its own goes before the door's.

import { execFileSync } from 'node:child_process'
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
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type GroupName, SHARES } from '#device/system/groups.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { isThere, type Process, treeOf } from '../parts/tree.ts'
import { until } from '../parts/wait.ts'

export interface Shares {
  /** Puts the door and all it started where it belongs. */
  sort(root: number): void
  /** All of it in the lock's group, as if there were no shares. */
  mix(root: number): void
  /**
   * Processors the door and all it started may use in all; undefined: as many as there are. A bound is kept on as few
   * processors as it needs: the kernel hands each its own piece of the amount, and what one leaves the other lacks.
   */
  bound(root: number, cores: number | undefined): void
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
/** The most there is. */
const AROUND_WEIGHT = 10_000

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

/** All threads of these run on the first `cores` processors only; what they start later, too. */
const pin = (pids: readonly number[], cores: number): void => {
  for (const pid of pids) {
    try {
      execFileSync('taskset', ['-a', '-c', '-p', `0-${Math.ceil(cores) - 1}`, String(pid)], { stdio: 'ignore' })
    } catch {
      if (isThere(pid)) throw new HausrechtError('bench_system', `Process ${pid} cannot be bound: install util-linux`)
    }
  }
}

/** @throws HausrechtError `bench_system` */
export const openShares = (): Shares => {
  const hierarchy = found()
  if (hierarchy === undefined)
    throw new HausrechtError('bench_system', 'This bench bounds processes by cgroups: run it as root on Linux')
  const { top, version } = hierarchy
  const door = join(top, `hausrecht-bench-${process.pid}`)
  const around = `${door}-around`
  const write = (path: string, value: string): void => writeFileSync(join(door, path), value)
  if (version === 2) writeFileSync(join(top, 'cgroup.subtree_control'), '+cpu')
  mkdirSync(door)
  if (version === 2) write('cgroup.subtree_control', '+cpu')
  write(...weightOf(DOOR_WEIGHT, version))
  mkdirSync(around)
  writeFileSync(join(around, weightOf(0, version)[0]), weightOf(AROUND_WEIGHT, version)[1])
  for (const name of GROUPS) {
    mkdirSync(join(door, name))
    const [file, value] = weightOf(Number(SHARES[name]['cpu.weight']), version)
    write(join(name, file), value)
  }
  const enter = (group: string, pid: number): void => {
    try {
      writeFileSync(join(group, 'cgroup.procs'), String(pid))
    } catch {
      // It ended just now.
    }
  }
  const place = (root: number, where: (one: Process, all: readonly Process[]) => GroupName): void => {
    const all = treeOf(root)
    for (const one of all) enter(join(door, where(one, all)), one.pid)
    const ours = new Set(all.map(({ pid }) => pid))
    for (const { pid } of treeOf(process.pid)) if (!ours.has(pid)) enter(around, pid)
  }
  return {
    sort: (root) => place(root, groupOf),
    mix: (root) => place(root, () => 'lock'),
    bound: (root, cores) => {
      const all = treeOf(root).map(({ pid }) => pid)
      pin(all, cores ?? availableParallelism())
      const amount = cores === undefined ? undefined : Math.round(cores * PERIOD * 1000)
      if (version === 2) {
        write('cpu.max', `${amount ?? 'max'} ${PERIOD * 1000}`)
        return
      }
      write('cpu.cfs_quota_us', '-1')
      write('cpu.cfs_period_us', String(PERIOD * 1000))
      write('cpu.cfs_quota_us', String(amount ?? -1))
    },
    remove: async () => {
      for (const { pid } of treeOf(process.pid)) enter(top, pid)
      await until(() => removeGroup(door) && removeGroup(around), 'the bench’s cgroups are empty', 10_000)
    },
  }
}
