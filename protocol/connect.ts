// Connecting to a bridge: the MQTT username is a key's thumbprint, the password this token, signed by that key.

import * as z from 'zod'
import { EpochSecondsSchema, NonceSchema, ThumbprintSchema } from './ids.ts'
import { CHAIN_MOST, CONNECT_LIFETIME, REQUEST_BYTES, SKEW_MOST, TOKEN_BYTES } from './limits.ts'
import { type Refused, refuse } from './refusals.ts'
import { type Opened, openToken, type TokenKind } from './token.ts'
import { type EpochMs, fromSeconds, type Thumbprint } from './units.ts'

/** Said in place of the bridge by a door that has no bridge yet: good for the pairing topics and nothing else. */
export const UNPAIRED = 'unpaired'

const ConnectClaimsSchema = z.strictObject({
  v: z.literal(1),
  iss: ThumbprintSchema,
  /** The bridge. */
  aud: z.union([ThumbprintSchema, z.literal(UNPAIRED)]),
  /** Spent once. */
  jti: NonceSchema,
  iat: EpochSecondsSchema,
  /** The MQTT client id this is for: the thumbprint, or the thumbprint, a dot and up to 22 characters. */
  cid: z.string().max(70),
  /** What a holder may do follows from its chain; doors and owners have none. */
  chain: z.array(z.string().max(TOKEN_BYTES)).max(CHAIN_MOST),
})
export type ConnectClaims = z.infer<typeof ConnectClaimsSchema>

export const CONNECT: TokenKind<ConnectClaims> = {
  typ: 'connect+jwt',
  maxBytes: REQUEST_BYTES,
  key: 'carried',
  schema: ConnectClaimsSchema,
}

/** What was said in the MQTT CONNECT, and who hears it. */
export interface ConnectFacts {
  readonly bridge: Thumbprint
  readonly username: string
  readonly clientId: string
  readonly now: EpochMs
}

/** Is this token this client's, for this bridge, of now? Whether its id is spent is the caller's to know. */
export const openConnect = async (token: string, facts: ConnectFacts): Promise<Opened<ConnectClaims> | Refused> => {
  const opened = await openToken(CONNECT, token)
  if (!opened.ok) return opened
  const { claims, signer } = opened
  if (signer.thumbprint !== claims.iss || claims.iss !== facts.username) return refuse('token_wrong_key')
  if (claims.aud !== facts.bridge && claims.aud !== UNPAIRED) return refuse('wrong_bridge')
  if (claims.cid !== facts.clientId || !clientIdOf(claims.iss, claims.cid))
    return refuse('token_wrong_key', 'client id')
  const age = facts.now - fromSeconds(claims.iat)
  return age > CONNECT_LIFETIME || age < -SKEW_MOST ? refuse('token_stale') : opened
}

const clientIdOf = (thumbprint: Thumbprint, clientId: string): boolean =>
  clientId === thumbprint || (clientId.startsWith(`${thumbprint}.`) && /^[\w-]{1,22}$/.test(clientId.slice(44)))
