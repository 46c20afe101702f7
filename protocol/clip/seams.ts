// Between two clips of one visit: does the next begin with the picture after the last of the one before? Pictures are
// counted by the camera's process, which begins anew when it died; then only the door's clock tells.

import { type ClipId, type EpochMs, type Millis, millis } from '../units.ts'
import type { ClipHead } from './head.ts'
import type { OwnLine } from './lines.ts'
import type { ClipPart } from './part.ts'

/** A clip that was checked by itself. */
export interface VisitClip {
  readonly head: ClipHead
  readonly lines: readonly OwnLine[]
}

/** Nobody does anything in less, and a camera of two pictures a second needs as much. */
export const HOLE_LEAST = millis(500)

export interface Seam {
  readonly from: ClipId
  readonly to: ClipId
  /**
   * `joined`: no picture between. `gap`, `overlap`: `count` pictures of the same run of the camera are in neither, or in
   * both. `anew`: the camera counted from the beginning again.
   */
  readonly is: 'joined' | 'gap' | 'overlap' | 'anew'
  readonly count: number
  /** The door's clock at the end of the one and at the beginning of the next. */
  readonly ends: EpochMs
  readonly begins: EpochMs
  readonly by: Millis
  /** What the journal has behind the one number and up to the other happened there. */
  readonly after: number
  readonly until: number
}

/** Segments whose bytes are the signed ones, or were not looked at. */
export const filmed = ({ lines }: Pick<VisitClip, 'lines'>): readonly ClipPart[] =>
  lines
    .filter(({ claims, sealed }) => claims.what === 'segment' && (sealed === undefined || sealed?.hash === claims.hash))
    .map(({ claims }) => claims)

/** Both of one clip, or of two of which the one goes on from the other. @returns undefined when that cannot be told */
export const picturesBetween = (one: ClipPart, next: ClipPart): number | undefined =>
  one.last === undefined || next.first === undefined ? undefined : next.first - one.last - 1

const seamOf = (one: VisitClip, next: VisitClip): Seam | undefined => {
  const [last, first] = [filmed(one).at(-1), filmed(next)[0]]
  if (!last || !first) return undefined
  const count = next.head.follows === one.head.clip ? picturesBetween(last, first) : undefined
  const ends = (last.at + last.lasts) as EpochMs
  const is = count === undefined ? 'anew' : count === 0 ? 'joined' : count > 0 ? 'gap' : 'overlap'
  return {
    ...{ from: one.head.clip, to: next.head.clip, is, count: Math.abs(count ?? 0) },
    ...{ ends, begins: first.at, by: millis(first.at - ends) },
    ...{ after: last.jn, until: Math.max(first.jn, next.head.jn) },
  }
}

/** @param clips of one visit, in their order; one without a picture is passed over */
export const seamsOf = (clips: readonly VisitClip[]): Seam[] => {
  const shown = clips.filter((clip) => filmed(clip).length > 0)
  return shown.slice(1).flatMap((next, at) => {
    const before = shown[at]
    const seam = before && seamOf(before, next)
    return seam ? [seam] : []
  })
}

/** Is there a time between the two of which there is no picture? */
export const isOpen = ({ is, by }: Pick<Seam, 'is' | 'by'>): boolean =>
  is === 'gap' || (is === 'anew' && by >= HOLE_LEAST)

/** As they were begun: by the door's journal, which no clock turns round. */
export const inOrder = <Clip extends { readonly head: ClipHead }>(clips: readonly Clip[]): Clip[] =>
  [...clips].sort(({ head: a }, { head: b }) => a.jn - b.jn || a.at - b.at)
