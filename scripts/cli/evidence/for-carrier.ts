// What a carrier is told of a visit by one of its couriers: the owner's signed statement, the clip's signed head and
// end, the door's journal of it, and no picture unless the owner adds the clip.

import * as z from 'zod'
import { GrantClaimsSchema } from '#protocol/grant.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { JOURNAL_LINE_BYTES, TOKEN_BYTES } from '#protocol/limits.ts'
import { ShareSchema } from '../clips/share.ts'

export const CarrierReportSchema = z.strictObject({
  v: z.literal(1),
  door: PublicJwkSchema,
  owner: PublicJwkSchema,
  /** `clip-report+jwt`. */
  report: z.string().max(2 * TOKEN_BYTES),
  head: z.string().max(TOKEN_BYTES),
  end: z.string().max(TOKEN_BYTES).optional(),
  journal: z.array(z.string().max(JOURNAL_LINE_BYTES)).max(20_000),
  /** The carrier's own grant, as the owner's machine remembers it. */
  grant: GrantClaimsSchema,
  share: ShareSchema.optional(),
})
export type CarrierReport = z.infer<typeof CarrierReportSchema>
