// Makes a picture each time one is due. A late picture is not made up for: a camera does not do that either.

import type { Cancel, Clock } from '#protocol/clock.ts'
import { type Millis, millis } from '#protocol/units.ts'
import type { Scene } from './scene.ts'

export interface FilmParts {
  readonly clock: Clock
  readonly scene: Scene
  /** Pictures a second. */
  readonly fps: number
  /** Would a picture be taken now? */
  readonly ready: () => boolean
  readonly show: (jpeg: Uint8Array) => void
  readonly failed: (cause: unknown) => void
}

/** Runs until cancelled. */
export const runFilm = ({ clock, scene, fps, ready, show, failed }: FilmParts): Cancel => {
  const span = 1000 / fps
  let due: number = clock.monotonic()
  let cancel: Cancel | undefined
  let ended = false
  const wait = (): void => {
    const now = clock.monotonic()
    due += span
    if (due < now - span) due = now
    if (!ended) cancel = clock.after(millis(Math.max(0, due - now)), take)
  }
  const make = async (now: Millis): Promise<void> => {
    if (!ready()) return scene.miss()
    const jpeg = await scene.next(now, clock.now())
    if (jpeg && !ended) show(jpeg)
  }
  const take = (): void => {
    make(clock.monotonic()).then(wait, failed)
  }
  take()
  return () => {
    ended = true
    cancel?.()
  }
}
