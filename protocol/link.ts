// A link: a grant for a courier whose key is not known yet. The fragment holds a one-time key, which signs one
// grant over to the courier's own key at first use. A fragment never reaches a server (RFC 3986 §3.5).

import { base64url, importJWK } from 'jose'
import * as z from 'zod'
import { GRANT, type GrantClaims, GrantClaimsSchema } from './grant.ts'
import { freshGrantId } from './ids.ts'
import { asymmetric, PublicJwkSchema, publicPart, type SigningKey, signingKey } from './keys.ts'
import { CHAIN_MOST, TOKEN_BYTES } from './limits.ts'
import { peekClaims, signToken } from './token.ts'
import type { Thumbprint } from './units.ts'

const part = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
const LinkSchema = z.strictObject({
  v: z.literal(1),
  /** Where the bridge listens for MQTT over WebSocket or TCP. */
  at: z.url({ protocol: /^(wss?|mqtts?)$/ }).max(300),
  /** The bridge's key, so that nobody can stand in for it. */
  bridge: PublicJwkSchema,
  chain: z
    .array(z.string().max(TOKEN_BYTES))
    .min(1)
    .max(CHAIN_MOST - 1),
  /** The one-time key: P-256, since old phones' browsers know no Ed25519. */
  key: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: part, y: part, d: part }),
})
export type Link = z.infer<typeof LinkSchema>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** The fragment, without `#`. */
export const writeLink = (link: Link): string => base64url.encode(encoder.encode(JSON.stringify(link)))

/** @returns the link, or undefined when the text is none; takes a whole URL or the fragment alone */
export const readLink = (text: string): Link | undefined => {
  if (text.length > CHAIN_MOST * TOKEN_BYTES * 2) return undefined
  const fragment = text.slice(text.indexOf('#') + 1)
  try {
    const parsed = LinkSchema.safeParse(JSON.parse(decoder.decode(base64url.decode(fragment))))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/**
 * Signs the link's grant over to the holder's own key: the same rights, no link any more.
 * @returns the whole chain for the holder; undefined when the link holds no grant made for a link
 */
export const bindLink = async (link: Link, holder: Thumbprint): Promise<string[] | undefined> => {
  const last = GrantClaimsSchema.safeParse(peekClaims(link.chain.at(-1) ?? ''))
  if (!last.success || !last.data.link) return undefined
  const { link: _made, ...rights } = last.data
  const key = await linkKey(link)
  const claims: GrantClaims = { ...rights, jti: freshGrantId(), iss: key.thumbprint, cnf: { jkt: holder } }
  return [...link.chain, await signToken(GRANT, claims, key, true)]
}

const linkKey = async (link: Link): Promise<SigningKey> => {
  return signingKey(asymmetric(await importJWK(link.key, 'ES256')), publicPart(link.key))
}
