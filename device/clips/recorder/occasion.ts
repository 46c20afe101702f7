// One occasion, from its begin until it is over: take after take, each going on where the one before ended, so that
// no picture is missing between them.

import type { Cancel } from '#protocol/clock.ts'
import { type ClipId, type Millis, millis } from '#protocol/units.ts'
import type { Occasion, Spool } from '../port.ts'
import { createFirmness, type Firmness } from './firmness.ts'
import type { RecorderParts } from './parts.ts'
import { type Order, type Taken, take } from './take.ts'
import { pauseAfter, sleep } from './wait.ts'

export interface Running {
  readonly firmness: Pick<Firmness, 'firm' | 'stalled' | 'whenFirm'>
  /** Its end has come: nothing joins it any more. */
  over(): boolean
  /** Ends it after this; a later word replaces an earlier one. */
  end(after: Millis): void
  /** Somebody takes part in it: it does not end yet. */
  goOn(): void
  /** What it shows is an incident: its clips are the last to make room. */
  protect(): void
  /** Resolves when its last clip is ended. */
  readonly done: Promise<void>
}

/** A take that lasted this long begins the count of failures anew. */
const GOOD_TAKE = millis(30_000)
const NO_PICTURE_PAUSE = millis(250)
const CLIPS_KNOWN = 64

/** The clips of one occasion, kept as long as there is room once what they show is an incident. */
const createShelf = (spool: Spool, isIncident: boolean): { begun: (clip: ClipId) => void; protect: () => void } => {
  const clips: ClipId[] = []
  let incident = isIncident
  return {
    begun: (clip) => {
      clips.push(clip)
      if (clips.length > CLIPS_KNOWN) clips.shift()
      if (incident) spool.protect(clip)
    },
    protect: () => {
      if (incident) return
      incident = true
      for (const clip of clips) spool.protect(clip)
    },
  }
}

const recordTakes = async (parts: RecorderParts, order: Omit<Order, 'from' | 'follows'>): Promise<void> => {
  const { hub, clock, log } = parts
  let from = hub.oldest()
  let follows: Taken['clip']
  let failures = 0
  while (!order.over.aborted) {
    from ??= hub.oldest()
    if (from === undefined || parts.recipients().length === 0) {
      await sleep(clock, NO_PICTURE_PAUSE, order.over)
      continue
    }
    const began = clock.monotonic()
    const { why, clip, next } = await take(parts, { ...order, from, follows })
    from = next
    follows = clip ?? follows
    if (why === 'over' || why === 'full') continue
    log.warn({ why, clip }, 'a clip ended before its occasion')
    failures = clock.monotonic() - began > GOOD_TAKE ? 1 : failures + 1
    await sleep(clock, pauseAfter(failures), order.over)
  }
}

/** @param closed aborted when nothing can be waited for any more @param changed firm or stalled may be otherwise now */
export const startOccasion = (
  parts: RecorderParts,
  occasion: Occasion,
  closed: AbortSignal,
  changed: () => void,
): Running => {
  const over = new AbortController()
  const firmness = createFirmness(parts.clock, changed)
  const clips = createShelf(parts.spool, occasion.why === 'incident')
  let ending: Cancel | undefined

  const finish = (): void => {
    if (over.signal.aborted) return
    over.abort()
    firmness.over()
  }
  const goOn = (): void => {
    ending?.()
    ending = undefined
  }

  return {
    firmness,
    over: () => over.signal.aborted,
    goOn,
    end: (after) => {
      goOn()
      if (after > 0) ending = parts.clock.after(after, finish)
      else finish()
    },
    protect: clips.protect,
    done: recordTakes(parts, {
      occasion,
      over: over.signal,
      closed,
      begun: clips.begun,
      durable: () => firmness.durable(),
      stuck: () => firmness.stuck(),
    }),
  }
}
