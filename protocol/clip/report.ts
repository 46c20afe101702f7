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

const ClipReportSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  jti: NonceSchema,
  iat: EpochSecondsSchema,
  door: DoorIdSchema,
  clip: ClipIdSchema,
  /** Hash of the clip's signed head, so that no other clip can be meant. */
  head: HashSchema,
  request: RequestIdSchema.optional(),
  note: z.string().min(1).max(NOTE_MOST),
})
export type ClipReport = z.infer<typeof ClipReportSchema>

/** Carries the owner's key. */
export const CLIP_REPORT: TokenKind<ClipReport> = {
  typ: 'clip-report+jwt',
  maxBytes: 2 * TOKEN_BYTES,
  key: 'carried',
  schema: ClipReportSchema,
}
