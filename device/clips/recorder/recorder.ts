// Turns occasions into sealed, signed clips. An occasion is begun once, joined by whoever names it again, and ended
// after its post-roll; several run side by side, each with a pre-roll of its own. It never sees the door's key.

import type { Cancel } from '#protocol/clock.ts'
import { type Millis, millis } from '#protocol/units.ts'
import { keyOf } from '../../camera/messages.ts'
import type { RecorderState } from '../../camera/port.ts'
import type { Occasion } from '../port.ts'
import { type Running, startOccasion } from './occasion.ts'
import { ANSWER_LIMIT, CLOSE_LIMIT, HELD_MOST, type RecorderParts, RUNNING_MOST } from './parts.ts'
import { within } from './wait.ts'

export interface Recorder {
  /**
   * Begins this occasion's recording, or takes part in the one that runs. Answers within 3 s: `ready` once init and
   * first segment are durable, else what is missing; it goes on trying then, until `over`.
   */
  begin(occasion: Occasion): Promise<RecorderState>
  /** The occasion with this key (`keyOf`) ends after this; 0: at once, and one without footage yet leaves nothing. */
  over(key: string, after: Millis): void
  /** What the occasion with this key shows is an incident: its clips are the last to make room. */
  protect(key: string): void
  /** Is a clip being written right now, measured by what is durable? */
  recording(): boolean
  /** Ends every clip in order, within a bound. */
  close(): Promise<void>
}

const LOOK = millis(500)

export const createRecorder = (parts: RecorderParts): Recorder => {
  const { clock, say, log } = parts
  const running = new Map<string, Running>()
  /** These and those whose last clip is being ended. */
  const all = new Set<Running>()
  const closed = new AbortController()
  let durable = true
  let looking: Cancel | undefined
  let closing = false

  const look = (): void => {
    const ok = ![...all].some(({ firmness }) => firmness.stalled())
    if (ok !== durable) say({ say: 'durable', ok })
    durable = ok
    if (all.size > 0) looking ??= clock.every(LOOK, look)
    else {
      looking?.()
      looking = undefined
    }
  }

  const start = (key: string, occasion: Occasion): Running => {
    const begun = startOccasion(parts, occasion, closed.signal, look)
    running.set(key, begun)
    all.add(begun)
    begun.done
      .catch((err: unknown) => log.error({ err }, 'an occasion could not be recorded'))
      .finally(() => {
        all.delete(begun)
        if (running.get(key) === begun) running.delete(key)
        look()
      })
      .catch(() => undefined)
    look()
    return begun
  }

  const find = (occasion: Occasion): Running | undefined => {
    const key = keyOf(occasion)
    const known = running.get(key)
    if (known && !known.over()) return known
    const active = [...all].filter((each) => !each.over()).length
    return active < RUNNING_MOST && all.size < HELD_MOST ? start(key, occasion) : undefined
  }

  const begin = async (occasion: Occasion): Promise<RecorderState> => {
    if (closing) return 'not_durable'
    const state = parts.view()
    if (state === 'absent') return state
    const found = find(occasion)
    found?.goOn()
    // It is recorded all the same: what covers a camera is worth seeing.
    if (state !== 'ready') return state
    if (!found) return 'not_durable'
    const firm = await found.firmness.whenFirm(ANSWER_LIMIT)
    const now = parts.view()
    if (now !== 'ready') return now
    return firm ? 'ready' : 'not_durable'
  }

  const close = async (): Promise<void> => {
    closing = true
    for (const each of all) each.end(millis(0))
    const ended = Promise.all([...all].map(({ done }) => done))
    await within(clock, CLOSE_LIMIT, ended, 'recorder_busy').catch((err: unknown) =>
      log.warn({ err }, 'clips are left without an end: the door ends them at the next start'),
    )
    closed.abort()
    looking?.()
    looking = undefined
  }

  return {
    begin,
    over: (key, after) => running.get(key)?.end(after),
    protect: (key) => running.get(key)?.protect(),
    recording: () => [...running.values()].some((each) => !each.over() && each.firmness.firm()),
    close,
  }
}
