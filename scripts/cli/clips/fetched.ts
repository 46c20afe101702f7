// A clip as the service gives it, part by part, checked on the way: nothing larger than one part is held in memory.

import { CLIP_END } from '#protocol/clip/end.ts'
import type { FoundClip, FoundPart, KnownEntry } from '#protocol/clip/evidence.ts'
import { isFilm, kindOf, type OpenedIdentity, openIdentity } from '#protocol/clip/film.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import type { FramedPart } from '#protocol/clip/framing.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { type ClipPart, PART } from '#protocol/clip/part.ts'
import { type CheckedClip, openHead, verifyClip } from '#protocol/clip/verify.ts'
import { hashBytes } from '#protocol/hash.ts'
import { type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { PARTS_MOST } from '#protocol/limits.ts'
import type { Refused } from '#protocol/refusals.ts'
import { unseal } from '#protocol/seal/seal.ts'
import { openToken, peekClaims } from '#protocol/token.ts'
import type { ClipId } from '#protocol/units.ts'
import { fault } from '../spoken.ts'
import type { Service, StoredClip } from './service.ts'

export interface FetchedClip {
  readonly ok: true
  readonly stored: StoredClip
  /** Absent when the head is not the door's; `why` then says what it is. */
  readonly head: ClipHead | undefined
  readonly why?: Finding
  readonly lines: readonly string[]
  readonly opened: OpenedIdentity | undefined
}

export const fetchClip = async (service: Service, clip: ClipId, identity: string): Promise<FetchedClip | Refused> => {
  const stored = await service.clip(clip)
  if (!stored.ok) return stored
  const lines = await service.lines(clip)
  if ('ok' in lines) return lines
  const shown = await openHead({ door: service.place.door, clip, head: stored.head })
  if ('finding' in shown) return { ok: true, stored, head: undefined, why: shown.finding, lines, opened: undefined }
  const { head } = shown
  return { ok: true, stored, head, lines, opened: await openIdentity(stored.identity, identity, head) }
}

/** What came of one place. `bytes`: opened, when it is this clip's own part and its identity opens it. */
export interface Piece {
  readonly n: number
  readonly part: FramedPart | undefined
  readonly what: ClipPart['what'] | undefined
  readonly bytes?: Uint8Array<ArrayBuffer>
  readonly finding?: Finding
  readonly found: readonly FoundPart[]
}

/** How many places there should be, by whatever says most. */
const placesOf = ({ stored, lines }: FetchedClip): number => {
  const end = CLIP_END.schema.safeParse(peekClaims(stored.end ?? ''))
  const numbers = lines.map((line) => (kindOf(line)?.n ?? -1) + 1)
  return Math.min(PARTS_MOST, Math.max(lines.length, ...numbers, end.success ? end.data.parts : 0))
}

/** Is this, in this place, a part that the clip's key signed, with the bytes it was signed for? */
const ownPart = async (
  { line }: FramedPart,
  {
    n,
    hash,
    head,
    key,
  }: { readonly n: number; readonly hash: string; readonly head: ClipHead; readonly key: VerifyKey },
): Promise<ClipPart | undefined> => {
  const opened = await openToken(PART, line, key)
  const isOwn = opened.ok && opened.claims.clip === head.clip && opened.claims.n === n && opened.claims.hash === hash
  return isOwn ? opened.claims : undefined
}

interface Opening {
  readonly head: ClipHead
  readonly key: VerifyKey
  readonly identity: string | undefined
}

const readPiece = async (part: FramedPart, n: number, opening: Opening | undefined): Promise<Piece> => {
  const hash = await hashBytes(part.sealed)
  const found = [{ place: n, line: part.line, sealed: { hash, size: part.sealed.length } }]
  const claims = opening && (await ownPart(part, { n, hash, ...opening }))
  const piece: Piece = { n, part, what: claims?.what, found }
  if (!claims || opening.identity === undefined) return piece
  const plain = await unseal(part.sealed, opening.identity)
  return plain.ok ? { ...piece, bytes: plain.bytes } : { ...piece, finding: { code: 'part_unopened', n } }
}

/** Place after place, as the service has them. Whatever is not the clip's own never gets into a film. */
export async function* piecesOf(service: Service, fetched: FetchedClip): AsyncGenerator<Piece> {
  const { stored, head, opened } = fetched
  const identity = opened?.ok ? opened.identity : undefined
  const opening = head && { head, key: await verifyKey(head.key), identity }
  const places = placesOf(fetched)
  for (let n = 0; n < places; n += 1) {
    const part = await service.part(stored.clip, n)
    if (!('ok' in part)) yield await readPiece(part, n, opening)
    else if (part.code === 'part_damaged') {
      yield { n, part: undefined, what: undefined, found: [{ place: n, line: '' }] }
    }
    // Any other refusal than that there is nothing is no finding on the clip.
    else if (part.code !== 'clip_unknown') throw fault('cloud_refused', { code: part.code })
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
