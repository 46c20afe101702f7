// Signed statements: compact JWS (RFC 7515 §7.1) with an explicit type (RFC 8725 §3.11), one algorithm per
// key, no header but those named here, sizes checked before parsing. Every signature of the project passes here.

import { base64url, CompactSign, compactVerify, errors } from 'jose'
import * as z from 'zod'
import { parseCanonical } from './canonical.ts'
import { PublicJwkSchema, type SigningKey, type VerifyKey, verifyKey } from './keys.ts'
import { type Refused, refuse } from './refusals.ts'

/** What one kind of token is. `key`: must the signer's public key travel in the header, or must it not? */
export interface TokenKind<Claims> {
  readonly typ: string
  readonly maxBytes: number
  readonly key: 'pinned' | 'carried' | 'either'
  readonly schema: z.ZodType<Claims>
}

export interface Opened<Claims> {
  readonly ok: true
  readonly claims: Claims
  /** The key that verified it: the one given, or the carried one. */
  readonly signer: VerifyKey
}

const HeaderSchema = z.strictObject({
  alg: z.enum(['EdDSA', 'ES256']),
  typ: z.string().max(40),
  jwk: PublicJwkSchema.optional(),
})
type Header = z.infer<typeof HeaderSchema>

/** 64 bytes in the one spelling of base64url whose unused bits are zero: a token has one text, so one hash. */
const SIGNATURE = /^[\w-]{85}[AQgw]$/

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

const decodePart = (part: string): unknown => {
  try {
    return parseCanonical(decoder.decode(base64url.decode(part)))
  } catch {
    return undefined
  }
}

const readHeader = (kind: TokenKind<unknown>, part: string): Header | Refused => {
  const raw = decodePart(part)
  if (typeof raw !== 'object' || raw === null) return refuse('token_malformed', 'header')
  // Told apart from a bad shape: "none", HS256 and friends are attacks, not accidents (RFC 8725 §2.1).
  const algorithm = HeaderSchema.shape.alg.safeParse((raw as { alg?: unknown }).alg)
  if (!algorithm.success) return refuse('token_wrong_algorithm')
  const header = HeaderSchema.safeParse(raw)
  if (!header.success) return refuse('token_malformed', 'header')
  if (header.data.typ !== kind.typ) return refuse('token_wrong_type', `expected ${kind.typ}`)
  if (kind.key === 'pinned' && header.data.jwk) return refuse('token_wrong_key', 'a carried key is not accepted here')
  if (kind.key === 'carried' && !header.data.jwk) return refuse('token_wrong_key', 'the key must be carried')
  return header.data
}

const signerOf = async (header: Header, given: VerifyKey | undefined): Promise<VerifyKey | Refused> => {
  if (given) return given
  if (!header.jwk) return refuse('token_wrong_key', 'no key')
  try {
    return await verifyKey(header.jwk)
  } catch {
    return refuse('token_wrong_key', 'not a key')
  }
}

/**
 * Checks size, form, type, algorithm, signature and claims, in that order.
 * @param key the pinned key; leave it out only for kinds that carry theirs, and then compare
 *   `signer.thumbprint` with the one expected: a carried key alone proves nothing (RFC 8725 §3.10)
 */
export const openToken = async <Claims>(
  kind: TokenKind<Claims>,
  token: string,
  key?: VerifyKey,
): Promise<Opened<Claims> | Refused> => {
  if (token.length > kind.maxBytes) return refuse('token_oversize')
  const parts = token.split('.')
  const [headerPart, bodyPart, signature] = parts
  if (parts.length !== 3 || headerPart === undefined || bodyPart === undefined) return refuse('token_malformed')
  const header = readHeader(kind, headerPart)
  if ('ok' in header) return header
  if (!SIGNATURE.test(signature ?? '')) return refuse('token_malformed', 'signature')
  const signer = await signerOf(header, key)
  if ('ok' in signer) return signer
  if (header.alg !== signer.algorithm) return refuse('token_wrong_algorithm')
  try {
    await compactVerify(token, signer.key, { algorithms: [signer.algorithm] })
  } catch (error) {
    if (error instanceof errors.JOSEError) return refuse('token_bad_signature', error.code)
    throw error
  }
  const claims = kind.schema.safeParse(decodePart(bodyPart))
  return claims.success ? { ok: true, claims: claims.data, signer } : refuse('token_malformed', reason(claims.error))
}

const reason = (error: z.ZodError): string => {
  const [first] = error.issues
  return first ? `${first.path.join('.')}: ${first.message}`.slice(0, 200) : 'claims'
}

/**
 * Signs claims as this kind of token.
 * @param carry put the public key into the header; needed where the reader knows a thumbprint only
 */
export const signToken = async <Claims>(
  kind: TokenKind<Claims>,
  claims: Claims,
  key: SigningKey,
  carry: boolean = kind.key === 'carried',
): Promise<string> => {
  const header = { alg: key.algorithm, typ: kind.typ, ...(carry ? { jwk: key.jwk } : {}) }
  return new CompactSign(encoder.encode(JSON.stringify(claims))).setProtectedHeader(header).sign(key.privateKey)
}

/** Reads claims without any check of who signed them: for showing one's own, never for deciding. */
export const peekClaims = (token: string): unknown => decodePart(token.split('.')[1] ?? '')
