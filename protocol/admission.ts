// An admission: the bridge's "I checked this very request", worth ten seconds.

import * as z from 'zod'
import { DoorIdSchema, EpochSecondsSchema, HashSchema, RequestIdSchema, ThumbprintSchema } from './ids.ts'
import type { VerifyKey } from './keys.ts'
import { ADMISSION_LIFETIME, SKEW_MOST, TOKEN_BYTES } from './limits.ts'
import { type Refused, refuse } from './refusals.ts'
import { openToken, type TokenKind } from './token.ts'
import { type DoorId, type EpochMs, fromSeconds, type Hash, type RequestId } from './units.ts'

const AdmissionClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  aud: DoorIdSchema,
  req: RequestIdSchema,
  /** Hash of the proof token: an admission cannot be moved to another proof. */
  prf: HashSchema,
  iat: EpochSecondsSchema,
})
export type AdmissionClaims = z.infer<typeof AdmissionClaimsSchema>

export const ADMISSION: TokenKind<AdmissionClaims> = {
  typ: 'admission+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'pinned',
  schema: AdmissionClaimsSchema,
}

/** What the door compares an admission with. */
export interface AdmissionFacts {
  readonly bridge: VerifyKey
  readonly door: DoorId
  readonly request: RequestId
  readonly proofHash: Hash
  readonly now: EpochMs
}

/** When the bridge admitted it, by the bridge's clock. */
export interface Admitted {
  readonly ok: true
  readonly at: EpochMs
}

/** Is this the bridge's fresh admission of exactly this request? */
export const checkAdmission = async (token: string, facts: AdmissionFacts): Promise<Refused | Admitted> => {
  const opened = await openToken(ADMISSION, token, facts.bridge)
  if (!opened.ok) return refuse('admission_wrong', opened.code)
  const { claims } = opened
  if (claims.iss !== facts.bridge.thumbprint || claims.aud !== facts.door) return refuse('admission_wrong')
  if (claims.req !== facts.request || claims.prf !== facts.proofHash) return refuse('admission_wrong', 'other request')
  const at = fromSeconds(claims.iat)
  const age = facts.now - at
  // A whole second is lost in iat; a bridge whose clock runs ahead is borne up to SKEW_MOST.
  return age > ADMISSION_LIFETIME || age < -SKEW_MOST ? refuse('admission_expired', `${age} ms old`) : { ok: true, at }
}
