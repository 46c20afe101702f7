// What each part of the door took of the processor in a span of time.

import type { GroupName } from '#device/system/groups.ts'
import { treeOf } from '../parts/tree.ts'
import { groupOf } from './shares.ts'

export type Usage = Readonly<Record<GroupName, number>>

/** Begins to look. @returns ends it: per cent of a core, by part; what ended meanwhile is not counted */
export const watchUsage = (root: number): (() => Usage) => {
  const began = performance.now()
  const before = new Map(treeOf(root).map(({ pid, cpu }) => [pid, cpu]))
  return () => {
    const took = { lock: 0, camera: 0, live: 0 }
    const all = treeOf(root)
    for (const one of all) took[groupOf(one, all)] += one.cpu - (before.get(one.pid) ?? 0)
    const span = performance.now() - began
    const share = (ms: number): number => (ms * 100) / span
    return { lock: share(took.lock), camera: share(took.camera), live: share(took.live) }
  }
}

export const sumOf = ({ lock, camera, live }: Usage): number => lock + camera + live
