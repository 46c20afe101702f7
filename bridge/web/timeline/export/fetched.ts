// One whole clip, fetched and opened: its film, its pictures, its sealed parts, and the judgement on all of it.

import type { KnownEntry } from '#protocol/clip/evidence.ts'
import { readFramed } from '#protocol/clip/framing.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { HausrechtError } from '#protocol/fault.ts'
import type { ClipId } from '#protocol/units.ts'
import type { OwnerKey } from '../../core/app.ts'
import type { Standing } from '../../player/examine.ts'
import { createPartSource, openClip, readLines } from '../../player/parts.ts'
import type { Clips } from '../../player/service.ts'

export interface WholeClip {
  readonly clip: ClipId
  readonly head: ClipHead
  readonly headToken: string
  readonly end: string | undefined
  readonly lines: readonly string[]
  readonly film: Blob
  readonly poster: Blob | undefined
  readonly strip: Blob | undefined
  /** By their numbers; empty unless asked for. */
  readonly sealed: ReadonlyMap<number, Blob>
  readonly identity: string
  readonly standing: Standing
}

export interface Fetching {
  readonly clips: Clips
  readonly own: OwnerKey['identity']
  readonly journal: readonly KnownEntry[]
  readonly withSealed: boolean
  readonly progress: (done: number, count: number) => void
  readonly stop: AbortSignal
}

const AHEAD = 4
/** Pieces are laid together into one blob, so that the browser can put it onto the disk. */
const TOGETHER = 32

const pile = () => {
  let whole = new Blob([])
  let pieces: BlobPart[] = []
  const press = (): void => {
    if (pieces.length > 0) whole = new Blob([whole, ...pieces])
    pieces = []
  }
  return {
    add: (bytes: BlobPart): void => {
      pieces.push(bytes)
      if (pieces.length >= TOGETHER) press()
    },
    all: (): Blob => {
      press()
      return whole
    },
  }
}

/** @throws HausrechtError the head's or identity's finding, or the service's code */
export const fetchWhole = async (clip: ClipId, fetching: Fetching): Promise<WholeClip> => {
  const { clips, own, journal, withSealed, progress, stop } = fetching
  const stored = await clips.clip(clip)
  const opened = await openClip(clips, stored, own)
  if ('finding' in opened) throw new HausrechtError(opened.finding.code, 'The clip is not this door’s.')
  const { head, identity, examiner } = opened
  if (identity === undefined) throw new HausrechtError('wrong_key', 'This key does not open the clip.')
  const count = Math.max(stored.parts, await readLines(clips, opened, { from: 0, each: () => undefined, stop }))
  examiner.allLines(count)
  // Sealed bytes are looked at once more where they are wanted: the source keeps the latest ones.
  const lines = new Map<number, string>()
  const sealed = new Map<number, Blob>()
  const reading: Clips = {
    ...clips,
    part: async (id, n, stopped) => {
      const framed = await clips.part(id, n, stopped)
      const part = framed && readFramed(framed)
      if (part) lines.set(n, part.line)
      if (part && withSealed) sealed.set(n, new Blob([part.sealed]))
      return framed
    },
  }
  const source = createPartSource(reading, clip, Promise.resolve(opened))
  const film = pile()
  const pictures: { poster?: Blob; strip?: Blob } = {}
  for (let n = 0; n < count && !stop.aborted; n += 1) {
    const next = Array.from({ length: AHEAD }, (_, at) => n + at).filter((one) => one < count)
    source.keep(new Set(next))
    source.ahead(next)
    const part = await source.take(n)
    if (typeof part !== 'string') {
      const { what } = part.claims
      if (what === 'init' || what === 'segment') film.add(part.bytes)
      else pictures[what] = new Blob([part.bytes], { type: 'image/jpeg' })
    }
    progress(n + 1, count)
  }
  source.keep(new Set())
  stop.throwIfAborted()
  return {
    ...{ clip, head, headToken: stored.head, end: stored.end, film: film.all(), sealed, identity },
    ...{ poster: pictures.poster, strip: pictures.strip },
    lines: [...lines].sort(([a], [b]) => a - b).map(([, line]) => line),
    standing: await examiner.judge(stored.end, journal),
  }
}
