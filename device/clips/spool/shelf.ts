// The clips on disk and what is known of them, shared by the side that writes and the side that sends. Taking a
// clip off is the one thing both do: whoever takes it out of the map removes its files.

import { rename, rm } from 'node:fs/promises'
import type { Cancel } from '#protocol/clock.ts'
import type { ClipId } from '#protocol/units.ts'
import type { Kept } from './kept.ts'
import { folderOf } from './names.ts'

export interface Shelf {
  readonly folder: string
  readonly clips: Map<ClipId, Kept>
  /** Forgets a clip at once and removes its files. */
  takeOff(kept: Kept): Promise<void>
  /** There is something new to send. */
  changed(): void
  listen(listener: () => void): Cancel
}

export const createShelf = (folder: string, found: readonly Kept[]): Shelf => {
  const clips = new Map(found.map((kept) => [kept.clip, kept]))
  const listeners = new Set<() => void>()
  return {
    folder,
    clips,
    takeOff: async ({ clip }) => {
      if (!clips.delete(clip)) return
      const path = folderOf(folder, clip)
      // Gone under its name in one step: a folder with half its parts never counts as a clip.
      await rename(path, `${path}.gone`)
      await rm(`${path}.gone`, { recursive: true, force: true })
    },
    changed: () => {
      for (const listener of listeners) listener()
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
