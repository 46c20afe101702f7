// An owner's statement that a visit was not in order, with what there is to say about it.

import * as z from 'zod'
import {
  ClipIdSchema,
  DoorIdSchema,
  EpochSecondsSchema,
  HashSchema,
  NonceSchema,
  RequestIdSchema,
  ThumbprintSchema,
} from '../ids.ts'
import { TOKEN_BYTES } from '../limits.ts'
import type { TokenKind } from '../token.ts'

/** Characters of a note. */
export const NOTE_MOST = 1000
/** Clips of one visit. */
export const REPORTED_MOST = 256

const ClipReportSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  jti: NonceSchema,
  iat: EpochSecondsSchema,
  door: DoorIdSchema,
  /** All clips of the visit, each with the hash of its signed head, so that no other can be meant. */
  clips: z
    .array(z.strictObject({ clip: ClipIdSchema, head: HashSchema }))
    .min(1)
    .max(REPORTED_MOST),
  request: RequestIdSchema.optional(),
  note: z.string().min(1).max(NOTE_MOST),
})
export type ClipReport = z.infer<typeof ClipReportSchema>

/** A note, and as many clips as there may be. */
export const REPORT_BYTES = 12 * TOKEN_BYTES

/** Carries the owner's key. */
export const CLIP_REPORT: TokenKind<ClipReport> = {
  typ: 'clip-report+jwt',
  maxBytes: REPORT_BYTES,
  key: 'carried',
  schema: ClipReportSchema,
}
