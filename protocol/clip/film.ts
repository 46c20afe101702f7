// From sealed parts to a film: opens the clip's identity with a key of the owner's, and the parts with that. The
// init part and the segments in order are the MP4 file; nothing is encoded again.

import { recipientOf, type Unsealed, unseal } from '../seal/seal.ts'
import { peekClaims } from '../token.ts'
import type { FramedPart } from './framing.ts'
import type { ClipHead } from './head.ts'
import { type ClipPart, PART, type PART_KINDS } from './part.ts'

const decoder = new TextDecoder()

export type OpenedIdentity =
  | { readonly ok: true; readonly identity: string }
  /** `wrong_key`: sealed to others. `identity_damaged`: not what was sealed. `identity_foreign`: of another clip. */
  | { readonly ok: false; readonly why: 'wrong_key' | 'identity_damaged' | 'identity_foreign' }

/** @param own text of an age identity the clip was sealed to */
export const openIdentity = async (
  sealed: Uint8Array<ArrayBuffer>,
  own: Parameters<typeof unseal>[1],
  head: Pick<ClipHead, 'recipient'>,
): Promise<OpenedIdentity> => {
  const opened = await unseal(sealed, own)
  if (!opened.ok) return { ok: false, why: opened.why === 'wrong_key' ? 'wrong_key' : 'identity_damaged' }
  const identity = decoder.decode(opened.bytes).trim()
  return (await belongs(identity, head.recipient)) ? { ok: true, identity } : { ok: false, why: 'identity_foreign' }
}

const belongs = async (identity: string, recipient: string): Promise<boolean> => {
  try {
    return (await recipientOf(identity)) === recipient
  } catch {
    // Not an identity at all: as little the clip's as another clip's.
    return false
  }
}

export interface FilmPiece {
  readonly n: number
  readonly what: (typeof PART_KINDS)[number]
  readonly opened: Unsealed
}

/** What a line says it is, unchecked: whether it may be believed is verify.ts's business. */
export const kindOf = (line: string): ClipPart | undefined => {
  const claims = PART.schema.safeParse(peekClaims(line))
  return claims.success ? claims.data : undefined
}

/** Opens parts as they come, one at a time; a part that cannot be opened does not end the film. */
export async function* openFilm(parts: AsyncIterable<FramedPart>, identity: string): AsyncGenerator<FilmPiece> {
  for await (const { line, sealed } of parts) {
    const claims = kindOf(line)
    if (claims) yield { n: claims.n, what: claims.what, opened: await unseal(sealed, identity) }
  }
}

/** Does this kind of part belong into the MP4 file? */
export const isFilm = (what: FilmPiece['what']): boolean => what === 'init' || what === 'segment'
