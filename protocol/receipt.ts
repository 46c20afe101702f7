// What became of a request: the door's receipt (done, or refused, with its place in the journal),
// or the bridge's refusal when it never reached the door.

import * as z from 'zod'
import { ActionSchema } from './action.ts'
import { DoorIdSchema, EpochMsSchema, HashSchema, RequestIdSchema, ThumbprintSchema } from './ids.ts'
import { TOKEN_BYTES } from './limits.ts'
import { REFUSAL_CODES } from './refusals.ts'
import { BoltSchema } from './state.ts'
import type { TokenKind } from './token.ts'

/**
 * Steps of a visit the holder hears of. `opened`: bolt measured out. `closed`: door shut, bolt measured home.
 * `allowed`: may watch; signals under the request's id are answered from now on.
 */
export const STEPS = ['opened', 'locked', 'closed', 'refused', 'failed', 'allowed'] as const

const ReceiptClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: DoorIdSchema,
  req: RequestIdSchema,
  act: ActionSchema.optional(),
  step: z.enum(STEPS),
  /** Why, for `refused` and `failed`. */
  code: z.enum(REFUSAL_CODES).optional(),
  bolt: BoltSchema,
  at: EpochMsSchema,
  /** Number and hash of the journal entry that holds it. */
  jn: z.int().min(0),
  jh: HashSchema,
})
export type ReceiptClaims = z.infer<typeof ReceiptClaimsSchema>

export const RECEIPT: TokenKind<ReceiptClaims> = {
  typ: 'receipt+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: ReceiptClaimsSchema,
}

const RefusalClaimsSchema = z.strictObject({
  v: z.literal(1),
  /** The bridge. */
  iss: ThumbprintSchema,
  aud: DoorIdSchema,
  req: RequestIdSchema,
  code: z.enum(REFUSAL_CODES),
  at: EpochMsSchema,
})
export type RefusalClaims = z.infer<typeof RefusalClaimsSchema>

/** The bridge's own word that it did not admit a request. */
export const REFUSAL: TokenKind<RefusalClaims> = {
  typ: 'refusal+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: RefusalClaimsSchema,
}
