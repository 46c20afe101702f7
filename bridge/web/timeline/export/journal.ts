// The part of the door's journal that belongs to a visit: its signed lines as the bridge holds them, each checked.

import * as z from 'zod'
import type { ClipHead } from '#protocol/clip/head.ts'
import { ENTRY, type Entry, lineHash } from '#protocol/entry.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { JOURNAL_LINE_BYTES } from '#protocol/limits.ts'
import { openToken } from '#protocol/token.ts'
import type { Hash } from '#protocol/units.ts'
import type { DoorView, Http } from '../../core/app.ts'

export interface JournalPart {
  readonly lines: readonly string[]
  readonly entries: readonly (Pick<Entry, 'n' | 'what' | 'at'> & { readonly hash: Hash })[]
}

/** Entries kept in front of the one the first clip began at, and behind the last that belongs to it. */
const AROUND = 20
const PAGE = 500
const LINES_MOST = 20_000

const PageSchema = z.object({ lines: z.array(z.string().max(JOURNAL_LINE_BYTES)).max(1000) })

const isOver = (entries: JournalPart['entries'], heads: readonly ClipHead[]): boolean => {
  const ended = new Set(entries.flatMap(({ what }) => (what.kind === 'clip_ended' ? [what.clip] : [])))
  const request = heads.find((head) => head.request !== undefined)?.request
  const isClosed = entries.some(({ what }) => what.kind === 'closed' && what.request === request)
  return heads.every(({ clip }) => ended.has(clip)) && (request === undefined || isClosed)
}

/** @throws HausrechtError `journal_broken` when a line is not the door's, or `offline` */
export const journalAround = async (
  http: Pick<Http, 'json'>,
  door: Pick<DoorView, 'id' | 'key'>,
  heads: readonly ClipHead[],
): Promise<JournalPart> => {
  const lines: string[] = []
  const entries: JournalPart['entries'][number][] = []
  let from = Math.max(0, Math.min(...heads.map(({ jn }) => jn)) - AROUND)
  let most = LINES_MOST
  while (entries.length < most) {
    const page = PageSchema.parse(await http.json(`/api/doors/${door.id}/journal?from=${from}&most=${PAGE}`)).lines
    for (const line of page) {
      const opened = await openToken(ENTRY, line, door.key)
      const before = entries.at(-1)
      const follows = opened.ok && (!before || (opened.claims.n === before.n + 1 && opened.claims.prev === before.hash))
      if (!opened.ok || !follows) throw new HausrechtError('journal_broken', 'A line of the journal is not the door’s.')
      const { n, what, at } = opened.claims
      lines.push(line)
      entries.push({ n, what, at, hash: await lineHash(line) })
      if (most === LINES_MOST && isOver(entries, heads)) most = entries.length + AROUND
      if (entries.length >= most) break
    }
    if (page.length === 0) break
    from += page.length
  }
  return { lines, entries }
}
