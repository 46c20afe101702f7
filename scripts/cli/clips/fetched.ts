// A clip as the service gives it, part by part, checked on the way: nothing larger than one part is held in memory.

import type { FoundClip, FoundPart, KnownEntry } from '#protocol/clip/evidence.ts'
import { isFilm, kindOf, type OpenedIdentity, openIdentity } from '#protocol/clip/film.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import type { FramedPart } from '#protocol/clip/framing.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { type CheckedClip, openHead, verifyClip } from '#protocol/clip/verify.ts'
import { hashBytes } from '#protocol/hash.ts'
import { PARTS_MOST } from '#protocol/limits.ts'
import type { Refused } from '#protocol/refusals.ts'
import { unseal } from '#protocol/seal/seal.ts'
import type { ClipId } from '#protocol/units.ts'
import type { Service, StoredClip } from './service.ts'

export interface FetchedClip {
  readonly ok: true
  readonly stored: StoredClip
  /** Absent when the head is not the door's. */
  readonly head: ClipHead | undefined
  readonly lines: readonly string[]
  readonly opened: OpenedIdentity | undefined
}

export const fetchClip = async (service: Service, clip: ClipId, identity: string): Promise<FetchedClip | Refused> => {
  const stored = await service.clip(clip)
  if (!stored.ok) return stored
  const lines = await service.lines(clip)
  if ('ok' in lines) return lines
  const opened = await openHead({ door: service.place.door, clip, head: stored.head })
  const head = 'head' in opened ? opened.head : undefined
  return { ok: true, stored, head, lines, opened: head && (await openIdentity(stored.identity, identity, head)) }
}

/** What came of one part. `bytes`: opened, when there is an identity that opens it. */
export interface Piece {
  readonly n: number
  readonly part: FramedPart | undefined
  readonly what: 'init' | 'segment' | 'poster' | 'strip' | undefined
  readonly bytes?: Uint8Array<ArrayBuffer>
  readonly finding?: Finding
}

/** Parts in the order of the service, as many as there are lines; gone ones are told, not fatal. */
export async function* piecesOf(
  service: Service,
  { stored, lines, opened }: FetchedClip,
): AsyncGenerator<Piece & { readonly found: FoundPart }> {
  for (const [n, line] of lines.slice(0, PARTS_MOST).entries()) {
    const claims = kindOf(line)
    const part = await service.part(stored.clip, claims?.n ?? n)
    if ('ok' in part) {
      yield { n: claims?.n ?? n, part: undefined, what: claims?.what, found: { line, sealed: null } }
      continue
    }
    const sealed = { hash: await hashBytes(part.sealed), size: part.sealed.length }
    const found: FoundPart = { line: part.line, sealed }
    const piece = { n: claims?.n ?? n, part, what: kindOf(part.line)?.what, found }
    if (!opened?.ok || sealed.hash !== claims?.hash) {
      yield piece
      continue
    }
    const plain = await unseal(part.sealed, opened.identity)
    yield plain.ok ? { ...piece, bytes: plain.bytes } : { ...piece, finding: { code: 'part_unopened', n: piece.n } }
  }
}

/** Pieces of the MP4 file only. */
export const isOfFilm = ({ what }: Pick<Piece, 'what'>): boolean => what !== undefined && isFilm(what)

export interface Judged {
  readonly checked: CheckedClip
  readonly findings: readonly Finding[]
}

/** The whole judgement, once every part was seen. */
export const judge = async (
  { place }: Service,
  { stored, opened }: FetchedClip,
  {
    found,
    extra,
    journal,
  }: {
    readonly found: readonly FoundPart[]
    readonly extra: readonly Finding[]
    readonly journal?: readonly KnownEntry[] | undefined
  },
): Promise<Judged> => {
  const evidence: FoundClip = {
    ...{ door: place.door, clip: stored.clip, head: stored.head, parts: found },
    ...(stored.end === undefined ? {} : { end: stored.end }),
    ...(journal ? { journal } : {}),
  }
  const checked = await verifyClip(evidence)
  const identity: Finding[] = opened && !opened.ok ? [{ code: opened.why }] : []
  return { checked, findings: [...checked.findings, ...identity, ...extra] }
}
