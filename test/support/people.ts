// People for tests: owners, couriers and doors with real keys, and what they sign. Overrides say what differs.

import { exportJWK, generateKeyPair } from 'jose'
import { chainHash } from '#protocol/chain.ts'
import { CHALLENGE } from '#protocol/challenge.ts'
import { GRANT, type GrantClaims } from '#protocol/grant.ts'
import { freshGrantId, freshId, freshRequestId } from '#protocol/ids.ts'
import { publicPart, type SigningKey, signingKey, type VerifyKey, verifyKey } from '#protocol/keys.ts'
import { CHALLENGE_LIFETIME } from '#protocol/limits.ts'
import { PROOF, type ProofClaims } from '#protocol/proof.ts'
import type { Request } from '#protocol/request.ts'
import { REVOCATIONS, type RevocationClaims } from '#protocol/revocation.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, epochMs, epochSeconds, type Thumbprint, toSeconds } from '#protocol/units.ts'

/** A key pair of either kind; what a machine (Ed25519) or a browser (ES256) would have. */
export const makeKey = async (algorithm: 'EdDSA' | 'ES256' = 'EdDSA'): Promise<SigningKey> => {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  return signingKey(pair.privateKey, publicPart(await exportJWK(pair.publicKey)))
}

export const toVerify = (key: SigningKey): Promise<VerifyKey> => verifyKey(key.jwk)
export const doorIdOf = (door: SigningKey): DoorId => door.thumbprint as DoorId

/** 2026-11-23 10:00 UTC, a Monday. */
export const MONDAY = epochMs(Date.UTC(2026, 10, 23, 10))

/** Claims of an ordinary grant: unlock and lock, from a minute ago for an hour, no camera. */
export const grantClaims = (
  from: Thumbprint,
  to: Thumbprint,
  door: DoorId,
  overrides: Partial<GrantClaims> = {},
  now: EpochMs = MONDAY,
): GrantClaims => ({
  v: 1,
  jti: freshGrantId(),
  iss: from,
  aud: door,
  cnf: { jkt: to },
  act: ['unlock', 'lock'],
  nbf: epochSeconds(toSeconds(now) - 60),
  exp: epochSeconds(toSeconds(now) + 3600),
  rec: false,
  dlg: 0,
  epoch: 0,
  ...overrides,
})

/** A grant; `passedOn` when it is not the owner's own. */
export const makeGrant = (signer: SigningKey, claims: GrantClaims, passedOn = false): Promise<string> =>
  signToken(GRANT, claims, signer, passedOn)

export interface Asking {
  readonly door: DoorId
  readonly via: Thumbprint | 'local'
  readonly challenge: string
  readonly now?: EpochMs
  readonly chain?: readonly string[]
  readonly proof?: Partial<ProofClaims>
}

/** A whole request: the chain and a proof by this holder. */
export const makeRequest = async (holder: SigningKey, asking: Asking): Promise<Request & { readonly id: string }> => {
  const chain = [...(asking.chain ?? [])]
  const claims: ProofClaims = {
    v: 1,
    jti: freshRequestId(),
    iss: holder.thumbprint,
    aud: asking.door,
    act: 'unlock',
    chl: asking.challenge,
    cth: await chainHash(chain),
    via: asking.via,
    iat: toSeconds(asking.now ?? MONDAY),
    ...asking.proof,
  }
  const request: Request = { v: 1, chain, proof: await signToken(PROOF, claims, holder) }
  return Object.defineProperty({ ...request, id: claims.jti }, 'id', { enumerable: false })
}

/** A door's challenge: the nonce and the token. */
export const makeChallenge = async (
  door: SigningKey,
  at: EpochMs = MONDAY,
): Promise<{ nonce: string; token: string }> => {
  const nonce = freshId()
  const claims = { v: 1 as const, iss: doorIdOf(door), chl: nonce, at, life: CHALLENGE_LIFETIME }
  return { nonce, token: await signToken(CHALLENGE, claims, door) }
}

/** An owner's revocation list. */
export const makeRevocations = (
  owner: SigningKey,
  door: DoorId,
  overrides: Partial<RevocationClaims>,
): Promise<string> =>
  signToken(
    REVOCATIONS,
    {
      v: 1,
      iss: owner.thumbprint,
      aud: door,
      epoch: 1,
      iat: toSeconds(MONDAY),
      grants: [],
      keys: [],
      before: 0,
      ...overrides,
    },
    owner,
  )
