// Signed statements, read: only those of a pinned key, which carry none. The header has one spelling for each kind, so
// it is compared and not parsed (RFC 8725 §3.1, §3.11).

import { base64url } from 'jose'
import type { PublicJwk } from '#protocol/keys.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })
type Bytes = Uint8Array<ArrayBuffer>

/** Says whether these bytes were signed by that key. */
export type Verify = (signature: Bytes, signed: Bytes) => Promise<boolean>

const ecdsa = async (jwk: PublicJwk): Promise<Verify> => {
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  return (signature, signed) => crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, signed)
}

/** For browsers whose WebCrypto knows no Ed25519: fetched only by those. */
export const plainEd25519 = async (x: string): Promise<Verify> => {
  const { ed25519 } = await import('@noble/curves/ed25519.js')
  const key = base64url.decode(x)
  return async (signature, signed) => ed25519.verify(signature, signed, key)
}

const eddsa = async (jwk: PublicJwk): Promise<Verify> => {
  try {
    const key = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify'])
    return (signature, signed) => crypto.subtle.verify('Ed25519', key, signature, signed)
  } catch {
    return plainEd25519(jwk.x)
  }
}

/** A key to verify with, once made. */
export interface Pinned {
  readonly alg: 'EdDSA' | 'ES256'
  readonly verify: Verify
}

export const pin = async (jwk: PublicJwk): Promise<Pinned> =>
  jwk.kty === 'OKP' ? { alg: 'EdDSA', verify: await eddsa(jwk) } : { alg: 'ES256', verify: await ecdsa(jwk) }

const claimsOf = (body: string): unknown => JSON.parse(decoder.decode(base64url.decode(body)))

/** @returns the claims, or undefined unless it is a token of this type by this key; their shape is for the caller */
export const open = async (typ: string, token: string, { alg, verify }: Pinned): Promise<unknown> => {
  const [header = '', body = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || header !== base64url.encode(JSON.stringify({ alg, typ }))) return undefined
  try {
    const bytes = base64url.decode(signature) as Bytes
    const isSigned = await verify(bytes, encoder.encode(`${header}.${body}`))
    return isSigned ? claimsOf(body) : undefined
  } catch {
    return undefined
  }
}

/** Reads a token's claims without asking who signed it: for showing, never for trusting. */
export const peek = (token: string): unknown => {
  try {
    return claimsOf(token.split('.')[1] ?? '')
  } catch {
    return undefined
  }
}
