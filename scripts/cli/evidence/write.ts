// Writes a folder of evidence: the film opened part by part, what the door signed, its journal, the keys. A folder
// that is finished has its list, index.json; one without was broken off.

import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FoundPart } from '#protocol/clip/evidence.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { type FetchedClip, isOfFilm, type Judged, judge, type Piece, piecesOf } from '../clips/fetched.ts'
import type { DoorClips } from '../clips/place.ts'
import { type Sink, toFile } from '../clips/sink.ts'
import type { Context } from '../context.ts'
import type { Source } from '../journal/source.ts'
import { usage } from '../spoken.ts'
import { type Extract, readExtract } from './extract.ts'
import { filesIn, hashFile, PLACES, sealedPlace } from './folder.ts'
import { grantsFor, keysFor } from './people.ts'
import { readme } from './readme.ts'

export interface Exporting {
  readonly folder: string
  /** Also the sealed parts and the key that opens them. */
  readonly sealed: boolean
  /** Given an entry's number to begin with; absent when no journal is to be had. */
  readonly journal: ((from: number) => Source) | undefined
  /** A signed statement of the owner. */
  readonly report?: string
}

export interface Exported extends Judged {
  readonly extract: Extract | undefined
  readonly files: number
}

/** Entries kept in front of the one the clip began at: how the door was before. */
const BEFORE = 20

const writeIn = async (folder: string, place: string, content: string | Uint8Array): Promise<void> => {
  const path = join(folder, place)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, content, { mode: 0o600 })
}

/** @throws SpokenError `folder_there` */
export const freshFolder = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch(() => [])
  if (names.length > 0) throw usage('folder_there', { folder })
  await mkdir(join(folder, 'clip'), { recursive: true, mode: 0o700 })
}

const PICTURES = { poster: 'poster.jpg', strip: 'strip.jpg' } as const

const keep = async (film: Sink, piece: Piece, { folder, sealed }: Exporting): Promise<void> => {
  if (sealed && piece.part) await writeIn(folder, sealedPlace(piece.n), piece.part.sealed)
  if (!piece.bytes) return
  if (isOfFilm(piece)) await film.write(piece.bytes)
  else if (piece.what === 'poster' || piece.what === 'strip') await writeIn(folder, PICTURES[piece.what], piece.bytes)
}

interface Parts {
  readonly found: readonly FoundPart[]
  readonly extra: readonly Finding[]
}

const writeParts = async ({ service }: DoorClips, fetched: FetchedClip, exporting: Exporting): Promise<Parts> => {
  const found: FoundPart[] = []
  const extra: Finding[] = []
  const film = await toFile(join(exporting.folder, PLACES.film))
  let whole = false
  try {
    for await (const piece of piecesOf(service, fetched)) {
      found.push(...piece.found)
      if (piece.finding) extra.push(piece.finding)
      await keep(film, piece, exporting)
    }
    whole = true
  } finally {
    await film.end(whole)
  }
  return { found, extra }
}

const writeSigned = async (
  { stored, opened }: FetchedClip,
  { found }: Parts,
  { folder, sealed, report }: Exporting,
): Promise<void> => {
  await writeIn(folder, PLACES.head, `${stored.head}\n`)
  await writeIn(folder, PLACES.lines, found.map(({ line }) => `${line}\n`).join(''))
  if (stored.end !== undefined) await writeIn(folder, PLACES.end, `${stored.end}\n`)
  if (sealed && opened?.ok) await writeIn(folder, PLACES.key, `${opened.identity}\n`)
  if (report !== undefined) await writeIn(folder, PLACES.report, `${report}\n`)
}

const writeJournal = async (
  { doorKey }: DoorClips,
  head: ClipHead | undefined,
  { folder, journal }: Exporting,
): Promise<Extract | undefined> => {
  if (!journal || !head) return undefined
  const from = Math.max(0, head.jn - BEFORE)
  const extract = await readExtract(journal(from), doorKey, { from, clip: head.clip, request: head.request })
  await writeIn(folder, PLACES.journal, extract.entries.map(({ line }) => `${line}\n`).join(''))
  return extract
}

/** Grants that were used in the entries. */
const usedIn = (extract: Extract | undefined, head: ClipHead | undefined): ReadonlySet<string> =>
  new Set([
    ...(head?.grant === undefined ? [] : [head.grant]),
    ...(extract?.entries ?? []).flatMap(({ what }) =>
      what.kind === 'intent' ? what.spends.map(({ grant }) => grant) : [],
    ),
  ])

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const writeIndex = async (folder: string, made: number): Promise<number> => {
  const paths = await filesIn(folder)
  const files = []
  for (const path of paths) files.push({ path, ...(await hashFile(join(folder, path))) })
  await writeIn(folder, PLACES.index, json({ v: 1, made, files }))
  return files.length
}

/** @returns what was exported and every finding on it; throws when the service goes away in between */
export const writeEvidence = async (
  context: Context,
  clips: DoorClips,
  fetched: FetchedClip,
  exporting: Exporting,
): Promise<Exported> => {
  const { folder } = exporting
  await freshFolder(folder)
  const parts = await writeParts(clips, fetched, exporting)
  await writeSigned(fetched, parts, exporting)
  const extract = await writeJournal(clips, fetched.head, exporting)
  await writeIn(folder, PLACES.keys, json(await keysFor(context, clips)))
  await writeIn(folder, PLACES.grants, json(await grantsFor(context, clips, usedIn(extract, fetched.head))))
  await writeIn(folder, PLACES.readme, readme(exporting.sealed))
  const judged = await judge(clips.service, fetched, { ...parts, journal: extract?.entries })
  return { ...judged, extract, files: await writeIndex(folder, context.now()) }
}
