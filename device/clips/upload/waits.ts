// Who waits how long after a failure: the whole service, or one clip. Doubling, with a random part, forgotten at
// the first success.

import type { ClipId, Millis } from '#protocol/units.ts'
import { backoff } from '../../link/backoff.ts'

/** A clip in whose turn the service fell silent waits no longer than this: it is hardly the reason. */
const SILENCE_MOST = 5000
/** … unless it was its turn so many times running: then another asks first. */
const SUSPECT_FROM = 2

interface Wait {
  readonly failures: number
  /** Monotonic. */
  readonly until: number
}

const FRESH: Wait = { failures: 0, until: 0 }

export interface Waits {
  /** May anything be sent now? */
  service(now: Millis): boolean
  /** Those that must not be sent now. */
  resting(clips: readonly ClipId[], now: Millis): ReadonlySet<ClipId>
  /** The service failed in the turn of this clip, or when told whose door it is. */
  serviceFailed(now: Millis, atLeast: Millis, clip?: ClipId): void
  clipFailed(clip: ClipId, now: Millis, atLeast: Millis): void
  serviceAnswered(): void
  clipStored(clip: ClipId): void
  /** Forgets clips that are not among these. @returns the next moment at which a wait is over */
  next(clips: readonly ClipId[], now: Millis): number | undefined
}

/** @param random 0..1 */
export const createWaits = (random: () => number): Waits => {
  let service = FRESH
  const clips = new Map<ClipId, Wait>()
  const suspects = new Set<ClipId>()

  const longer = ({ failures }: Wait, now: number, atLeast: number, most = Number.POSITIVE_INFINITY): Wait => {
    const span = Math.max(atLeast, Math.min(most, backoff(failures + 1, random())))
    return { failures: failures + 1, until: now + span }
  }
  const failed = (clip: ClipId, now: number, atLeast: number, most?: number): Wait => {
    const wait = longer(clips.get(clip) ?? FRESH, now, atLeast, most)
    clips.set(clip, wait)
    return wait
  }

  return {
    service: (now) => service.until <= now,
    resting: (wanted, now) => {
      const waits = wanted.filter((clip) => (clips.get(clip)?.until ?? 0) > now)
      const suspected = wanted.filter((clip) => suspects.has(clip))
      // Nobody else is left to ask: from the start again.
      if (new Set([...waits, ...suspected]).size === wanted.length) suspects.clear()
      return new Set([...waits, ...(suspects.size > 0 ? suspected : [])])
    },
    serviceFailed: (now, atLeast, clip) => {
      service = longer(service, now, atLeast)
      if (clip && failed(clip, now, 0, SILENCE_MOST).failures >= SUSPECT_FROM) suspects.add(clip)
    },
    clipFailed: (clip, now, atLeast) => void failed(clip, now, atLeast),
    serviceAnswered: () => {
      service = FRESH
      suspects.clear()
    },
    clipStored: (clip) => clips.delete(clip),
    next: (wanted, now) => {
      const known = new Set(wanted)
      for (const kept of [clips, suspects]) for (const clip of kept.keys()) if (!known.has(clip)) kept.delete(clip)
      const ends = [...clips.values()].map(({ until }) => Math.max(until, service.until))
      const open = [...ends, service.until].filter((until) => until > now)
      return open.length > 0 ? Math.min(...open) : undefined
    },
  }
}
