// A line of a clip's manifest: one sealed part, chained to the line before. Signed by the clip's own key.

import * as z from 'zod'
import { ClipIdSchema, EpochMsSchema, HashSchema, MillisSchema } from '../ids.ts'
import { PART_BYTES, PARTS_MOST, TOKEN_BYTES } from '../limits.ts'
import type { TokenKind } from '../token.ts'

/**
 * `init`: ftyp and moov of the fragmented MP4, always part 0. `segment`: moof and mdat; init and segments in order
 * make the film. `poster`: a JPEG. `strip`: a JPEG of several small pictures side by side.
 */
export const PART_KINDS = ['init', 'segment', 'poster', 'strip'] as const

const picture = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

export const ClipPartSchema = z.strictObject({
  v: z.literal(1),
  clip: ClipIdSchema,
  /** Counts from 0 without a gap. */
  n: z
    .int()
    .min(0)
    .max(PARTS_MOST - 1),
  /** Hash of the line before; of the head's token for number 0. */
  prev: HashSchema,
  what: z.enum(PART_KINDS),
  /** SHA-256 and length of the sealed bytes. */
  hash: HashSchema,
  size: z.int().min(1).max(PART_BYTES),
  /** Capture time of the first picture in it, by the door's clock. */
  at: EpochMsSchema,
  /** Span of its pictures; 0 for what is no segment. */
  lasts: MillisSchema,
  /** Numbers of its first and last picture, counted by the capture; segments follow each other without a gap. */
  first: picture.optional(),
  last: picture.optional(),
  /** Newest entry of the door's journal when this part was sealed. */
  jn: z.int().min(0),
})
export type ClipPart = z.infer<typeof ClipPartSchema>

export const PART: TokenKind<ClipPart> = {
  typ: 'clip-part+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: ClipPartSchema,
}
