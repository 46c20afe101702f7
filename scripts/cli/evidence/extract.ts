// Part of a door's journal: lines without a gap, each signed by the door. What it goes on from is not known here.

import { checkLines, type LineCode, openLine } from '#device/journal/line.ts'
import type { Written } from '#device/journal/port.ts'
import { splitLines } from '#device/journal/split.ts'
import type { VerifyKey } from '#protocol/keys.ts'
import { peekClaims } from '#protocol/token.ts'
import type { ClipId, RequestId } from '#protocol/units.ts'
import type { Source } from '../journal/source.ts'

export interface Extract {
  readonly entries: readonly Written[]
  /** The first line that is not as it should be, counted from 1. */
  readonly broken?: { readonly line: number; readonly code: LineCode | 'journal_torn' }
}

/** Which part is wanted of a whole one. */
export interface Wanted {
  readonly from: number
  readonly clips: readonly ClipId[]
  readonly request: RequestId | undefined
}

const LINES_MOST = 20_000
/** Entries kept behind the last one that belongs to the visit. */
const BEHIND = 20

const numberOf = (line: string): number => {
  const claims = peekClaims(line)
  const n: unknown = typeof claims === 'object' && claims !== null && 'n' in claims ? claims.n : undefined
  return typeof n === 'number' ? n : Number.NaN
}

/** Is everything said about this visit and its clips? Asked after each entry, so cheap for most. */
const isOver = (entries: readonly Written[], { clips, request }: Wanted): boolean => {
  const newest = entries.at(-1)?.what.kind
  if (newest !== 'clip_ended' && newest !== 'closed') return false
  const ended = new Set(entries.flatMap(({ what }) => (what.kind === 'clip_ended' ? [what.clip] : [])))
  const isClosed = (): boolean => entries.some(({ what }) => what.kind === 'closed' && what.request === request)
  return clips.every((clip) => ended.has(clip)) && (request === undefined || isClosed())
}

/** Each line from a number on; `undefined` where the text ends in the middle of one. */
async function* linesOf(source: Source, from: number): AsyncGenerator<string | undefined> {
  for await (const { lines, rest } of splitLines(source)) {
    for (const line of lines) if (!(numberOf(line) < from)) yield line
    if (rest !== undefined) yield undefined
  }
}

/** Reads and checks lines until all that is wanted is there, or to their end. */
export const readExtract = async (source: Source, door: VerifyKey, wanted?: Wanted): Promise<Extract> => {
  const entries: Written[] = []
  let most = LINES_MOST
  for await (const line of linesOf(source, wanted?.from ?? 0)) {
    const code = line === undefined ? 'journal_torn' : await take(line, entries, door)
    if (code) return { entries, broken: { line: entries.length + 1, code } }
    if (wanted && most === LINES_MOST && isOver(entries, wanted)) most = entries.length + BEHIND
    if (entries.length >= most) break
  }
  return { entries }
}

const take = async (line: string, entries: Written[], door: VerifyKey): Promise<LineCode | undefined> => {
  const before = entries.at(-1)
  if (before) {
    const { written, damage } = await checkLines([line], before, door)
    entries.push(...written)
    return damage?.code
  }
  const first = await openLine(line, door)
  if ('code' in first) return first.code
  const { prev: _before, ...entry } = first
  entries.push(entry)
  return undefined
}
