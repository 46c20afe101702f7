// A link: a grant for a courier whose key is not known yet. The fragment holds a one-time key, which signs one
// grant over to the courier's own key at first use. A fragment never reaches a server (RFC 3986 §3.5).

import { base64url, exportJWK, generateKeyPair, importJWK } from 'jose'
import * as z from 'zod'
import { GRANT, type GrantClaims, GrantClaimsSchema } from './grant.ts'
import { freshGrantId } from './ids.ts'
import { asymmetric, PublicJwkSchema, publicPart, type SigningKey, signingKey, thumbprintOf } from './keys.ts'
import { CHAIN_MOST, TOKEN_BYTES } from './limits.ts'
import { readCompact, writeCompact } from './link/compact.ts'
import { peekClaims, signToken } from './token.ts'
import type { Thumbprint } from './units.ts'

const part = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** What the owner wants the courier to read. Goes with the fragment, so neither bridge nor network learns it. */
export const LabelSchema = z.strictObject({
  /** What the door is called, or where it is. */
  door: z.string().min(1).max(80).optional(),
  /** Whom to call when it does not open: a name, a number. */
  call: z.string().min(1).max(80).optional(),
  /** For how many days what is filmed is kept. */
  kept: z.int().min(1).max(3650).optional(),
})
export type Label = z.infer<typeof LabelSchema>

const LinkSchema = z.strictObject({
  v: z.literal(1),
  /** Where the bridge listens for MQTT over WebSocket or TCP. */
  at: z.url({ protocol: /^(wss?|mqtts?)$/ }).max(300),
  /** The bridge's key, so that nobody can stand in for it. */
  bridge: PublicJwkSchema,
  /** The door's key, so that its word can be told from the bridge's; older links name it in their address. */
  door: PublicJwkSchema.optional(),
  chain: z
    .array(z.string().max(TOKEN_BYTES))
    .min(1)
    .max(CHAIN_MOST - 1),
  /** The one-time key: P-256, since old phones' browsers know no Ed25519. */
  key: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: part, y: part, d: part }),
  label: LabelSchema.optional(),
})
export type Link = z.infer<typeof LinkSchema>

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Where a page of this origin reaches its bridge. */
export const mqttOf = (origin: string): string => `${origin.replace(/^http/, 'ws')}/mqtt`

const originOf = (text: string): string => (URL.canParse(text) && /^https?:/.test(text) ? new URL(text).origin : '')

/**
 * The fragment, without `#`: the short spelling where it says the same, else the long one.
 * @param origin of the page that will open it; then `at` need not be said when it is the page's own
 */
export const writeLink = async (link: Link, origin = ''): Promise<string> => {
  const at = origin !== '' && link.at === mqttOf(origin) ? '' : link.at
  const short = await writeCompact(link, at)
  const read = short === undefined ? undefined : await readCompact(base64url.decode(short), link.at)
  const isSame = read !== undefined && JSON.stringify(LinkSchema.parse(read)) === JSON.stringify(LinkSchema.parse(link))
  return isSame && short !== undefined ? short : base64url.encode(encoder.encode(JSON.stringify(link)))
}

/** The whole address: the courier's page of the bridge, with the link in its fragment. */
export const linkUrl = async (origin: string, link: Link): Promise<string> =>
  `${origin}/visit/#${await writeLink(link, origin)}`

/** @returns the link, or undefined when the text is none; takes a whole URL or the fragment alone */
export const readLink = async (text: string): Promise<Link | undefined> => {
  if (text.length > CHAIN_MOST * TOKEN_BYTES * 2) return undefined
  try {
    const bytes = base64url.decode(text.slice(text.indexOf('#') + 1))
    const short = await readCompact(bytes, mqttOf(originOf(text)))
    const parsed = LinkSchema.safeParse(short ?? JSON.parse(decoder.decode(bytes)))
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

/** P-256, since a link is opened in browsers, old ones too. */
export const freshLinkKey = async (): Promise<{ readonly jwk: Link['key']; readonly thumbprint: Thumbprint }> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { x = '', y = '', d = '' } = await exportJWK(privateKey)
  const jwk = { kty: 'EC', crv: 'P-256', x, y, d } as const
  return { jwk, thumbprint: await thumbprintOf(publicPart(jwk)) }
}

const linkKey = async (link: Link): Promise<SigningKey> => {
  return signingKey(asymmetric(await importJWK(link.key, 'ES256')), publicPart(link.key))
}
