// The people of a bench, with real keys: an owner, couriers, doors, and what they sign.

import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { importJWK } from 'jose'
import { chainHash } from '#protocol/chain.ts'
import { GRANT, type GrantClaims } from '#protocol/grant.ts'
import { freshGrantId, freshRequestId } from '#protocol/ids.ts'
import { asymmetric, publicPart, type SigningKey, signingKey } from '#protocol/keys.ts'
import { PROOF } from '#protocol/proof.ts'
import type { Request } from '#protocol/request.ts'
import { signToken } from '#protocol/token.ts'
import { type DoorId, type EpochMs, epochSeconds, type RequestId, type Thumbprint, toSeconds } from '#protocol/units.ts'

/** An Ed25519 key pair; `secret` is the whole JWK, for a key file or for node:crypto. */
export interface Person {
  readonly key: SigningKey
  readonly secret: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string; readonly d: string }
}

const generate = promisify(generateKeyPair)

export const makePerson = async (): Promise<Person> => {
  const { privateKey } = await generate('ed25519')
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' })
  const secret = { kty: 'OKP', crv: 'Ed25519', x, d } as const
  return { secret, key: await signingKey(asymmetric(await importJWK(secret, 'EdDSA')), publicPart(secret)) }
}

const DAY = 86_400

/** An ordinary grant, from an hour ago for a day; overrides say what differs. */
const makeGrant = (
  by: Person,
  to: Person,
  door: DoorId,
  now: EpochMs,
  overrides: Partial<GrantClaims>,
  passedOn: boolean,
): Promise<string> => {
  const claims: GrantClaims = {
    v: 1,
    jti: freshGrantId(),
    iss: by.key.thumbprint,
    aud: door,
    cnf: { jkt: to.key.thumbprint },
    act: ['unlock', 'lock'],
    nbf: epochSeconds(toSeconds(now) - 3600),
    exp: epochSeconds(toSeconds(now) + DAY),
    rec: false,
    dlg: 0,
    epoch: 0,
    ...overrides,
  }
  return signToken(GRANT, claims, by.key, passedOn)
}

/** The owner's grant to the first of these, passed on from each to the next. */
export const makeChain = async (
  owner: Person,
  holders: readonly Person[],
  door: DoorId,
  now: EpochMs,
  overrides: Partial<GrantClaims> = {},
): Promise<string[]> => {
  const people = [owner, ...holders]
  return Promise.all(
    holders.map((holder, at) => {
      const by = people[at] ?? owner
      const claims = { exp: epochSeconds(toSeconds(now) + DAY - at), ...overrides, dlg: holders.length - 1 - at }
      return makeGrant(by, holder, door, now, claims, at > 0)
    }),
  )
}

export interface Asking {
  readonly door: DoorId
  readonly via: Thumbprint
  readonly challenge: string
  readonly chain: readonly string[]
  readonly now: EpochMs
  readonly hold?: number
}

/** A request to unlock, as it is published. */
export const makeRequest = async (
  holder: Person,
  asking: Asking,
): Promise<{ readonly id: RequestId; readonly text: string }> => {
  const { door, via, challenge, chain, now, hold } = asking
  const id = freshRequestId()
  const iss = holder.key.thumbprint
  const claims = { v: 1 as const, jti: id, iss, aud: door, act: 'unlock' as const, chl: challenge }
  const more = { cth: await chainHash(chain), via, iat: toSeconds(now) }
  const proof = await signToken(PROOF, { ...claims, ...more }, holder.key)
  const request: Request = { v: 1, chain: [...chain], proof, ...(hold === undefined ? {} : { hold }) }
  return { id, text: JSON.stringify(request) }
}
