// Shares of the machine for lock, camera and live view: three groups below the one that systemd delegated (cgroups(7),
// version 2), so that none starves another. Where none was delegated nothing happens, and niceness has to do.

import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'

export type GroupName = 'lock' | 'camera' | 'live'

const MEGABYTE = 1024 * 1024

/** By group, its files: weights are relative to each other, memory is in bytes. */
export const SHARES: Readonly<Record<GroupName, Readonly<Record<string, string>>>> = {
  lock: { 'cpu.weight': '1000', 'memory.low': `${128 * MEGABYTE}` },
  // Killed as a whole: a recorder without its encoder is none.
  camera: { 'cpu.weight': '100', 'memory.max': `${384 * MEGABYTE}`, 'memory.oom.group': '1', 'pids.max': '128' },
  live: { 'cpu.weight': '50', 'memory.max': `${192 * MEGABYTE}`, 'memory.oom.group': '1', 'pids.max': '96' },
}
const CONTROLLERS = ['cpu', 'memory', 'pids']
/** Ended before the lock where memory is short (proc(5), oom_score_adj). */
const OOM_SCORE = '500'

export interface Groups {
  /**
   * Puts a process, and what it will start, into a group.
   * @returns whether it has its share of the processor by that
   */
  place(name: GroupName, pid: number): boolean
}

export const NO_GROUPS: Groups = { place: () => false }

export interface GroupParts {
  readonly log: Pick<Logger, 'info' | 'warn' | 'debug'>
  /** Where the tree of groups is mounted, and where processes are described; for tests. */
  readonly tree?: string
  readonly proc?: string
  readonly user?: number
}

/** Our group's folder, if it is ours to divide: systemd gives a delegated one to the unit's user, who is not root. */
const delegated = (tree: string, proc: string, user: number): string | undefined => {
  try {
    const path = /^0::(\/.+)$/m.exec(readFileSync(join(proc, 'self/cgroup'), 'utf8'))?.[1]
    if (path === undefined || user === 0) return undefined
    const folder = join(tree, path)
    accessSync(join(folder, 'cgroup.subtree_control'), constants.W_OK)
    return statSync(folder).uid === user ? folder : undefined
  } catch {
    return undefined
  }
}

/** Divides the delegated group, and puts this process into `lock`. Called once, before anything is started. */
export const divide = ({ log, tree = '/sys/fs/cgroup', proc = '/proc', user }: GroupParts): Groups => {
  const own = delegated(tree, proc, user ?? process.geteuid?.() ?? 0)
  if (own === undefined) return NO_GROUPS
  const write = (path: string, value: string): boolean => {
    try {
      writeFileSync(path, value)
      return true
    } catch (error) {
      // A kernel started without the controller (on a Raspberry Pi: cgroup_enable=memory) lacks its files.
      log.debug({ err: error, path, value }, 'a bound could not be set')
      return false
    }
  }
  const groups = Object.keys(SHARES) as GroupName[]
  try {
    for (const name of groups) mkdirSync(join(own, name), { recursive: true })
    // A group with groups of its own holds no process: first out of it, then divided.
    writeFileSync(join(own, 'lock', 'cgroup.procs'), String(process.pid))
  } catch (error) {
    log.warn({ err: error }, 'the shares of lock, camera and live view could not be made')
    return NO_GROUPS
  }
  const missing = CONTROLLERS.filter((each) => !write(join(own, 'cgroup.subtree_control'), `+${each}`))
  for (const name of groups)
    for (const [file, value] of Object.entries(SHARES[name])) write(join(own, name, file), value)
  if (missing.length === 0) log.info({ group: own }, 'lock, camera and live view have their shares')
  else log.warn({ group: own, missing }, 'lock, camera and live view share what the kernel lacks the means to divide')
  return {
    place: (name, pid) => {
      const moved = write(join(own, name, 'cgroup.procs'), String(pid))
      if (!moved) log.warn({ name }, 'a process stays in the lock’s share')
      if (name !== 'lock') write(join(proc, String(pid), 'oom_score_adj'), OOM_SCORE)
      return moved && !missing.includes('cpu')
    },
  }
}
