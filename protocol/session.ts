// An HTTP session of an owner: the bridge's nonce signed by the owner's key, once, for this bridge and this origin.
// What comes back is a cookie of minutes; no password, no account.

import * as z from 'zod'
import { EpochSecondsSchema, NonceSchema, ThumbprintSchema } from './ids.ts'
import { TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'

const SessionClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  /** The bridge. */
  aud: ThumbprintSchema,
  /** The nonce that the bridge gave. */
  jti: NonceSchema,
  iat: EpochSecondsSchema,
  /** RFC 6454 §6.2, as the page sees it: a signature got by another site is worth nothing here. */
  origin: z.string().max(300),
})
export type SessionClaims = z.infer<typeof SessionClaimsSchema>

export const SESSION: TokenKind<SessionClaims> = {
  typ: 'session+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: SessionClaimsSchema,
}
