// What each process of the rig takes of a core over some time, by what it is there for.

import { type Process, treeOf } from '../parts/tree.ts'

export const ROLES = ['door', 'camera', 'encoder', 'source'] as const
export type Role = (typeof ROLES)[number]

/** `source`: the program that stands for the USB camera and its driver. */
const roleOf = ({ words }: Process): Role => {
  if (!words[0]?.endsWith('ffmpeg')) return words.some((word) => word.endsWith('camera/main.ts')) ? 'camera' : 'door'
  return words.includes('mpjpeg') ? 'source' : 'encoder'
}

export type Shares = ReadonlyMap<Role, number>

/** @returns ends it: per cent of a core, of those who were there all the time */
export const startStopwatch = (root: number): (() => Shares) => {
  const began = performance.now()
  const before = new Map(treeOf(root).map(({ pid, cpu }) => [pid, cpu]))
  return () => {
    const span = performance.now() - began
    const shares = new Map<Role, number>()
    for (const process of treeOf(root)) {
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
