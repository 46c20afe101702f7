// One clip for one person: where it is, the permission to read it, and its own identity, sealed to that person. It
// opens this clip and nothing else, and cannot be taken back from whoever has opened it.

import * as z from 'zod'
import { CLIP_SHARE } from '#protocol/clip/cloud.ts'
import { ClipIdSchema, freshId } from '#protocol/ids.ts'
import { PublicJwkSchema, type SigningKey } from '#protocol/keys.ts'
import { TOKEN_BYTES } from '#protocol/limits.ts'
import { signToken } from '#protocol/token.ts'
import { type EpochMs, epochSeconds, type Millis, toSeconds } from '#protocol/units.ts'
import type { FetchedClip } from './fetched.ts'
import type { DoorClips } from './place.ts'

export const ShareSchema = z.strictObject({
  v: z.literal(1),
  service: z.url({ protocol: /^https?$/ }),
  /** Of the service, so that it is known again. */
  serviceKey: PublicJwkSchema,
  door: PublicJwkSchema,
  clip: ClipIdSchema,
  /** `clip-share+jwt`. */
  share: z.string().max(TOKEN_BYTES),
  /** The clip's own age identity. */
  identity: z.string().regex(/^AGE-SECRET-KEY-1[A-Z0-9]{58}$/),
})
export type Share = z.infer<typeof ShareSchema>

export const makeShare = async (
  { service, doorKey }: DoorClips,
  { stored, opened }: FetchedClip,
  { owner, now, lasts }: { readonly owner: SigningKey; readonly now: EpochMs; readonly lasts: Millis },
): Promise<Share | undefined> => {
  if (!opened?.ok) return undefined
  const { url, key, door } = service.place
  const { clip } = stored
  const iat = toSeconds(now)
  const exp = epochSeconds(iat + Math.round(lasts / 1000))
  const claims = { v: 1, iss: owner.thumbprint, jti: freshId(), iat, exp, door, clip } as const
  const share = await signToken(CLIP_SHARE, claims, owner)
  return { v: 1, service: url, serviceKey: key.jwk, door: doorKey.jwk, clip, share, identity: opened.identity }
}
