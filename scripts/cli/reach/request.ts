// A request made: a fresh proof over the chain, the door's challenge and the way it goes.

import { chainHash } from '#protocol/chain.ts'
import type { Action } from '#protocol/grant.ts'
import { freshRequestId } from '#protocol/ids.ts'
import { type LOCAL, PROOF, type ProofClaims } from '#protocol/proof.ts'
import type { Request } from '#protocol/request.ts'
import { signToken } from '#protocol/token.ts'
import { type EpochMs, type Millis, type RequestId, type Thumbprint, toSeconds } from '#protocol/units.ts'
import type { Place } from './place.ts'

export interface Wish {
  readonly act: Action
  readonly hold?: Millis | undefined
}

export interface MadeRequest {
  readonly id: RequestId
  readonly request: Request
}

/** @param challenge the nonce to answer */
export const makeRequest = async (
  { key, chain, door }: Pick<Place, 'key' | 'chain' | 'door'>,
  { act, hold }: Wish,
  {
    challenge,
    via,
    now,
  }: { readonly challenge: string; readonly via: Thumbprint | typeof LOCAL; readonly now: EpochMs },
): Promise<MadeRequest> => {
  const id = freshRequestId()
  const claims: ProofClaims = {
    v: 1,
    jti: id,
    iss: key.thumbprint,
    aud: door,
    act,
    chl: challenge,
    cth: await chainHash(chain),
    via,
    iat: toSeconds(now),
  }
  const proof = await signToken(PROOF, claims, key)
  return { id, request: { v: 1, chain: [...chain], proof, ...(hold === undefined ? {} : { hold }) } }
}
