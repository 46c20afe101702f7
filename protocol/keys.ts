// Public keys as JWKs (RFC 7517, RFC 8037), their thumbprints (RFC 7638) and what signs with them.
// Two kinds only: Ed25519 for machines, P-256 for browsers. Private halves never pass through here as text.

import { type CryptoKey, calculateJwkThumbprint, importJWK } from 'jose'
import * as z from 'zod'
import { HausrechtError } from './fault.ts'
import { bounded } from './memo.ts'
import type { Thumbprint } from './units.ts'

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** A public key, strictly: a private part (`d`) or any other member is refused. */
export const PublicJwkSchema = z.discriminatedUnion('kty', [
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate }),
  z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
])
export type PublicJwk = z.infer<typeof PublicJwkSchema>

/** RFC 7518 §3.1, RFC 8037 §3.1. */
export type Algorithm = 'EdDSA' | 'ES256'

/** A key that verifies, ready to use. */
export interface VerifyKey {
  readonly jwk: PublicJwk
  readonly thumbprint: Thumbprint
  readonly algorithm: Algorithm
  readonly key: CryptoKey
}

/** A key that signs. The private half may be non-extractable. */
export interface SigningKey {
  readonly jwk: PublicJwk
  readonly thumbprint: Thumbprint
  readonly algorithm: Algorithm
  readonly privateKey: CryptoKey
}

export const algorithmOf = (jwk: PublicJwk): Algorithm => (jwk.kty === 'OKP' ? 'EdDSA' : 'ES256')

/** Only the members that make the key, in RFC 7638 §3.2 order, so that equal keys are equal texts. */
export const publicPart = (jwk: { kty?: string; crv?: string; x?: string; y?: string }): PublicJwk =>
  PublicJwkSchema.parse(
    jwk.kty === 'EC' ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } : { kty: jwk.kty, crv: jwk.crv, x: jwk.x },
  )

export const thumbprintOf = async (jwk: PublicJwk): Promise<Thumbprint> =>
  (await calculateJwkThumbprint(jwk, 'sha256')) as Thumbprint

/** jose gives bytes for symmetric JWKs only, and those do not fit PublicJwk. */
export const asymmetric = (key: CryptoKey | Uint8Array): CryptoKey => {
  if (key instanceof Uint8Array)
    throw new HausrechtError('key_symmetric', 'A key pair is needed here, not a shared secret')
  return key
}

const importing = async (jwk: PublicJwk): Promise<VerifyKey> => {
  const algorithm = algorithmOf(jwk)
  const [key, thumbprint] = await Promise.all([importJWK(jwk, algorithm), thumbprintOf(jwk)])
  return { jwk, thumbprint, algorithm, key: asymmetric(key) }
}

const imported = bounded<string, Promise<VerifyKey>>(4096)

/**
 * Imports a public key, once per key.
 * @throws when the coordinates are not a point of the curve
 */
export const verifyKey = (jwk: PublicJwk): Promise<VerifyKey> =>
  imported(`${jwk.crv}.${jwk.x}.${jwk.kty === 'EC' ? jwk.y : ''}`, () => importing(jwk))

/** Makes a SigningKey of a WebCrypto pair, whatever made it. */
export const signingKey = async (privateKey: CryptoKey, jwk: PublicJwk): Promise<SigningKey> => ({
  jwk,
  thumbprint: await thumbprintOf(jwk),
  algorithm: algorithmOf(jwk),
  privateKey,
})
