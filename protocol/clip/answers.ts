// What the clip service answers its owner, checked by form only: whose word it is, each token says itself.

import * as z from 'zod'
import { ClipIdSchema } from '../ids.ts'
import { PublicJwkSchema } from '../keys.ts'
import { TOKEN_BYTES } from '../limits.ts'

const count = z.int().min(0)
const token = z.string().max(2 * TOKEN_BYTES)

export const WellKnownSchema = z.object({ key: PublicJwkSchema })

const ListedSchema = z.object({
  clip: ClipIdSchema,
  head: token,
  parts: count,
  bytes: count,
  ended: z.boolean(),
  held: z.boolean(),
  /** When retention will take it; absent while it is held. */
  deletes: count.nullish(),
})
export type Listed = z.infer<typeof ListedSchema>
export const ListSchema = z.object({ clips: z.array(ListedSchema).max(1000), next: z.string().max(200).nullish() })

export const ClipSchema = z.object({
  head: token,
  /** base64url; absent when the store has lost it. */
  identity: z
    .string()
    .max(64 * 1024)
    .nullish(),
  end: token.nullish(),
  held: z.boolean(),
  /** How many there are just now. */
  parts: count,
  bytes: count,
  ended: z.boolean(),
})

const ReadSchema = z.object({ who: z.string().max(100), by: z.enum(['owner', 'share']), at: count, clip: ClipIdSchema })
export const UsageSchema = z.object({
  bytes: count,
  clips: count,
  /** When the oldest clip began. */
  oldest: count.nullish(),
  /** Days a clip is kept. */
  retention: count,
  quota: count,
  reads: z.array(ReadSchema),
})
export type Usage = z.infer<typeof UsageSchema>

export const GoneSchema = z.object({
  gone: z.array(z.string().max(4 * TOKEN_BYTES)),
  next: z.string().max(100).nullish(),
})
