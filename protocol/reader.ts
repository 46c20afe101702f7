// A reader: a broker of the owner's own that takes in one door's state and does nothing else. Brokers cannot sign, so
// this is a bearer token, alone among ours: whoever has it reads the state until it ends or the owner withdraws it.

import * as z from 'zod'
import { DoorIdSchema, EpochSecondsSchema, GrantIdSchema, ThumbprintSchema } from './ids.ts'
import { READER_LIFETIME, TOKEN_BYTES } from './limits.ts'
import { type Refused, refuse } from './refusals.ts'
import type { Revoked } from './revocation.ts'
import { type Opened, openToken, type TokenKind } from './token.ts'
import { type EpochMs, fromSeconds, type GrantId, type Thumbprint } from './units.ts'

/** The MQTT username of every reader; the token is its password. */
export const READER_NAME = 'reader'

/** The MQTT client id of a token: one connection at a time, since a second takes the first one's place [MQTT-3.1.4-2]. */
export const readerClientId = (id: GrantId): string => `${READER_NAME}.${id}`

const ReaderClaimsSchema = z
  .strictObject({
    v: z.literal(1),
    /** On the owner's revocation list it is one of `grants`. */
    jti: GrantIdSchema,
    /** The owner. */
    iss: ThumbprintSchema,
    /** The bridge. */
    aud: ThumbprintSchema,
    door: DoorIdSchema,
    nbf: EpochSecondsSchema,
    exp: EpochSecondsSchema,
    /** The owner's revocation epoch when it was made. */
    epoch: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  })
  .refine(({ nbf, exp }) => nbf < exp, 'nbf is before exp')
  .refine(({ nbf, exp }) => fromSeconds(exp) - fromSeconds(nbf) <= READER_LIFETIME, 'a year at most')
export type ReaderClaims = z.infer<typeof ReaderClaimsSchema>

export const READER: TokenKind<ReaderClaims> = {
  typ: 'reader+jwt',
  maxBytes: TOKEN_BYTES,
  key: 'carried',
  schema: ReaderClaimsSchema,
}

/** What was said in the MQTT CONNECT, and who hears it. */
export interface ReaderFacts {
  readonly bridge: Thumbprint
  readonly clientId: string
}

/** Is this token one for this bridge, said by its own client id? Whose door it is about is asked next. */
export const openReader = async (token: string, facts: ReaderFacts): Promise<Opened<ReaderClaims> | Refused> => {
  const opened = await openToken(READER, token)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  if (signer.thumbprint !== claims.iss) return refuse('token_wrong_key')
  if (claims.aud !== facts.bridge) return refuse('wrong_bridge')
  return facts.clientId === readerClientId(claims.jti) ? opened : refuse('token_wrong_key', 'client id')
}

/** What must be known of its door to judge a reader at a moment. */
export interface ReaderStanding {
  readonly now: EpochMs
  readonly owner: Thumbprint
  readonly revoked: Revoked
  readonly epochSeen: number
}

/** @returns why it may not read now; undefined when it may */
export const readerStanding = (claims: ReaderClaims, facts: ReaderStanding): Refused | undefined => {
  const { revoked, now } = facts
  if (claims.iss !== facts.owner) return refuse('not_allowed', 'not of this owner')
  if (claims.epoch < revoked.before || revoked.grants.has(claims.jti)) return refuse('revoked')
  if (Math.max(facts.epochSeen, claims.epoch) > revoked.epoch) return refuse('revocations_behind')
  if (now < fromSeconds(claims.nbf)) return refuse('not_yet')
  return now >= fromSeconds(claims.exp) ? refuse('expired') : undefined
}
