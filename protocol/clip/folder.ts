// What lies where in a folder of evidence, and what is in the files that are nobody's signed word.

import * as z from 'zod'
import { GrantClaimsSchema } from '../grant.ts'
import { ThumbprintSchema } from '../ids.ts'
import { PublicJwkSchema } from '../keys.ts'

export const PLACES = {
  index: 'index.json',
  readme: 'README.txt',
  journal: 'journal.jsonl',
  keys: 'keys.json',
  grants: 'grants.json',
  report: 'report.jwt',
} as const

/** What lies where of the first clip, the second, …: the film on top, for whoever only wants to see it. */
export interface ClipPlaces {
  readonly film: string
  readonly poster: string
  readonly strip: string
  readonly head: string
  readonly lines: string
  readonly end: string
  /** The clip's own age identity. */
  readonly key: string
}

/** @param at counted from 1 */
export const clipPlaces = (at: number): ClipPlaces => {
  const more = at === 1 ? '' : `-${at}`
  const inside = (name: string): string => `clips/${at}/${name}`
  return {
    ...{ film: `film${more}.mp4`, poster: `poster${more}.jpg`, strip: `strip${more}.jpg` },
    ...{ head: inside('head.jwt'), lines: inside('lines.txt'), end: inside('end.jwt'), key: inside('clip.key') },
  }
}

/** `clips/1/000012.age`. */
export const sealedPlace = (at: number, n: number): string => `clips/${at}/${String(n).padStart(6, '0')}.age`

const CLIP_PLACE = /^clips\/([1-9]\d{0,2})\//
/** The clip that a file belongs to, counted from 1. */
export const clipOfPlace = (path: string): number | undefined => {
  const at = CLIP_PLACE.exec(path)?.[1]
  return at === undefined ? undefined : Number(at)
}
export const isSealedPlace = (path: string): boolean => /^clips\/\d{1,3}\/\d{6}\.age$/.test(path)

/** Public halves only, and what the owner calls their holders. */
export const KeysSchema = z.strictObject({
  v: z.literal(1),
  door: PublicJwkSchema,
  owner: PublicJwkSchema,
  bridge: PublicJwkSchema.optional(),
  names: z.array(z.strictObject({ key: ThumbprintSchema, name: z.string().max(100) })),
})
export type EvidenceKeys = z.infer<typeof KeysSchema>

/** As the owner's machine remembers them; the grants themselves are with their holders. */
export const GrantsSchema = z.strictObject({
  v: z.literal(1),
  grants: z.array(z.strictObject({ name: z.string().optional(), claims: GrantClaimsSchema })),
})
export type EvidenceGrants = z.infer<typeof GrantsSchema>

const FileSchema = z.strictObject({
  path: z.string(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export const IndexSchema = z.strictObject({ v: z.literal(1), made: z.int(), files: z.array(FileSchema) })
export type IndexedFile = z.infer<typeof FileSchema>
