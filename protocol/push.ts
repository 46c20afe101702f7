// What an owner's browser may be told while its page is closed, and what the owner wants to be told. The message is
// encrypted to the browser (RFC 8291); it names codes and thumbprints, no people, and its picture is sealed once more.

import * as z from 'zod'
import { DoorIdSchema, EpochMsSchema, RequestIdSchema, ThumbprintSchema } from './ids.ts'
import { POSTER_CHARS } from './limits.ts'
import { NOTICES } from './notice.ts'
import { REFUSAL_CODES } from './refusals.ts'
import { AlarmSchema } from './state.ts'

/** `alarm` and `bridge` (what the bridge itself noticed) are the kinds that are not silenced by accident; `test` is asked for. */
export const PUSH_KINDS = ['visitor', 'opened', 'closed', 'refused', 'offline', 'alarm', 'bridge', 'test'] as const
export const PushKindSchema = z.enum(PUSH_KINDS)
export type PushKind = z.infer<typeof PushKindSchema>

export const PushMessageSchema = z.strictObject({
  v: z.literal(1),
  kind: PushKindSchema,
  door: DoorIdSchema,
  at: EpochMsSchema,
  request: RequestIdSchema.optional(),
  holder: ThumbprintSchema.optional(),
  alarm: AlarmSchema.optional(),
  notice: z.enum(NOTICES).optional(),
  code: z.enum(REFUSAL_CODES).optional(),
  poster: z.string().max(POSTER_CHARS).optional(),
})
export type PushMessage = z.infer<typeof PushMessageSchema>

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

export const PushWishesSchema = z.strictObject({
  kinds: z.array(z.enum(['visitor', 'opened', 'closed', 'refused', 'offline'])).max(5),
  /** Nothing but alarms between these, by this zone's clock; may cross midnight. */
  quiet: z.strictObject({ from: clock, to: clock, zone: z.string().max(60) }).optional(),
  /** Alarms are silent until then and not a moment longer; at most a day ahead. */
  alarmsSilentUntil: EpochMsSchema.optional(),
})
export type PushWishes = z.infer<typeof PushWishesSchema>

/** What a browser's PushSubscription says of itself (RFC 8030 §4, RFC 8291 §2). */
export const PushTargetSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  p256dh: z.string().regex(/^[A-Za-z0-9_-]{87}$/),
  auth: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
})
export type PushTarget = z.infer<typeof PushTargetSchema>
