// The side of the spool that sends. Never writes a part, never decides what goes for want of room.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClipId } from '#protocol/units.ts'
import type { Item, Outbox, Waiting } from '../upload/outbox.ts'
import { blocks, byAge, type Kept } from './kept.ts'
import { END, folderOf, HEAD, IDENTITY, partName } from './names.ts'
import { cutToLine, ifThere } from './part-file.ts'
import type { Shelf } from './shelf.ts'

const nextItem = (kept: Kept): Item | undefined => {
  if (kept.aside) return undefined
  if (!kept.headSent) return { what: 'head' }
  const [n] = kept.unsent.keys()
  if (n !== undefined) return { what: 'part', n }
  return kept.ended ? { what: 'end' } : undefined
}

const firstRunningThenNewest = (left: Kept, right: Kept): number =>
  Number(right.running) - Number(left.running) || byAge(right, left)

export const createOutbox = (shelf: Shelf): Outbox => {
  const pathOf = (clip: ClipId, name: string): string => join(folderOf(shelf.folder, clip), name)

  const partSent = async (kept: Kept, n: number): Promise<void> => {
    const size = kept.unsent.get(n)
    if (size === undefined) return
    kept.unsent.delete(n)
    const left = await ifThere(cutToLine(folderOf(shelf.folder, kept.clip), n))
    if (left !== undefined) kept.bytes -= blocks(size) - blocks(left)
  }

  const endSent = async (kept: Kept): Promise<void> => {
    // What the service refused stays, for a person to look at, until room is needed.
    if (kept.refused > 0) kept.aside = true
    else await shelf.takeOff(kept)
  }

  return {
    waiting: () =>
      [...shelf.clips.values()].sort(firstRunningThenNewest).flatMap((kept): Waiting[] => {
        const item = nextItem(kept)
        return item ? [{ clip: kept.clip, running: kept.running, item }] : []
      }),
    head: async (clip) => {
      const head = await ifThere(readFile(pathOf(clip, HEAD), 'utf8'))
      const identity = await ifThere(readFile(pathOf(clip, IDENTITY)))
      return head === undefined || identity === undefined ? undefined : { head, identity }
    },
    part: (clip, n) => ifThere(readFile(pathOf(clip, partName(n)))),
    end: (clip) => ifThere(readFile(pathOf(clip, END), 'utf8')),
    sent: async (clip, item) => {
      const kept = shelf.clips.get(clip)
      if (!kept) return
      if (item.what === 'head') kept.headSent = true
      else if (item.what === 'part') await partSent(kept, item.n)
      else await endSent(kept)
    },
    refused: (clip, item) => {
      const kept = shelf.clips.get(clip)
      if (!kept) return
      // One damaged part keeps no other from the service: the gap shows, the rest is safe.
      if (item.what === 'part' && kept.unsent.delete(item.n)) kept.refused += 1
      else kept.aside = true
    },
    again: (clip) => {
      const kept = shelf.clips.get(clip)
      if (kept) kept.headSent = false
    },
    drop: async (clip) => {
      const kept = shelf.clips.get(clip)
      if (!kept) return
      kept.aside = true
      kept.deleted = true
      if (!kept.running) await shelf.takeOff(kept)
    },
    listen: (listener) => shelf.listen(listener),
  }
}
