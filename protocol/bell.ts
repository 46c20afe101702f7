// Topic `bell`: somebody is at the door, said by the door the moment a holder's visit begins. The picture is sealed
// to the owner's recipients (age), small enough for a push message, so that neither bridge nor push service sees it.

import * as z from 'zod'
import { DoorIdSchema, EpochMsSchema, RequestIdSchema, ThumbprintSchema } from './ids.ts'
import { POSTER_CHARS, TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'

const BellClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  at: EpochMsSchema,
  request: RequestIdSchema,
  holder: ThumbprintSchema.optional(),
  /** base64url of a sealed picture (WebP); absent when there is none, or it does not fit. */
  poster: z.string().max(POSTER_CHARS).optional(),
})
export type Bell = z.infer<typeof BellClaimsSchema>

export const BELL: TokenKind<Bell> = {
  typ: 'bell+jwt',
  maxBytes: 2 * TOKEN_BYTES,
  key: 'pinned',
  schema: BellClaimsSchema,
}
