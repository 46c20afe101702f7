// A folder of evidence as the command line writes and checks it, in a zip. See docs/clip-format.md, "A folder of
// evidence".

import { clipPlaces, type EvidenceGrants, type EvidenceKeys, PLACES, sealedPlace } from '#protocol/clip/folder.ts'
import { readme } from '#protocol/clip/readme.ts'
import { HausrechtError } from '#protocol/fault.ts'
import { GRANT } from '#protocol/grant.ts'
import type { PublicJwk } from '#protocol/keys.ts'
import { peekClaims } from '#protocol/token.ts'
import type { BookContents } from '../../core/book.ts'
import type { WholeClip } from './fetched.ts'
import type { JournalPart } from './journal.ts'
import { type ZipFile, zip } from './zip.ts'

export interface Evidence {
  /** Of one visit, in the order of their numbers in the journal. */
  readonly clips: readonly WholeClip[]
  readonly journal: JournalPart
  readonly keys: { readonly door: PublicJwk; readonly owner: PublicJwk; readonly bridge: PublicJwk }
  readonly book: BookContents
  readonly report?: string
  readonly now: number
}

const text = (content: string): Blob => new Blob([content], { type: 'text/plain' })
const json = (value: unknown): Blob => text(`${JSON.stringify(value, null, 2)}\n`)

/** A browser hashes only what is in memory as a whole. */
const HASHED_MOST = 1_500_000_000

const sha256 = async (data: Blob): Promise<string> => {
  if (data.size > HASHED_MOST)
    throw new HausrechtError('zip_too_large', 'The film is too large for a browser: export it on a computer.')
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await data.arrayBuffer()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const clipFiles = (clip: WholeClip, at: number): ZipFile[] => {
  const places = clipPlaces(at)
  const { film, poster, strip, headToken, lines, end, sealed, identity } = clip
  return [
    { path: places.film, data: film },
    ...(poster ? [{ path: places.poster, data: poster }] : []),
    ...(strip ? [{ path: places.strip, data: strip }] : []),
    { path: places.head, data: text(`${headToken}\n`) },
    { path: places.lines, data: text(lines.map((line) => `${line}\n`).join('')) },
    ...(end === undefined ? [] : [{ path: places.end, data: text(`${end}\n`) }]),
    ...[...sealed].sort(([a], [b]) => a - b).map(([n, data]) => ({ path: sealedPlace(at, n), data })),
    ...(sealed.size > 0 ? [{ path: places.key, data: text(`${identity}\n`) }] : []),
  ]
}

const namesIn = ({ people }: BookContents): EvidenceKeys['names'] =>
  people.filter(({ gone }) => !gone).map(({ id, name }) => ({ key: id, name }))

/** Grants that were used in the entries, as the owner's book has them. */
export const grantsUsed = ({
  clips,
  journal,
  book,
}: Pick<Evidence, 'clips' | 'journal' | 'book'>): EvidenceGrants['grants'] => {
  const used = new Set<string>([
    ...clips.flatMap(({ head }) => head.grant ?? []),
    ...journal.entries.flatMap(({ what }) => (what.kind === 'intent' ? what.spends.map(({ grant }) => grant) : [])),
  ])
  return book.grants.flatMap(({ id, name, token }) => {
    const claims = GRANT.schema.safeParse(peekClaims(token))
    return used.has(id) && claims.success ? [{ ...(name === '' ? {} : { name }), claims: claims.data }] : []
  })
}

/** @throws HausrechtError `zip_too_large` */
export const evidenceZip = async (evidence: Evidence): Promise<Blob> => {
  const { clips, journal, keys, book, report, now } = evidence
  const isSealed = clips.some(({ sealed }) => sealed.size > 0)
  const files: ZipFile[] = [
    ...clips.flatMap((clip, at) => clipFiles(clip, at + 1)),
    { path: PLACES.journal, data: text(journal.lines.map((line) => `${line}\n`).join('')) },
    ...(report === undefined ? [] : [{ path: PLACES.report, data: text(`${report}\n`) }]),
    { path: PLACES.keys, data: json({ v: 1, ...keys, names: namesIn(book) } satisfies EvidenceKeys) },
    { path: PLACES.grants, data: json({ v: 1, grants: grantsUsed(evidence) } satisfies EvidenceGrants) },
    { path: PLACES.readme, data: text(readme(isSealed, clips.length)) },
  ]
  const listed = []
  for (const { path, data } of files) listed.push({ path, bytes: data.size, sha256: await sha256(data) })
  listed.sort((a, b) => (a.path < b.path ? -1 : 1))
  return zip([...files, { path: PLACES.index, data: json({ v: 1, made: Math.round(now), files: listed }) }], now)
}
