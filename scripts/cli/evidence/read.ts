// Reads a folder of evidence, as anybody could have left it: what is there, what is missing, what each thing says.

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type * as z from 'zod'
import { parseJson } from '#protocol/canonical.ts'
import type { FoundPart } from '#protocol/clip/evidence.ts'
import { kindOf } from '#protocol/clip/film.ts'
import { PART_BYTES } from '#protocol/limits.ts'
import type { Hash } from '#protocol/units.ts'
import { readIfThere } from '../home/file.ts'
import { fault } from '../spoken.ts'
import {
  clipOfPlace,
  clipPlaces,
  type EvidenceGrants,
  type EvidenceKeys,
  filesIn,
  GrantsSchema,
  hashFile,
  type IndexedFile,
  IndexSchema,
  isSealedPlace,
  KeysSchema,
  PLACES,
  sealedPlace,
} from './folder.ts'

/** One clip of the folder, as it lies there. */
export interface EvidenceClip {
  /** Counted from 1. */
  readonly at: number
  readonly head: string
  readonly end: string | undefined
  readonly parts: readonly FoundPart[]
  /** Are there sealed parts at all? */
  readonly isSealed: boolean
  /** The clip's own identity, for this folder only. */
  readonly identity: string | undefined
}

export interface Evidence {
  readonly folder: string
  readonly keys: EvidenceKeys
  readonly grants: EvidenceGrants
  readonly clips: readonly EvidenceClip[]
  readonly report: string | undefined
  readonly hasJournal: boolean
  readonly files: FileFindings
}

export interface FileFindings {
  readonly count: number
  readonly changed: readonly string[]
  readonly missing: readonly string[]
  readonly added: readonly string[]
}

const record = async <Value>(folder: string, place: string, schema: z.ZodType<Value>): Promise<Value> => {
  const read = schema.safeParse(parseJson((await readIfThere(join(folder, place))) ?? ''))
  if (!read.success) throw fault('evidence_unreadable', { folder, what: place }, read.error)
  return read.data
}

const text = async (folder: string, place: string): Promise<string | undefined> =>
  (await readIfThere(join(folder, place)))?.trim()

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined

/** The files against the list of them. */
const checkFiles = async (folder: string, listed: readonly IndexedFile[]): Promise<FileFindings> => {
  const there = new Set(await filesIn(folder))
  const changed: string[] = []
  for (const { path, sha256 } of listed) {
    if (there.has(path) && (await hashFile(join(folder, path))).sha256 !== sha256) changed.push(path)
  }
  const names = new Set(listed.map(({ path }) => path))
  return {
    count: listed.length,
    changed,
    missing: listed.map(({ path }) => path).filter((path) => !there.has(path)),
    added: [...there].filter((path) => !names.has(path)),
  }
}

const foundPart = async (folder: string, at: number, line: string): Promise<FoundPart> => {
  const n = kindOf(line)?.n
  const path = n === undefined ? undefined : join(folder, sealedPlace(at, n))
  const size = path === undefined ? undefined : (await stat(path).catch(() => undefined))?.size
  if (path === undefined || size === undefined || size > PART_BYTES) return { line, sealed: null }
  const { sha256 } = await hashFile(path)
  return { line, sealed: { hash: Buffer.from(sha256, 'hex').toString('base64url') as Hash, size } }
}

const readClip = async (folder: string, at: number, listed: readonly string[]): Promise<EvidenceClip | undefined> => {
  const places = clipPlaces(at)
  const head = await text(folder, places.head)
  if (head === undefined) return undefined
  const lines = ((await text(folder, places.lines)) ?? '').split('\n').filter((line) => line !== '')
  // Sealed parts that were taken away are missing, not unheard of.
  const isSealed = listed.some((path) => clipOfPlace(path) === at && isSealedPlace(path))
  const parts: FoundPart[] = []
  for (const line of lines) parts.push(isSealed ? await foundPart(folder, at, line) : { line })
  const identity = isSealed ? await text(folder, places.key) : undefined
  return { at, head, parts, isSealed, end: await text(folder, places.end), identity }
}

/** By the list and by what lies there: neither hides a clip of the other. */
const readClips = async (folder: string, listed: readonly string[]): Promise<EvidenceClip[]> => {
  const numbers = new Set([...listed, ...(await filesIn(folder))].map(clipOfPlace))
  const clips: EvidenceClip[] = []
  for (const at of [...numbers].filter((at) => at !== undefined).sort((a, b) => a - b)) {
    const clip = await readClip(folder, at, listed)
    if (clip) clips.push(clip)
  }
  return clips
}

/** @throws SpokenError `evidence_unreadable` when it is no such folder */
export const readEvidence = async (folder: string): Promise<Evidence> => {
  const index = await record(folder, PLACES.index, IndexSchema)
  const files = await checkFiles(folder, index.files)
  const clips = await readClips(
    folder,
    index.files.map(({ path }) => path),
  )
  if (clips.length === 0) throw fault('evidence_unreadable', { folder, what: clipPlaces(1).head })
  return {
    ...{ folder, clips, files },
    keys: await record(folder, PLACES.keys, KeysSchema),
    grants: await record(folder, PLACES.grants, GrantsSchema),
    report: await text(folder, PLACES.report),
    hasJournal: await isThere(join(folder, PLACES.journal)),
  }
}
