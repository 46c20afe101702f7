// What each process of the rig takes of a core over some time, by what it is there for.

import { HausrechtError } from '#protocol/fault.ts'
import { type Process, treeOf } from '../parts/tree.ts'

export const ROLES = ['door', 'camera', 'encoder', 'source'] as const
export type Role = (typeof ROLES)[number]

/** `source`: the program that stands for the USB camera and its driver. */
const roleOf = ({ words }: Process): Role => {
  if (!words[0]?.endsWith('ffmpeg')) return words.some((word) => word.endsWith('camera/main.ts')) ? 'camera' : 'door'
  return words.includes('mpjpeg') ? 'source' : 'encoder'
}

export type Shares = ReadonlyMap<Role, number>

/** What it used and where it went is not known any more. */
const gone = (process: Process): HausrechtError =>
  new HausrechtError('bench_process', `The ${roleOf(process)} ended while it was measured`)

/**
 * @param steady whoever must not end meanwhile: the proof of the encoders at the start does
 * @returns ends it: per cent of a core. @throws HausrechtError `bench_process` when one of those ended
 */
export const startStopwatch = (root: number, steady: readonly Role[] = ROLES): (() => Shares) => {
  const began = performance.now()
  const first = treeOf(root)
  const before = new Map(first.map(({ pid, cpu }) => [pid, cpu]))
  return () => {
    const span = performance.now() - began
    const shares = new Map<Role, number>()
    const now = treeOf(root)
    const lost = first.find((one) => steady.includes(roleOf(one)) && !now.some(({ pid }) => pid === one.pid))
    if (lost) throw gone(lost)
    for (const process of now) {
      const used = process.cpu - (before.get(process.pid) ?? process.cpu)
      const role = roleOf(process)
      shares.set(role, (shares.get(role) ?? 0) + (used * 100) / span)
    }
    return shares
  }
}

/** @param without whom to leave out */
export const sumOf = (shares: Shares, without?: Role): number =>
  ROLES.reduce((sum, role) => sum + (role === without ? 0 : (shares.get(role) ?? 0)), 0)
