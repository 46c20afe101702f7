// Posters of clips, fetched and opened when they come into sight: two at a time, and no more held than a page shows.

import { kindOf } from '#protocol/clip/film.ts'
import type { ClipId } from '#protocol/units.ts'
import type { OwnerKey } from '../core/app.ts'
import { createPartSource, openClip } from '../player/parts.ts'
import type { Clips } from '../player/service.ts'

export interface Posters {
  /** A blob: URL; undefined when there is none. */
  of(clip: ClipId): Promise<string | undefined>
  close(): void
}

const AT_ONCE = 2
const HELD_MOST = 120
/** The poster is among the first parts; of a clip that was closed late, among the last. */
const FIRST = 12
const LAST = 12

const fetchPoster = async (clips: Clips, own: OwnerKey['identity'], clip: ClipId): Promise<string | undefined> => {
  const stored = await clips.clip(clip)
  const opened = await openClip(clips, stored, own)
  if ('finding' in opened || opened.identity === undefined) return undefined
  const source = createPartSource(clips, clip, Promise.resolve(opened))
  for (const from of new Set([0, Math.max(0, stored.parts - LAST)])) {
    const lines = await clips.lines(clip, from, FIRST)
    const poster = lines.map(kindOf).find((claims) => claims?.what === 'poster')
    if (!poster) continue
    const part = await source.take(poster.n)
    return typeof part === 'string' ? undefined : URL.createObjectURL(new Blob([part.bytes], { type: 'image/jpeg' }))
  }
  return undefined
}

export const createPosters = (clips: Clips, own: OwnerKey['identity']): Posters => {
  const held = new Map<ClipId, Promise<string | undefined>>()
  const waiting: (() => void)[] = []
  let running = 0
  const turn = async (): Promise<void> => {
    if (running < AT_ONCE) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const done = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
  const revoke = (poster: Promise<string | undefined>): void => {
    poster.then(
      (url) => url !== undefined && URL.revokeObjectURL(url),
      () => undefined,
    )
  }
  return {
    of: (clip) => {
      const known = held.get(clip)
      if (known) return known
      const poster = turn()
        .then(() => fetchPoster(clips, own, clip).finally(done))
        .catch(() => undefined)
      held.set(clip, poster)
      for (const [old, its] of held) {
        if (held.size <= HELD_MOST) break
        held.delete(old)
        revoke(its)
      }
      return poster
    },
    close: () => {
      for (const poster of held.values()) revoke(poster)
      held.clear()
    },
  }
}
