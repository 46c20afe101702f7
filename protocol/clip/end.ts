// The end of a clip: how many parts there are and which was the last. Signed by the clip's key, or by the door for
// a clip whose recorder died; the door's journal says the same (`clip_ended`).

import * as z from 'zod'
import { ClipIdSchema, EpochMsSchema, HashSchema, MillisSchema } from '../ids.ts'
import { PARTS_MOST, TOKEN_BYTES } from '../limits.ts'
import type { TokenKind } from '../token.ts'
import { ClipEnderSchema } from './reason.ts'

export const ClipEndSchema = z.strictObject({
  v: z.literal(1),
  clip: ClipIdSchema,
  parts: z.int().min(0).max(PARTS_MOST),
  /** Hash of the last part's line; of the head's token when there is no part. */
  last: HashSchema,
  /** Span of all segments. */
  lasts: MillisSchema,
  at: EpochMsSchema,
  by: ClipEnderSchema,
})
export type ClipEnd = z.infer<typeof ClipEndSchema>

export const CLIP_END: TokenKind<ClipEnd> = {
  typ: 'clip-end+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: ClipEndSchema,
}
