// Who makes room: the oldest clip, whole, that is neither being recorded nor protected. Pure.

import { byAge, type Kept } from './kept.ts'

export interface Bounds {
  /** Bytes on disk for all clips together. */
  readonly bytes: number
  /** Bytes of the disk that stay free for everything else, the journal above all. */
  readonly floor: number
  readonly clips: number
  readonly files: number
}

/** What is about to be written. */
export interface Need {
  readonly bytes: number
  readonly clips: number
  readonly files: number
}

/** @param free bytes the disk has left */
export const fits = (clips: ReadonlyMap<unknown, Kept>, need: Need, bounds: Bounds, free: number): boolean => {
  let [bytes, files] = [need.bytes, need.files]
  for (const kept of clips.values()) {
    bytes += kept.bytes
    files += kept.files
  }
  const within = bytes <= bounds.bytes && files <= bounds.files && clips.size + need.clips <= bounds.clips
  return within && free - need.bytes >= bounds.floor
}

export const victimOf = (clips: ReadonlyMap<unknown, Kept>): Kept | undefined => {
  let oldest: Kept | undefined
  for (const kept of clips.values()) {
    if (kept.running || kept.protected) continue
    if (!oldest || byAge(kept, oldest) < 0) oldest = kept
  }
  return oldest
}
