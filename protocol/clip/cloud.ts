// What an owner signs for the clip service: one act, at one door, for one service, good for a minute; and what lets
// one other person read one clip.

import * as z from 'zod'
import { ClipIdSchema, DoorIdSchema, EpochSecondsSchema, NonceSchema, ThumbprintSchema } from '../ids.ts'
import { TOKEN_BYTES } from '../limits.ts'
import type { TokenKind } from '../token.ts'

/** `read` and `usage` look; the others change something and are kept as the record of who wanted it. */
export const CLOUD_ACTS = ['read', 'usage', 'delete', 'hold', 'lift', 'retain'] as const

export const CloudRequestSchema = z
  .strictObject({
    v: z.literal(1),
    iss: ThumbprintSchema,
    /** Thumbprint of the service's key. */
    aud: ThumbprintSchema,
    jti: NonceSchema,
    iat: EpochSecondsSchema,
    door: DoorIdSchema,
    act: z.enum(CLOUD_ACTS),
    /** The one clip; needed by delete, hold and lift. */
    clip: ClipIdSchema.optional(),
    /** For `retain`: days a clip of this door is kept from now on. */
    days: z.int().min(1).max(3650).optional(),
  })
  .refine(({ act, clip }) => clip !== undefined || !['delete', 'hold', 'lift'].includes(act), 'clip is needed')
  .refine(({ act, days }) => (act === 'retain') === (days !== undefined), 'days belong to retain')
export type CloudRequest = z.infer<typeof CloudRequestSchema>

/** Sent as `Authorization: Hausrecht <token>`; carries the owner's key. */
export const CLOUD_REQUEST: TokenKind<CloudRequest> = {
  typ: 'cloud-request+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: CloudRequestSchema,
}

export const ClipShareSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  jti: NonceSchema,
  iat: EpochSecondsSchema,
  exp: EpochSecondsSchema,
  door: DoorIdSchema,
  clip: ClipIdSchema,
})
export type ClipShare = z.infer<typeof ClipShareSchema>

/** Reads one clip's sealed parts until `exp`: `Authorization: Hausrecht-Share <token>`. Opens nothing by itself. */
export const CLIP_SHARE: TokenKind<ClipShare> = {
  typ: 'clip-share+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: ClipShareSchema,
}

/** That a clip is gone, signed by the service; kept for good. */
export const ClipGoneSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  door: DoorIdSchema,
  clip: ClipIdSchema,
  /** When the clip began, where its head could still be read. */
  began: z.int().min(0).optional(),
  at: z.int().min(0),
  why: z.enum(['owner', 'retention']),
  parts: z.int().min(0),
  bytes: z.int().min(0),
  /** The owner's signed wish, for `owner`. */
  wish: z.string().max(TOKEN_BYTES).optional(),
})
export type ClipGone = z.infer<typeof ClipGoneSchema>

export const CLIP_GONE: TokenKind<ClipGone> = {
  typ: 'clip-gone+jwt',
  maxBytes: 2 * TOKEN_BYTES,
  key: 'carried',
  schema: ClipGoneSchema,
}
