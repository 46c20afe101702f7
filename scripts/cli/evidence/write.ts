// Writes a folder of evidence: the film opened part by part, what the door signed, its journal, the keys. A folder
// that is finished has its list, index.json; one without was broken off.

import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FoundPart } from '#protocol/clip/evidence.ts'
import type { Finding } from '#protocol/clip/finding.ts'
import type { ClipHead } from '#protocol/clip/head.ts'
import { readme } from '#protocol/clip/readme.ts'
import type { ClipId } from '#protocol/units.ts'
import { type FetchedClip, isOfFilm, type Judged, judge, type Piece, piecesOf } from '../clips/fetched.ts'
import type { JournalFrom } from '../clips/journal.ts'
import type { DoorClips } from '../clips/place.ts'
import { type Sink, toFile } from '../clips/sink.ts'
import type { Context } from '../context.ts'
import { usage } from '../spoken.ts'
import { type Extract, readExtract } from './extract.ts'
import { clipPlaces, filesIn, hashFile, PLACES, sealedPlace } from './folder.ts'
import { grantsFor, keysFor } from './people.ts'

export interface Exporting {
  readonly folder: string
  /** Also the sealed parts and the key that opens them. */
  readonly sealed: boolean
  /** Absent when no journal is to be had. */
  readonly journal: JournalFrom | undefined
  /** A signed statement of the owner. */
  readonly report?: string
}

export interface ExportedFilm extends Judged {
  readonly clip: ClipId
  /** Counted from 1. */
  readonly at: number
}

export interface Exported {
  readonly films: readonly ExportedFilm[]
  readonly findings: readonly Finding[]
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
  await mkdir(folder, { recursive: true, mode: 0o700 })
}

const keep = async (film: Sink, piece: Piece, at: number, { folder, sealed }: Exporting): Promise<void> => {
  if (sealed && piece.part) await writeIn(folder, sealedPlace(at, piece.n), piece.part.sealed)
  if (!piece.bytes) return
  const { what } = piece
  if (isOfFilm(piece)) await film.write(piece.bytes)
  else if (what === 'poster' || what === 'strip') await writeIn(folder, clipPlaces(at)[what], piece.bytes)
}

interface Parts {
  readonly found: readonly FoundPart[]
  readonly extra: readonly Finding[]
}

const writeParts = async (
  { service }: DoorClips,
  fetched: FetchedClip,
  at: number,
  exporting: Exporting,
): Promise<Parts> => {
  const found: FoundPart[] = []
  const extra: Finding[] = []
  const film = await toFile(join(exporting.folder, clipPlaces(at).film))
  let whole = false
  try {
    for await (const piece of piecesOf(service, fetched)) {
      found.push(...piece.found)
      if (piece.finding) extra.push(piece.finding)
      await keep(film, piece, at, exporting)
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
  at: number,
  { folder, sealed }: Exporting,
): Promise<void> => {
  const places = clipPlaces(at)
  await writeIn(folder, places.head, `${stored.head}\n`)
  await writeIn(folder, places.lines, found.map(({ line }) => `${line}\n`).join(''))
  if (stored.end !== undefined) await writeIn(folder, places.end, `${stored.end}\n`)
  if (sealed && opened?.ok) await writeIn(folder, places.key, `${opened.identity}\n`)
}

const headsOf = (films: readonly FetchedClip[]): ClipHead[] => films.flatMap(({ head }) => (head ? [head] : []))

const writeJournal = async (
  { doorKey }: DoorClips,
  heads: readonly ClipHead[],
  { folder, journal }: Exporting,
): Promise<Extract | undefined> => {
  if (!journal || heads.length === 0) return undefined
  const from = Math.max(0, Math.min(...heads.map(({ jn }) => jn)) - BEFORE)
  const request = heads.find((head) => head.request !== undefined)?.request
  const extract = await readExtract(journal(from), doorKey, { from, clips: heads.map(({ clip }) => clip), request })
  await writeIn(folder, PLACES.journal, extract.entries.map(({ line }) => `${line}\n`).join(''))
  return extract
}

/** Grants that were used in the entries. */
const usedIn = (extract: Extract | undefined, heads: readonly ClipHead[]): ReadonlySet<string> =>
  new Set([
    ...heads.flatMap(({ grant }) => (grant === undefined ? [] : [grant])),
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

/**
 * @param fetched all clips of one visit, the film's pieces in their order first
 * @returns what was exported and every finding on it; throws when the service goes away in between
 */
export const writeEvidence = async (
  context: Context,
  clips: DoorClips,
  fetched: readonly FetchedClip[],
  exporting: Exporting,
): Promise<Exported> => {
  const { folder, report } = exporting
  await freshFolder(folder)
  const parts: Parts[] = []
  for (const [index, clip] of fetched.entries()) {
    const written = await writeParts(clips, clip, index + 1, exporting)
    await writeSigned(clip, written, index + 1, exporting)
    parts.push(written)
  }
  const heads = headsOf(fetched)
  const extract = await writeJournal(clips, heads, exporting)
  if (report !== undefined) await writeIn(folder, PLACES.report, `${report}\n`)
  await writeIn(folder, PLACES.keys, json(await keysFor(context, clips)))
  await writeIn(folder, PLACES.grants, json(await grantsFor(context, clips, usedIn(extract, heads))))
  await writeIn(folder, PLACES.readme, readme(exporting.sealed, fetched.length))
  const films: ExportedFilm[] = []
  for (const [index, clip] of fetched.entries()) {
    const seen = parts[index] ?? { found: [], extra: [] }
    const judged = await judge(clips.service, clip, { ...seen, journal: extract?.entries })
    films.push({ ...judged, clip: clip.stored.clip, at: index + 1 })
  }
  const findings = films.flatMap((film) => film.findings)
  return { films, findings, extract, files: await writeIndex(folder, context.now()) }
}
