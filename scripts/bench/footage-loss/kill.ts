// One rig killed while it films: what of the film is in the object store, and whether that is whole.

import { join } from 'node:path'
import type { Size } from '#device/camera/picture/picture.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { RequestId } from '#protocol/units.ts'
import type { Courier } from '../parts/courier.ts'
import { decodeFilm } from '../parts/decoded.ts'
import { openFilmed } from '../parts/filmed.ts'
import { gapsIn, skippedIn } from '../parts/gaps.ts'
import type { House } from '../parts/house.ts'
import type { Shelf, StoredClip } from '../parts/stored.ts'
import { isThere, treeOf } from '../parts/tree.ts'
import { pause, until } from '../parts/wait.ts'

export interface Killed {
  /** Milliseconds from the opening of the bolt to the kill. */
  readonly after: number
  /** Milliseconds that were captured before the kill and are not in the store. */
  readonly missing: number
  /** Milliseconds that are in the store. */
  readonly stored: number
  /** What is missing, twice or broken inside of that. */
  readonly gaps: number
  /** Numbers that the drawn door burnt into no picture of the film. */
  readonly skipped: number
}

export interface Killing {
  readonly house: House
  readonly shelf: Shelf
  readonly courier: Courier
  readonly pictures: Size
  readonly folder: string
  /** Milliseconds the bolt stays out. */
  readonly hold: number
}

/** What was wholly sent before the kill is being stored for so long at most. */
const SETTLE = 500
const GONE_WITHIN = 5000

/** All at once, and every last one: the group at the bench's hand, what is tied to it at the kernel's. */
const killRig = async ({ house }: Killing): Promise<number> => {
  const pids = treeOf(house.agent().pid).map(({ pid }) => pid)
  const at = Date.now()
  await house.agent().end('SIGKILL')
  await until(() => !pids.some(isThere), 'every process of the rig is gone', GONE_WITHIN)
  return at
}

/** What a rig has in memory of before the knock, by its settings: all of it is lost when nothing was sent yet. */
const PREROLL = 8000

const storedClip = async (shelf: Shelf, request: RequestId): Promise<StoredClip | undefined> => {
  const [clip, ...more] = await shelf.of(request)
  if (more.length > 0) throw new HausrechtError('bench_clip', `${more.length + 1} clips of one visit, instead of one`)
  return clip && shelf.read(clip)
}

/** @param after milliseconds from the opening of the bolt to the kill */
export const killWhileFilming = async (killing: Killing, after: number): Promise<Killed> => {
  const { courier, hold, shelf, folder, pictures } = killing
  const { request, at } = await openFilmed(courier, hold)
  await pause(after)
  const killed = await killRig(killing)
  await pause(SETTLE)
  const stored = await storedClip(shelf, request)
  if (!stored?.checked.covers) return { after, missing: killed - at + PREROLL, stored: 0, gaps: 0, skipped: 0 }
  const { checked, film } = stored
  const decoded = await decodeFilm(film, join(folder, 'film.mp4'), pictures)
  const { from, to } = stored.checked.covers
  return {
    after,
    missing: Math.max(0, killed - to),
    stored: to - from,
    gaps: gapsIn(checked, decoded),
    skipped: skippedIn(decoded),
  }
}
