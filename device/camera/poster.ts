// The small picture that goes with a bell: what the camera sees now, masked, sealed to the owner's recipients, and
// small enough for a push message with all of them named in it.

import { POSTER_CHARS } from '#protocol/limits.ts'
import { seal } from '#protocol/seal/seal.ts'
import type { Frame } from './frame.ts'
import { thumbnail } from './picture/picture.ts'

const PICTURE_MOST = 2200
/** Of an age file (C2SP age v1): first line and MAC, nonce and tag; and one X25519 stanza. */
const FRAME_BYTES = 22 + 48 + 32
const STANZA_BYTES = 98

/** @param frame masked @returns base64url; undefined when nobody could open it, or it does not fit */
export const sealedPoster = async (
  { jpeg }: Pick<Frame, 'jpeg'>,
  recipients: readonly string[],
): Promise<string | undefined> => {
  if (recipients.length === 0) return undefined
  const room = Math.floor((POSTER_CHARS * 3) / 4) - FRAME_BYTES - STANZA_BYTES * recipients.length
  const picture = await thumbnail(jpeg, Math.min(PICTURE_MOST, room))
  if (!picture) return undefined
  const sealed = Buffer.from(await seal(picture, recipients)).toString('base64url')
  return sealed.length <= POSTER_CHARS ? sealed : undefined
}
