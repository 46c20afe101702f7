// A challenge: a fresh nonce of the door, signed, retained, rotated. Answering it proves the request is of now.

import * as z from 'zod'
import { DoorIdSchema, EpochMsSchema, MillisSchema, NonceSchema } from './ids.ts'
import { TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'

const ChallengeClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  chl: NonceSchema,
  /** When the door made it, by the door's clock, in milliseconds. */
  at: EpochMsSchema,
  /** For how long the door honours it. */
  life: MillisSchema,
})
export type ChallengeClaims = z.infer<typeof ChallengeClaimsSchema>

export const CHALLENGE: TokenKind<ChallengeClaims> = {
  typ: 'challenge+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: ChallengeClaimsSchema,
}
