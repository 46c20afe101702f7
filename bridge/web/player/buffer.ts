// Which parts lie in the browser's buffer, which is wanted next, and what is let go of. Whole parts only: half of one
// could not be decoded.

import type { FilmMap } from './film-map.ts'
import type { Screen } from './screen.ts'

/** Seconds kept behind and before, and fetched ahead; at ordinary speed. */
const KEEP_BEHIND = 30
const KEEP_AHEAD = 60
const AHEAD = 12
/** Two pictures are never closer. */
export const INSIDE = 0.004

export interface Buffer {
  holds(n: number): void
  /** The part to be fetched next for the second that is watched; undefined when enough is there. */
  next(): number | undefined
  /** The last part that is there without a hole from where it stands. */
  last(): number
  letGo(): Promise<void>
  /** Over a time of which there is no picture, to the next that is there. */
  overHoles(): void
}

export const createBuffer = (map: FilmMap, screen: Screen, video: HTMLVideoElement): Buffer => {
  const held = new Set<number>()
  const speed = (): number => Math.max(1, video.playbackRate)
  return {
    holds: (n) => held.add(n),
    next: () => {
      const until = video.currentTime + AHEAD * speed()
      for (let n = map.at(video.currentTime); n > 0 && n < map.parts(); n = map.after(n)) {
        const shown = map.of(n)
        if (!shown || !held.has(n)) return (map.begin(n) ?? 0) > until ? undefined : n
        if (shown.from > until) return undefined
      }
      return undefined
    },
    last: () => {
      let n = map.at(video.currentTime)
      while (n > 0 && held.has(n)) {
        const next = map.after(n)
        if (!held.has(next)) return n
        n = next
      }
      return n
    },
    letGo: async () => {
      const now = video.currentTime
      let [from, to] = [0, Number.POSITIVE_INFINITY]
      for (const n of [...held]) {
        const shown = map.of(n)
        if (!shown) continue
        const isBehind = shown.to < now - KEEP_BEHIND
        if (!isBehind && shown.from <= now + KEEP_AHEAD * speed()) continue
        held.delete(n)
        if (isBehind) from = Math.max(from, shown.to)
        else to = Math.min(to, shown.from)
      }
      if (from > 0 || to < Number.POSITIVE_INFINITY) await screen.keep(from, to)
    },
    overHoles: () => {
      const now = video.currentTime
      if (video.ended || screen.until(now) > now + 0.15) return
      const n = map.at(now)
      const shown = map.of(n)
      if (!shown || !held.has(n)) return
      const next = now < shown.from ? n : map.after(n)
      const behind = map.of(next)
      if (now >= shown.from && now < shown.to - 0.2) return
      if (behind && held.has(next) && behind.from > now + 0.01) video.currentTime = behind.from + INSIDE
    },
  }
}
