// Orders: what only the owner tells a door that is not a visit. Signed by the pinned key, numbered by the
// door's journal so that an old one cannot be said again.

import * as z from 'zod'
import { CameraSettingsSchema } from './camera.ts'
import { DoorIdSchema, EpochSecondsSchema, NonceSchema, RequestIdSchema, ThumbprintSchema } from './ids.ts'
import { TOKEN_BYTES } from './limits.ts'
import { LiveSettingsSchema } from './live/settings.ts'
import type { TokenKind } from './token.ts'

const OrderClaimsSchema = z.strictObject({
  v: z.literal(1),
  jti: RequestIdSchema,
  iss: ThumbprintSchema,
  aud: DoorIdSchema,
  iat: EpochSecondsSchema,
  /** A nonce of a challenge the door still honours: an order is of now, too. */
  chl: NonceSchema,
  what: z.discriminatedUnion('kind', [
    /** No opening from afar, or again. */
    z.strictObject({ kind: z.literal('remote'), off: z.boolean() }),
    /** A keypad PIN as a salted scrypt hash (base64url). Taken locally only: a bridge could try every PIN against it. */
    z.strictObject({
      kind: z.literal('pin'),
      slot: z.int().min(0).max(9),
      salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
      hash: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    }),
    /** What is named is changed, the rest stays. */
    z.strictObject({ kind: z.literal('camera'), set: CameraSettingsSchema.partial() }),
    z.strictObject({ kind: z.literal('live'), set: LiveSettingsSchema.partial() }),
    z.strictObject({ kind: z.literal('pin_removed'), slot: z.int().min(0).max(9) }),
  ]),
})
export type OrderClaims = z.infer<typeof OrderClaimsSchema>

export const ORDER: TokenKind<OrderClaims> = {
  typ: 'order+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: OrderClaimsSchema,
}
