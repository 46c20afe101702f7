// What a door's journal says of all its clips, and what a clip service has to show for each. The journal lies
// elsewhere than the clips: a clip that is in neither place was taken away.

import { beforeFirst, checkLines, type LineCode } from '#device/journal/line.ts'
import type { Written } from '#device/journal/port.ts'
import { splitLines } from '#device/journal/split.ts'
import { type GoneKeys, openGone } from '#protocol/clip/gone.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import type { ClipReason } from '#protocol/clip/reason.ts'
import type { Head } from '#protocol/entry.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import type { ClipId, EpochMs } from '#protocol/units.ts'
import type { Source } from '../journal/source.ts'

/** A clip as the door wrote it down. */
export interface Noted {
  readonly clip: ClipId
  readonly at: EpochMs
  readonly why: ClipReason
  /** How many parts it ended with; absent while it runs. */
  readonly parts?: number
  /** It made room at the door before all of it was sent. */
  readonly dropped?: true
}

export interface Ledger {
  readonly clips: ReadonlyMap<ClipId, Noted>
  readonly entries: number
  /** The first line that is not as it should be, counted from 1; nothing after it is believed. */
  readonly broken?: { readonly line: number; readonly code: LineCode | 'journal_torn' }
}

const note = (clips: Map<ClipId, Noted>, { what, at }: Pick<Written, 'what' | 'at'>): void => {
  if (!('clip' in what)) return
  const { clip } = what
  const known = clips.get(clip)
  if (what.kind === 'clip') clips.set(clip, { clip, at, why: what.why })
  else if (known)
    clips.set(clip, what.kind === 'clip_ended' ? { ...known, parts: what.parts } : { ...known, dropped: true })
}

/** @param source the whole journal, from its first entry on */
export const readLedger = async (source: Source, door: VerifyKey): Promise<Ledger> => {
  const clips = new Map<ClipId, Noted>()
  let head: Head = beforeFirst(door.thumbprint)
  const entries = (): number => head.n + 1
  for await (const { lines, rest } of splitLines(source)) {
    const { written, damage } = await checkLines(lines, head, door)
    for (const entry of written) note(clips, entry)
    head = written.at(-1) ?? head
    const code = damage?.code ?? (rest === undefined ? undefined : 'journal_torn')
    if (code) return { clips, entries: entries(), broken: { line: entries() + 1, code } }
  }
  return { clips, entries: entries() }
}

interface ShownClip {
  readonly clip: ClipId
  readonly parts: number
  readonly ended: boolean
  /** When it is the door's. */
  readonly head: ClipHead | undefined
}

/** What the service shows, asked after the journal was read; and its signed records of what is gone. */
export interface Shown {
  readonly clips: readonly ShownClip[]
  readonly gone: readonly string[]
}

export interface Compared {
  /** In the journal, neither at the service nor deleted with a record that counts. */
  readonly missing: readonly Noted[]
  /** At the service with fewer parts than it ended with. */
  readonly short: readonly (Noted & { readonly there: number })[]
  /** At the service, and unknown to the journal. */
  readonly unknown: readonly ClipId[]
}

export const compare = async ({ clips, entries }: Ledger, shown: Shown, keys: GoneKeys): Promise<Compared> => {
  const { gone } = shown
  const parts = new Map(shown.clips.map((one) => [one.clip, one.parts]))
  // Begun after the journal was read: not in it yet. One that is over by now was begun before.
  const isNew = ({ head, ended }: ShownClip): boolean => !ended && head !== undefined && head.jn >= entries - 1
  const deleted = new Set(await Promise.all(gone.map(async (token) => (await openGone(token, keys))?.clip)))
  const noted = [...clips.values()].filter(({ clip }) => !deleted.has(clip))
  return {
    missing: noted.filter(({ clip, dropped }) => !dropped && !parts.has(clip)),
    short: noted.flatMap((one) => {
      const there = parts.get(one.clip)
      const isShort = there !== undefined && one.parts !== undefined && there < one.parts && !one.dropped
      return isShort ? [{ ...one, there }] : []
    }),
    unknown: shown.clips.filter((one) => !clips.has(one.clip) && !isNew(one)).map(({ clip }) => clip),
  }
}
