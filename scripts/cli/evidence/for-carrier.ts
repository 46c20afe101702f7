// What a carrier is told of a visit by one of its couriers: the owner's signed statement, the clips' signed heads
// and ends, the door's journal of it, and no picture unless the owner adds the clips.

import * as z from 'zod'
import { REPORT_BYTES, REPORTED_MOST } from '#protocol/clip/report.ts'
import { GrantClaimsSchema } from '#protocol/grant.ts'
import { PublicJwkSchema } from '#protocol/keys.ts'
import { JOURNAL_LINE_BYTES, TOKEN_BYTES } from '#protocol/limits.ts'
import { ShareSchema } from '../clips/share.ts'

export const CarrierReportSchema = z.strictObject({
  v: z.literal(1),
  door: PublicJwkSchema,
  owner: PublicJwkSchema,
  /** `clip-report+jwt`. */
  report: z.string().max(REPORT_BYTES),
  /** Head and end of each clip of the visit. */
  clips: z
    .array(z.strictObject({ head: z.string().max(TOKEN_BYTES), end: z.string().max(TOKEN_BYTES).optional() }))
    .min(1)
    .max(REPORTED_MOST),
  journal: z.array(z.string().max(JOURNAL_LINE_BYTES)).max(20_000),
  /** The carrier's own grant, as the owner's machine remembers it. */
  grant: GrantClaimsSchema,
  /** Where the owner added the clips. */
  shares: z.array(ShareSchema).max(REPORTED_MOST),
})
export type CarrierReport = z.infer<typeof CarrierReportSchema>
