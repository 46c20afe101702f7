// Whose door it is, as the door itself says: the one word on it that counts, since the door obeys nobody else.

import * as z from 'zod'
import { DoorIdSchema, EpochMsSchema, ThumbprintSchema } from './ids.ts'
import { PublicJwkSchema } from './keys.ts'
import { TOKEN_BYTES } from './limits.ts'
import type { TokenKind } from './token.ts'

const OwnershipClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  owner: PublicJwkSchema,
  /** Thumbprint of the bridge the door was paired with. */
  bridge: ThumbprintSchema,
  at: EpochMsSchema,
})
export type OwnershipClaims = z.infer<typeof OwnershipClaimsSchema>

/** Carries the door's key: its thumbprint must be the door's id. */
export const OWNERSHIP: TokenKind<OwnershipClaims> = {
  typ: 'ownership+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: OwnershipClaimsSchema,
}
