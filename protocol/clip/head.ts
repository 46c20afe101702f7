// The head of a clip, signed by the door: what it shows, and the two keys made for it alone. One signs its parts,
// lives in the recorder's memory and dies with the clip; so nobody can add to a finished clip, the door included.

import * as z from 'zod'
import { RecipientSchema } from '../camera.ts'
import { ClipIdSchema, DoorIdSchema, EpochMsSchema, GrantIdSchema, HashSchema, RequestIdSchema } from '../ids.ts'
import { PublicJwkSchema } from '../keys.ts'
import { TOKEN_BYTES } from '../limits.ts'
import type { TokenKind } from '../token.ts'
import { ClipReasonSchema } from './reason.ts'

export const ClipHeadSchema = z.strictObject({
  v: z.literal(1),
  /** The door: thumbprint of the key in the token's header. */
  iss: DoorIdSchema,
  clip: ClipIdSchema,
  /** Capture time of the first picture, which is before the knock. */
  at: EpochMsSchema,
  why: ClipReasonSchema,
  /** The visit's request; absent for an incident without one. */
  request: RequestIdSchema.optional(),
  /** The holder's grant of that request; absent for the owner in person or a PIN. */
  grant: GrantIdSchema.optional(),
  /** The clip this one goes on from, without a gap between, in the same visit. */
  follows: ClipIdSchema.optional(),
  /** Head of the door's journal when the clip began. */
  jn: z.int().min(0),
  jh: HashSchema,
  /** Signs this clip's parts and its end. */
  key: PublicJwkSchema,
  /** Every part is sealed to this one. Its identity, sealed to the owner, lies beside the clip. */
  recipient: RecipientSchema,
  video: z.strictObject({
    width: z.int().min(16).max(8192),
    height: z.int().min(16).max(8192),
    fps: z.number().min(0.1).max(240),
    sound: z.boolean(),
  }),
})
export type ClipHead = z.infer<typeof ClipHeadSchema>

export const CLIP: TokenKind<ClipHead> = {
  typ: 'clip+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: ClipHeadSchema,
}
