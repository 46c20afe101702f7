// The door's journal for a check of its clips: the bridge's copy, or the door's own files.

import { resolve } from 'node:path'
import type { Context } from '../context.ts'
import { fromBridge, fromFiles, type Source } from '../journal/source.ts'
import { ownPlace } from '../reach/place.ts'
import { SpokenError } from '../spoken.ts'
import type { DoorClips } from './place.ts'

/** Given an entry's number to begin with. */
export type JournalFrom = (from: number) => Source

/** @returns undefined, and says so, when the bridge's copy cannot be had and no other was named */
export const journalFor = async (
  context: Context,
  { record }: DoorClips,
  at: string | undefined,
  without: 'export_no_journal' | 'play_no_journal' = 'export_no_journal',
): Promise<JournalFrom | undefined> => {
  const { folder, say, tell, now } = context
  if (at !== undefined) return () => fromFiles(resolve(folder, at))
  const place = await ownPlace(context, record)
  try {
    // One page is asked for in front, so that a bridge that is away costs no half-written folder.
    await fromBridge(place, now)[Symbol.asyncIterator]().next()
    return (from) => fromBridge(place, now, from)
  } catch (error) {
    if (!(error instanceof SpokenError)) throw error
    tell(say(without), { warning: without, fault: error.code })
    return undefined
  }
}
