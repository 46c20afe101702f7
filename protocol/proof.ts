// A proof: the holder's signature over this door, this action, the door's fresh challenge, the bridge it goes
// through and the hash of the chain (the idea of RFC 9449 with the confirmation of RFC 7800).

import * as z from 'zod'
import { ActionSchema } from './action.ts'
import { DoorIdSchema, EpochSecondsSchema, HashSchema, NonceSchema, RequestIdSchema, ThumbprintSchema } from './ids.ts'
import { TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'

/** A request made at the door itself, with no bridge between. */
export const LOCAL = 'local'

const ProofClaimsSchema = z.strictObject({
  v: z.literal(1),
  /** Names the request; spent once. */
  jti: RequestIdSchema,
  iss: ThumbprintSchema,
  aud: DoorIdSchema,
  act: ActionSchema,
  /** The nonce of a challenge the door still honours. */
  chl: NonceSchema,
  /** Hash of the chain. */
  cth: HashSchema,
  /** Thumbprint of the bridge it goes through, or `local`. */
  via: z.union([ThumbprintSchema, z.literal(LOCAL)]),
  iat: EpochSecondsSchema,
})
export type ProofClaims = z.infer<typeof ProofClaimsSchema>

export const PROOF: TokenKind<ProofClaims> = {
  typ: 'proof+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: ProofClaimsSchema,
}
