// Who waits how long after a failure: the whole service, or one clip. Doubling, with a random part, forgotten at
// the first success.

import type { ClipId, Millis } from '#protocol/units.ts'
import { backoff } from '../../link/backoff.ts'

/** A clip that meets a silent service gives way to others for a while, in case it is the reason itself. */
const GIVES_WAY_MOST = 5000

interface Wait {
  readonly failures: number
  /** Monotonic. */
  readonly until: number
}

const FRESH: Wait = { failures: 0, until: 0 }

export interface Waits {
  /** May anything be sent now? */
  service(now: Millis): boolean
  clip(clip: ClipId, now: Millis): boolean
  serviceFailed(now: Millis, atLeast: Millis): void
  clipFailed(clip: ClipId, now: Millis, atLeast: Millis): void
  /** As `clipFailed`, where the service as a whole is more likely at fault. */
  givesWay(clip: ClipId, now: Millis): void
  serviceAnswered(): void
  clipStored(clip: ClipId): void
  /** Forgets clips that are not among these. @returns the next moment at which a wait is over */
  next(clips: readonly ClipId[], now: Millis): number | undefined
}

/** @param random 0..1 */
export const createWaits = (random: () => number): Waits => {
  let service = FRESH
  const clips = new Map<ClipId, Wait>()

  const longer = ({ failures }: Wait, now: number, atLeast: number, most = Number.POSITIVE_INFINITY): Wait => {
    const span = Math.max(atLeast, Math.min(most, backoff(failures + 1, random())))
    return { failures: failures + 1, until: now + span }
  }
  const failed = (clip: ClipId, now: number, atLeast: number, most?: number): void => {
    clips.set(clip, longer(clips.get(clip) ?? FRESH, now, atLeast, most))
  }

  return {
    service: (now) => service.until <= now,
    clip: (clip, now) => (clips.get(clip)?.until ?? 0) <= now,
    serviceFailed: (now, atLeast) => {
      service = longer(service, now, atLeast)
    },
    clipFailed: (clip, now, atLeast) => failed(clip, now, atLeast),
    givesWay: (clip, now) => failed(clip, now, 0, GIVES_WAY_MOST),
    serviceAnswered: () => {
      service = FRESH
    },
    clipStored: (clip) => clips.delete(clip),
    next: (wanted, now) => {
      const known = new Set(wanted)
      for (const clip of clips.keys()) if (!known.has(clip)) clips.delete(clip)
      const ends = [...clips.values()].map(({ until }) => Math.max(until, service.until))
      const open = [...ends, service.until].filter((until) => until > now)
      return open.length > 0 ? Math.min(...open) : undefined
    },
  }
}
