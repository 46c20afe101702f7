// A whole visit, from the request to the measured re-lock, against all that was filmed of it. Each clip was checked by
// itself before; here only what is between them, before the first and behind the last is looked at. Pure.

import type { Entry } from '../entry.ts'
import type { ClipId, EpochMs, Millis, RequestId } from '../units.ts'
import { millis } from '../units.ts'
import type { KnownEntry } from './evidence.ts'
import type { ClipPart } from './part.ts'
import { filmed, HOLE_LEAST, picturesBetween, type VisitClip } from './seams.ts'

export interface VisitEntry extends KnownEntry, Pick<Entry, 'at'> {}

/** A time within the visit of which there is no picture. */
export interface Hole {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly lasts: Millis
  readonly where: 'before' | 'within' | 'after' | 'everywhere'
  /** No picture that was taken is missing: the camera gave none, or the door's clock was set. */
  readonly still: boolean
  /** What the journal has behind the one number and up to the other happened there. */
  readonly after: number
  readonly until: number
}

export type VisitFilmed =
  /** `not_asked`, `not_closed`: the journal at hand has no request, or no re-lock. `clock_back`: no span can be measured. */
  | { readonly known: false; readonly why: 'no_visit' | 'no_journal' | 'not_asked' | 'not_closed' | 'clock_back' }
  | {
      readonly known: true
      readonly asked: EpochMs
      readonly locked: EpochMs
      readonly holes: readonly Hole[]
      /** Span of the holes in which pictures are missing. */
      readonly missing: Millis
      /** Span of those in which none was taken. */
      readonly still: Millis
    }

interface Shot extends ClipPart {
  readonly follows: ClipId | undefined
}

const endOf = ({ at, lasts }: ClipPart): number => at + lasts

const shotsOf = (clips: readonly VisitClip[]): Shot[] =>
  clips
    .flatMap((clip) => filmed(clip).map((part): Shot => ({ ...part, follows: clip.head.follows })))
    .sort((a, b) => a.at - b.at)

const isStill = (before: Shot | undefined, next: Shot): boolean =>
  before !== undefined &&
  (before.clip === next.clip || next.follows === before.clip) &&
  picturesBetween(before, next) === 0

interface Visit {
  readonly asked: VisitEntry
  readonly locked: VisitEntry
}

const holesIn = ({ asked, locked }: Visit, shots: readonly Shot[]): Hole[] => {
  const holes: Hole[] = []
  let covered: number = asked.at
  let before: Shot | undefined
  const leave = (until: number, next: Shot | undefined): void => {
    const to = Math.min(until, locked.at)
    if (to - covered < HOLE_LEAST) return
    const where = before ? (next ? 'within' : 'after') : next ? 'before' : 'everywhere'
    holes.push({
      ...{ from: covered as EpochMs, to: to as EpochMs, lasts: millis(to - covered), where },
      ...{ still: next !== undefined && isStill(before, next) },
      ...{ after: before?.jn ?? asked.n - 1, until: next?.jn ?? locked.n },
    })
  }
  for (const shot of shots) {
    leave(shot.at, shot)
    if (!before || endOf(shot) >= endOf(before)) before = shot
    covered = Math.max(covered, endOf(shot))
  }
  leave(locked.at, undefined)
  return holes
}

const isOf =
  (kind: 'intent' | 'closed', request: RequestId) =>
  ({ what }: VisitEntry): boolean =>
    what.kind === kind && what.request === request

/**
 * @param clips everything filmed then, also what was filmed for another reason
 * @param journal entries without a gap, as far as they are at hand
 */
export const filmedVisit = (
  request: RequestId | undefined,
  clips: readonly VisitClip[],
  journal: readonly VisitEntry[] | undefined,
): VisitFilmed => {
  if (request === undefined) return { known: false, why: 'no_visit' }
  if (!journal || journal.length === 0) return { known: false, why: 'no_journal' }
  const [asked, locked] = [journal.find(isOf('intent', request)), journal.find(isOf('closed', request))]
  if (!asked) return { known: false, why: 'not_asked' }
  if (!locked) return { known: false, why: 'not_closed' }
  if (locked.at < asked.at) return { known: false, why: 'clock_back' }
  const holes = holesIn({ asked, locked }, shotsOf(clips))
  const sum = (still: boolean): Millis =>
    millis(holes.filter((hole) => hole.still === still).reduce((all, { lasts }) => all + lasts, 0))
  return { known: true, asked: asked.at, locked: locked.at, holes, missing: sum(false), still: sum(true) }
}

/** Clips that the journal names for this visit, and that are not among those at hand. */
export const absentClips = (
  request: RequestId | undefined,
  clips: readonly VisitClip[],
  journal: readonly VisitEntry[] | undefined,
): readonly ClipId[] => {
  const there = new Set(clips.map(({ head }) => head.clip))
  return (journal ?? []).flatMap(({ what }) =>
    what.kind === 'clip' && request !== undefined && what.request === request && !there.has(what.clip)
      ? [what.clip]
      : [],
  )
}
