// The clip service's record that a clip is gone: does it count?

import type { VerifyKey } from '../keys.ts'
import { openToken } from '../token.ts'
import { CLIP_GONE, CLOUD_REQUEST, type ClipGone } from './cloud.ts'

export interface GoneKeys {
  readonly service: VerifyKey
  readonly owner: VerifyKey
}

/** Signed by the service; and what it says the owner wanted, by the owner too. @returns undefined when it does not count */
export const openGone = async (token: string, { service, owner }: GoneKeys): Promise<ClipGone | undefined> => {
  const opened = await openToken(CLIP_GONE, token)
  if (!opened.ok || opened.signer.thumbprint !== service.thumbprint) return undefined
  const { clip, door, why, wish } = opened.claims
  if (why === 'retention') return opened.claims
  const wished = await openToken(CLOUD_REQUEST, wish ?? '')
  if (!wished.ok || wished.signer.thumbprint !== owner.thumbprint) return undefined
  const { act, ...about } = wished.claims
  return act === 'delete' && about.clip === clip && about.door === door ? opened.claims : undefined
}
